import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BaselineFile, GuardReport } from '../../../profiler-core/contract/index.ts'
import { type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

/** Keeps so many MB, 10 unless the environment says otherwise. */
const KEEPS = `import os

def load(megabytes):
    rows = b"x" * (megabytes * 1_000_000)
    return rows

rows = load(int(os.environ.get("MB", "10")))
`

const read = (here: Sandbox, name: string) => readFileSync(join(here.project, name), 'utf8')

/** What the example workflow gives to `mebi check`. */
function exampleWords(): string[] {
  const workflow = readFileSync(new URL('../../../docs/guard-workflow.yml', import.meta.url), 'utf8')
  const [, words = ''] = /mebi\.mjs" check ((?:.*\\\n)*.*)\n/.exec(workflow) ?? []
  return words.replaceAll('\\\n', ' ').trim().split(/ +/)
}

/** A child, which the program waits for, keeps so much for a while. */
const STARTS = `import subprocess, sys

def wait():
    child = "import time; kept = b'x' * 80_000_000; time.sleep(0.4)"
    subprocess.run([sys.executable, "-c", child], check=True)

wait()
`

describe('mebi check', () => {
  test.skipIf(process.platform !== 'linux')(
    'what children take counts, and the first process stands beside it',
    async () => {
      const here = sandbox()
      here.write('starts.py', STARTS)
      const check = (limit: string, ...args: string[]) =>
        here.mebi(['check', '-q', '--no-save', '--max-peak', limit, ...args, 'starts.py'])
      const words = String.raw`\d+\.\d MiB \(first process \d+\.\d MiB\)`
      const over = await check('50M', '--json')
      expect(over.code).toBe(1)
      expect(over.stderr).toMatch(
        new RegExp(`\nmebi: check failed: Peak of the run is ${words}; 50\\.0 MiB are allowed\\.\n$`),
      )
      expect(over.stderr).toMatch(
        new RegExp(`^mebi: run \\(not saved\\) finished in .* s, peak ${words} .*in process \\d+ `),
      )
      const { peak, firstProcessPeak } = GuardReport.parse(JSON.parse(over.stdout))
      expect(peak?.median).toBeGreaterThan(90_000_000)
      expect(firstProcessPeak?.median).toBeLessThan(50_000_000)
      const held = await check('1G')
      expect(held.stderr).toMatch(new RegExp(`\nmebi: Holds: peak ${words}\\.\n$`))
      expect(held.code).toBe(0)
    },
  )

  test('holds a program against a file, without a history, and says what grew and where', async () => {
    const here = sandbox()
    here.write('train.py', KEEPS)
    const check = (mebibytes: string, ...args: string[]) =>
      here.mebi(['check', '-q', '--no-save', ...args, 'train.py'], { env: { MB: mebibytes } })

    const data = ['--data', 'train.py', '--data-label', 'itself']
    const made = await check('10', '--repeat', '2', '--write-baseline', 'mebi-baseline.json', ...data)
    expect(made.stderr).toMatch(/\(2 of 2\)\nmebi: Holds: peak \d+\.\d MiB\.\n$/)
    expect(made.stdout).toBe('')
    expect(made.code).toBe(0)
    const baseline = BaselineFile.parse(JSON.parse(read(here, 'mebi-baseline.json')))
    expect(baseline).toMatchObject({
      target: 'train.py',
      data: {
        label: 'itself',
        size: KEEPS.length,
        unit: 'bytes',
        sha256: expect.stringMatching(/^[\da-f]{64}$/),
      },
      runs: 2,
      functions: [{ name: '<module>' }, { name: 'load' }],
    })

    const held = await here.mebi(['check', ...exampleWords()])
    expect(held.stderr).toMatch(/\nmebi: Holds: peak .* Nothing grew too much since mebi-baseline\.json\.\n$/)
    expect(held.code).toBe(0)

    const files = ['--junit', 'memory.xml', '--markdown', 'memory.md']
    const grown = await check('40', '--baseline', 'mebi-baseline.json', ...files)
    expect(grown.stdout).toMatch(/^What +Where +Base +Now +Delta +% +Allowed\n/)
    expect(grown.stdout).toMatch(
      /\ngrowth of load +train\.py:3 +9\.5 MiB +38\.\d MiB +\+28\.\d MiB +\+\d+ +10\.\d MiB\n/,
    )
    expect(grown.stdout).toMatch(
      /\n {2}rows = b"x" \* \(megabytes \* 1_000_000\) +train\.py:4 +9\.5 MiB +38\.\d MiB/,
    )
    expect(grown.stderr).toMatch(/mebi: check failed: load grew by 38\.\d MiB, before by 9\.5 MiB/)
    expect(grown.code).toBe(1)
    expect(read(here, 'memory.xml')).toContain(
      '<testcase name="growth of load" classname="train.py">\n<failure ',
    )
    expect(read(here, 'memory.md')).toMatch(/^### Memory: grew too much\n/)
    expect((await here.mebi(['list'])).stderr).toContain('no runs yet')
  })

  test('holds a program against runs of the history, by label and by mark, and against a fixed limit', async () => {
    const here = sandbox()
    here.write('train.py', KEEPS)
    await here.mebi(['run', '-q', '--label', 'nightly', '--repeat', '2', 'train.py'])
    const args = ['check', '-q', '--baseline', 'nightly', '--max-peak', '1M', '--json', 'train.py']
    const { code, stdout } = await here.mebi(args)
    const report = GuardReport.parse(JSON.parse(stdout))
    expect(report).toMatchObject({
      outcome: 'grew',
      baseline: 'nightly (run 2 and 1 more of its group)',
      runs: [3],
    })
    const grown = report.numbers.filter(({ outcome }) => outcome === 'grew')
    expect(grown.map(({ kind }) => kind)).toEqual(['max-peak'])
    expect(report.numbers.map(({ function: about }) => about?.name)).toContain('load')
    expect(code).toBe(1)
    const unmarked = await here.mebi(['check', '--baseline', 'baseline', 'train.py'])
    expect(unmarked.stderr).toMatch(/^mebi: No finished run of train\.py is marked as baseline\.\n/)
    expect(unmarked.code).toBe(2)
  })

  test('cannot tell where the program does not finish', async () => {
    const here = sandbox()
    here.write('fails.py', 'raise ValueError("no")\n')
    const args = ['check', '-q', '--max-peak', '1G', '--repeat', '3', '--junit', 'memory.xml', 'fails.py']
    const { code, stderr } = await here.mebi(args)
    expect(stderr).toMatch(
      /^mebi: Not measured: run 1 failed after .* with ValueError at fails\.py:1, peak .* MiB( at line \d+ of \S+)?\.\n$/,
    )
    expect(code).toBe(3)
    expect(read(here, 'memory.xml')).toContain('<error message="Not measured: run 1 failed')
  })

  test('refuses what it cannot do before anything runs', async () => {
    const here = sandbox()
    here.write('ran.py', 'open("ran", "w").close()\n')
    const refusal = async (...args: string[]) => {
      const { code, stderr } = await here.mebi(['check', ...args, 'ran.py'])
      expect(code).toBe(2)
      return stderr.split('\n')[0]
    }
    expect(
      await Promise.all([
        refusal(),
        refusal('--max-growth', '5'),
        refusal('--baseline', 'nothing'),
        refusal('--max-peak', '1G', '--junit', 'no/where.xml'),
      ]),
    ).toEqual([
      'mebi: What should be checked?',
      'mebi: --max-growth needs --baseline: growth since when?',
      'mebi: There is no baseline nothing: no such file, and no finished run of ran.py with that label.',
      'mebi: cannot write no/where.xml: its folder does not exist',
    ])
    expect((await here.mebi(['list'])).stderr).toContain('no runs yet')
  })
})

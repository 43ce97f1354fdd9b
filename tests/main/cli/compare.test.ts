import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ComparisonReportJson } from '../../../profiler-core/contract/index.ts'
import { type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const BEFORE = `def load():
    rows = [bytes(1000) for _ in range(20_000)]
    return len(rows)

def report(count):
    kept = bytearray(b'x' * 5_000_000)
    print(count, len(kept))

report(load())
`

const AFTER = `import math

def load():
    rows = sum(1 for _ in range(20_000))
    return rows

def report(count):
    kept = bytearray(b'x' * 5_000_000)
    print(count, len(kept))

report(load())
`

async function twoRuns(): Promise<Sandbox> {
  const here = sandbox()
  for (const text of [BEFORE, AFTER]) {
    here.write('program.py', text)
    const { code } = await here.mebi(['run', '-q', '-o', '/dev/null', 'program.py'])
    expect(code).toBe(0)
  }
  return here
}

describe('mebi compare', () => {
  test('prints a sentence, the functions and the lines that changed', async () => {
    const here = await twoRuns()
    const { stdout, stderr, code } = await here.mebi(['compare', '2', '1'])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(
      /^Peak fell from \d+\.\d to \d+\.\d MiB \(-\d+ %\); line 4 of program\.py no longer keeps (19|20)\.\d MiB/,
    )
    // The earlier run is the base, whichever is named first.
    expect(stdout).toMatch(/^base {2}run 1, .*: program\.py$/m)
    expect(stdout).toMatch(/^now {3}run 2, .*: program\.py$/m)
    expect(stdout).not.toContain('differs:')
    expect(stdout).toMatch(/^█{8}\| +(19|20)\.\d +\d\.\d +-(19|20)\.\d .* load {2}program\.py:3$/m)
    // What did not change is left out.
    expect(stdout).toMatch(/^\d functions? changed by less than 1\.0 MiB$/m)
    expect(stdout).toMatch(
      /^ +2 +4 +(19|20)\.\d +\d\.\d +-(19|20)\.\d {2}~ rows = sum\(1 for _ in range\(20_000\)\)$/m,
    )
    expect(stdout).not.toContain('kept =')

    const everything = (await here.mebi(['compare', 'last~1', 'last', '--threshold', '0'])).stdout
    expect(everything).not.toContain('changed by less than')
    const turned = (await here.mebi(['compare', 'last', 'last~1', '--in-order', '--sort', 'peak'])).stdout
    expect(turned).toMatch(/^Peak rose from .*; line 2 of program\.py now keeps (19|20)\.\d MiB/)
    expect(turned).toMatch(/^ {8}\|█{1,8} .*\+\d+\.\d/m)
    expect((await here.mebi(['compare', '1', '2', '--sort', 'time'])).stdout).toMatch(/ (-|\+)\d+\.\d ms /)

    // For scripts, whole.
    const json = await here.mebi(['compare', '1', '2', '--json', '-o', 'comparison.json'])
    expect(json).toMatchObject({ stdout: '', stderr: '', code: 0 })
    const report = ComparisonReportJson.parse(
      JSON.parse(readFileSync(join(here.project, 'comparison.json'), 'utf8')),
    )
    expect(report.verdict).toBe(lines[0])
    const load = report.functions.find(({ now }) => now?.name === 'load')
    expect(load).toMatchObject({ match: 'same', base: { firstLine: 1 }, now: { firstLine: 3 } })
    expect(load?.lines.map(({ match, baseLine, nowLine }) => [match, baseLine, nowLine])).toEqual([
      ['changed', 2, 4],
      ['removed', 3, null],
      ['added', null, 5],
    ])

    const itself = await here.mebi(['compare', 'last', 'last'])
    expect(itself.stdout).toMatch(/^The same run twice, so no difference: peak \d+\.\d MiB\.\n/)
    expect(itself.stdout).toContain('note: This is a run compared with itself: nothing can differ.')
    expect(itself.code).toBe(0)

    expect(await here.mebi(['compare', '1', '9'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^mebi: There is no run 9\./),
    })
    expect(await here.mebi(['compare', '1', 'last~7'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^mebi: There are only 2 runs, so no last~7\./),
    })
  })

  test.each([
    ['compare 1', 2, /^mebi: missing required argument 'B'/],
    ['compare 1 last~', 2, /^mebi: last~ is not the number of a run\./],
    ['compare 1 2 --json --html', 2, /^mebi: --json and --html cannot both be\./],
    ['compare 1 2 -o nowhere/x', 2, /^mebi: cannot write nowhere\/x: its folder does not exist/],
    ['compare last last', 1, /^mebi: There is no run yet\./],
  ])('mebi %s fails with a sentence', async (words, exitCode, sentence) => {
    const { code, stderr, stdout } = await sandbox().mebi(words.split(' '))
    expect(stderr).toMatch(sentence)
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
  })
})

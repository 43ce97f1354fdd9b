import { describe, expect, test } from 'vitest'
import { GrowthJson } from '../../../main/cli/growthCommand.ts'
import { TrendJson } from '../../../main/cli/trendCommand.ts'
import type { RunDetail } from '../../../profiler-core/contract/index.ts'
import { openStore } from '../../../profiler-core/store/index.ts'
import { sampleFunction, sampleRun } from '../../profiler-core/store/sample.ts'
import { MEBI, type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()
const MIB = 2 ** 20

/** Finished runs of a.py, a day apart. */
function withRuns(runs: readonly Partial<RunDetail>[]): Sandbox {
  const here = sandbox()
  const store = openStore(here.home)
  const request = {
    ...sampleRun('').detail.request,
    target: { kind: 'script' as const, path: 'a.py' },
    projectDir: here.project,
    cwd: here.project,
  }
  for (const [index, changes] of runs.entries()) {
    const run = sampleRun(`run ${index}`, {
      status: 'finished',
      exitCode: 0,
      error: null,
      cause: null,
      startedAt: new Date(Date.UTC(2026, 2, 1 + index, 10)).toISOString(),
      request,
      ...changes,
    })
    store.add(run)
  }
  store.close()
  return here
}

const git = (commit: string) => ({ commit: commit.repeat(40), branch: 'main', dirty: false })
const STEP = [20, 20.1, 20, 20.2, 31, 31.1, 31].map((mib, index) => ({
  peakBytes: mib * MIB,
  git: git(index < 4 ? 'a' : 'b'),
}))
const SIZED = [1000, 3000, 10_000, 30_000, 100_000].map((size) => ({
  peakBytes: 20 * MIB + 1200 * size,
  dataset: { label: null, size, unit: 'rows', file: null, sha256: null },
}))

describe('mebi trend', () => {
  test('prints a target run by run, and since when it is different', async () => {
    const { stdout, code } = await withRuns(STEP).mebi(['trend'])
    expect(stdout.split('\n')).toEqual([
      'Peak (rss) of a.py, 7 runs',
      '',
      expect.stringMatching(/^Run {2}When +Commit +Peak {2}Step$/),
      ...[20, 20.1, 20, 20.2].map((mib, index): unknown =>
        expect.stringMatching(`^  ${index + 1}  2026-.* aaaaaaa  ${mib.toFixed(1)} MiB$`),
      ),
      expect.stringMatching(/^ {2}5 {2}2026-.* bbbbbbb {2}31\.0 MiB {2}\+10\.9 MiB$/),
      expect.stringMatching(/ {2}31\.1 MiB$/),
      expect.stringMatching(/ {2}31\.0 MiB$/),
      '',
      'Peak rose from 20.1 MiB to 31.0 MiB with run 5 (2026-03-05, commit bbbbbbb).',
      '',
    ])
    expect(code).toBe(0)
  })

  test('by commit, of a function, as JSON', async () => {
    const here = withRuns(STEP)
    const json = async (...args: string[]) =>
      TrendJson.parse(JSON.parse((await here.mebi(['trend', '--json', ...args])).stdout))
    expect(await json('A.PY', '--by', 'commit')).toMatchObject({
      target: 'a.py',
      function: null,
      measure: 'peak',
      values: [
        { runs: [1, 2, 3, 4], low: 20 * MIB, median: 20.05 * MIB, high: 20.2 * MIB },
        { runs: [5, 6, 7], low: 31 * MIB, median: 31 * MIB, high: 31.1 * MIB },
      ],
      steps: [],
    })
    const { lines } = sampleFunction('Loader.load', 3)
    const growth = lines.reduce((sum, { incrementBytes }) => sum + incrementBytes, 0)
    const ofFunction = await json('-f', 'load')
    expect(ofFunction).toMatchObject({ function: 'Loader.load', measure: 'growth', leftOut: 0 })
    expect(ofFunction.values.map(({ median }) => median)).toEqual(Array(7).fill(growth))
  })

  test('says what there is not', async () => {
    const here = withRuns(STEP)
    expect(await here.mebi(['trend', 'b.py'])).toMatchObject({
      stderr: 'mebi: No run had a target like b.py.\n      There are: a.py.\n',
      code: 1,
    })
    expect((await here.mebi(['trend', '-f', 'nothing'])).stderr).toContain(
      'No run called a function nothing.',
    )
    expect((await here.mebi(['trend', '--project', '/'])).stderr).toContain(
      'There are no runs of the project /.',
    )
  })
})

describe('mebi growth', () => {
  test('prints how the peak grows, and what a size would take', async () => {
    const { stdout } = await withRuns(SIZED).mebi(['growth', '--predict', '1e7'])
    expect(stdout).toContain('\n  5  100,000 rows  134.4 MiB\n')
    expect(stdout).toContain('Peak grows linearly with the data: about 1.2 KiB per row above 20.0 MiB')
    expect(stdout).toContain('10,000,000 rows would take about 11.2 GiB, if it goes on like this')
  })

  test('as JSON, also where one size tells nothing', async () => {
    const json = async (here: Sandbox) =>
      GrowthJson.parse(JSON.parse((await here.mebi(['growth', '--json', '--predict', '2e5'])).stdout))
    expect(await json(withRuns(SIZED))).toMatchObject([
      { target: 'a.py', unit: 'rows', growth: { exponent: 1, sizes: 5 }, prediction: { size: 200_000 } },
    ])
    expect(await json(withRuns(SIZED.slice(0, 1)))).toMatchObject([{ growth: null, prediction: null }])
  })

  test('says what is missing', async () => {
    expect(await withRuns(STEP).mebi(['growth'])).toMatchObject({
      stderr: expect.stringMatching(
        /^mebi: No run that finished says how much data it had\.\n {6}Tell it with mebi run --data/,
      ),
      code: 1,
    })
    expect((await withRuns(SIZED).mebi(['growth', '--predict', 'much'])).code).toBe(2)
  })
})

describe('mebi clean', () => {
  test('without a terminal asks nobody: it says so, and removes nothing', async () => {
    const here = withRuns(STEP)
    expect(await here.mebi(['clean', '--keep-last', '2'])).toMatchObject({
      stdout: '',
      stderr:
        'mebi: mebi clean removes runs for good, and nobody is here to say yes.\n      Use --yes, or --dry-run to see what it would remove.\n',
      code: 2,
    })
    expect((await here.mebi(['clean'])).stderr).toContain('Which runs are to stay?')
    const { stdout } = await here.mebi(['clean', '--keep-last', '2', '--dry-run'])
    expect(stdout).toMatch(/^To go are 5 runs of the 7 runs of .*project, about \d+\.\d KiB: 1 to 5\.\n$/)
    expect((await here.mebi(['list', '--json'])).stdout.match(/"id"/g)).toHaveLength(7)
  })

  test('on a terminal asks, and takes only a yes for one', async () => {
    const here = withRuns(STEP)
    // Types an answer when it is asked.
    const typing = `
import os, pty, sys
answer = sys.argv[1].encode().decode("unicode_escape").encode()
seen = b""
def read(fd):
    global seen, answer
    data = os.read(fd, 1024)
    seen += data
    if answer and b"[y/N] " in seen:
        os.write(fd, answer)
        answer = b""
    return data
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[2:], read)) % 256)
`
    const answered = (answer: string) =>
      here.spawn(['python3', '-c', typing, answer, process.execPath, MEBI, 'clean', '--keep-last', '2'], {
        env: { TERM: 'xterm' },
      })
    const left = async () => (await here.mebi(['list', '--json'])).stdout.match(/"id"/g)?.length
    for (const no of ['\\n', 'n\\n', '\\x04']) {
      const { stdout, code } = await answered(no)
      expect(stdout).toMatch(
        /To go are 5 runs .*: 1 to 5\.\r\nPinned .*cannot be undone\.\r\nRemove them\? \[y\/N\] /s,
      )
      expect(stdout).toContain('Nothing was removed.')
      expect(code).toBe(1)
    }
    expect(await left()).toBe(7)
    expect((await answered('y\\n')).stdout).toContain('Removed 5 runs: 1 to 5.')
    expect(await left()).toBe(2)
  })

  test('removes what it said, pinned runs and baselines aside', async () => {
    const here = withRuns(STEP)
    expect((await here.mebi(['describe', '2', '--pin', '--label', 'good'])).stdout).toBe(
      'run 2: label "good", pinned\n',
    )
    expect((await here.mebi(['describe', '4', '--baseline'])).stdout).toBe('run 4: baseline of a.py\n')
    const { stdout, code } = await here.mebi(['clean', '--keep-last', '2', '--yes'])
    expect(stdout).toMatch(/^Removed 3 runs: 1, 3, 5\. The history is \d+(\.\d)? K?i?B smaller\.\n$/)
    expect(code).toBe(0)
    const list = (await here.mebi(['list'])).stdout
    expect(list).toMatch(/ a\.py[^\n]* {2}good \[pinned\]\n/)
    expect(list).toMatch(/ a\.py[^\n]* {2}\[baseline\]\n/)
    expect((await here.mebi(['clean', '--one-a-day', '--yes'])).stdout).toMatch(
      /^None of the 4 runs of .* is to go\.\n$/,
    )
  })
})

describe('mebi describe', () => {
  test('sets and takes away, and leaves the rest', async () => {
    const here = withRuns(STEP.slice(0, 2))
    const describeRun = async (...args: string[]) => (await here.mebi(['describe', 'last', ...args])).stdout
    expect(await describeRun('--data-label', 'small', '--data-size', '1e3', '--note', 'n')).toBe(
      'run 2: note "n", data "small", size 1,000\n',
    )
    expect(await describeRun('--data-unit', 'rows', '--note', '')).toBe('run 2: data "small", 1,000 rows\n')
    expect((await here.mebi(['list'])).stdout).toContain('"small", 1,000 rows')
    expect(await describeRun('--no-data', '--baseline')).toBe('run 2: baseline of a.py\n')
    expect(await describeRun('--no-baseline')).toBe('run 2: nothing said of it\n')
    for (const wrong of [[], ['--pin', '--unpin'], ['--no-data', '--data-size', '1']]) {
      expect((await here.mebi(['describe', 'last', ...wrong])).code).toBe(2)
    }
    expect((await here.mebi(['describe', '77', '--pin'])).stderr).toContain('There is no run 77.')
  })
})

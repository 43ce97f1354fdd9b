import { describe, expect, test } from 'vitest'
import type {
  Change,
  FunctionComparison,
  LineComparison,
  RunComparison,
  RunSummary,
  Spread,
} from '../../../profiler-core/contract/index.ts'
import { verdict } from '../../../profiler-core/report/verdict.ts'
import { MIB, sampleRun } from './sampleRun.ts'

function spread(value: number | null): Spread | null {
  return value === null ? null : { low: value, median: value, high: value }
}

function change(base: number | null, now: number | null, pValue: number | null = null): Change {
  return { base: spread(base), now: spread(now), delta: (now ?? 0) - (base ?? 0), pValue }
}

function mib(base: number | null, now: number | null, pValue: number | null = null): Change {
  return change(base === null ? null : base * MIB, now === null ? null : now * MIB, pValue)
}

/** A line by what it kept and took, in MiB and ms. */
function line(number: number, increment: Change, given: Partial<LineComparison> = {}): LineComparison {
  return {
    match: 'unchanged',
    baseLine: increment.base === null ? null : number,
    nowLine: increment.now === null ? null : number,
    increment,
    peak: change(0, 0),
    time: change(5, 5),
    occurrences: change(1, 1),
    overlapped: { base: false, now: false },
    ...given,
  }
}

function watched(
  lines: readonly LineComparison[],
  given: Partial<FunctionComparison> = {},
): FunctionComparison {
  const place = { file: '/project/load.py', name: 'load', firstLine: 1, lastLine: 99 }
  return {
    match: 'same',
    base: place,
    now: place,
    calls: change(1, 1),
    growth: change(0, 0),
    peak: change(0, 0),
    time: change(0, 0),
    overlapped: { base: false, now: false },
    lines: [...lines],
    ...given,
  }
}

interface Given {
  readonly peak: Change
  /** In seconds. */
  readonly duration?: Change
  readonly functions?: readonly FunctionComparison[]
  readonly base?: Partial<RunSummary>
  readonly now?: Partial<RunSummary>
  readonly runs?: number
  readonly differences?: RunComparison['differences']
}

function say({
  peak,
  duration = change(10, 10),
  functions = [watched([])],
  runs = 1,
  differences = [],
  ...given
}: Given): string {
  const side = (first: number, changes: Partial<RunSummary> | undefined) => {
    const { functions: _, ...run } = sampleRun({ id: first, key: `run-${first}`, ...changes })
    return { run, ids: Array.from({ length: runs }, (_each, at) => first + at) }
  }
  const seconds = (of: Spread | null) => (of === null ? null : spread(of.median * 1e9))
  const comparison: Omit<RunComparison, 'verdict'> = {
    base: side(1, given.base),
    now: side(11, given.now),
    peak,
    firstProcessPeak: null,
    duration: {
      ...duration,
      base: seconds(duration.base),
      now: seconds(duration.now),
      delta: duration.delta * 1e9,
    },
    functions: [...functions],
    differences: [...differences],
    notes: [],
  }
  return verdict(comparison)
}

describe('the verdict', () => {
  test('says how the peak changed, which line did it, and what it cost', () => {
    expect(
      say({
        peak: mib(812, 214),
        duration: change(10, 10.6),
        functions: [watched([line(14, mib(400, 0.1)), line(15, mib(100, 0))])],
      }),
    ).toBe('Peak fell from 812 to 214 MiB (-74 %); line 14 of load.py no longer keeps 400 MiB; 6 % slower.')
  })

  test.each<[Given, string]>([
    [{ peak: mib(214, 812) }, 'Peak rose from 214 to 812 MiB (+279 %).'],
    [{ peak: mib(23.84, 16.71) }, 'Peak fell from 23.8 to 16.7 MiB (-30 %).'],
    // Below 2 %, and below 1 MiB.
    [{ peak: mib(812, 805) }, 'Peak about the same, 805 MiB (-1 %).'],
    [{ peak: mib(10, 10.9) }, 'Peak about the same, 10.9 MiB (+9 %).'],
    [{ peak: mib(96, 96) }, 'Peak about the same, 96.0 MiB (0 %).'],
    [{ peak: mib(96, 96), duration: change(10, 10.4) }, 'Peak about the same, 96.0 MiB (0 %).'],
    [{ peak: mib(96, 96), duration: change(10, 7) }, 'Peak about the same, 96.0 MiB (0 %); 30 % faster.'],
    [
      { peak: mib(96, 96), duration: change(10, 32) },
      'Peak about the same, 96.0 MiB (0 %); takes 3.2 times as long.',
    ],
    // Times of hundredths of a second say nothing.
    [{ peak: mib(96, 96), duration: change(0.1, 0.13) }, 'Peak about the same, 96.0 MiB (0 %).'],
  ])('knows what is not worth a word: %#', (given, words) => {
    expect(say(given)).toBe(words)
  })

  test.each<[Change, string]>([
    [mib(0, 300), 'line 7 of load.py now keeps 300 MiB'],
    [mib(null, 300), 'line 7 of load.py now keeps 300 MiB'],
    [mib(100, 400), 'line 7 of load.py keeps 300 MiB more'],
    [mib(-300, 0), 'line 7 of load.py no longer gives back 300 MiB'],
    [mib(-400, -100), 'line 7 of load.py gives back 300 MiB less'],
  ])('a line that adds memory: %#', (increment, words) => {
    expect(say({ peak: mib(200, 500), functions: [watched([line(7, increment)])] })).toBe(
      `Peak rose from 200 to 500 MiB (+150 %); ${words}.`,
    )
  })

  test.each<[Change, string]>([
    [mib(300, null), 'line 7 of load.py no longer keeps 300 MiB'],
    [mib(400, 100), 'line 7 of load.py keeps 300 MiB less'],
    [mib(0, -300), 'line 7 of load.py now gives back 300 MiB'],
    [mib(-100, -400), 'line 7 of load.py gives back 300 MiB more'],
  ])('a line that saves memory: %#', (increment, words) => {
    expect(say({ peak: mib(500, 200), functions: [watched([line(7, increment)])] })).toBe(
      `Peak fell from 500 to 200 MiB (-60 %); ${words}.`,
    )
  })

  test('of a line and those that call it, names the one within', () => {
    const calling = (number: number, ms: number) => line(number, mib(401, 0), { time: change(ms, ms) })
    expect(
      say({
        peak: mib(812, 214),
        functions: [
          watched([calling(90, 30)]),
          watched([
            line(14, mib(400, 0), { time: change(9, 9) }),
            line(15, mib(90, 0), { time: change(1, 1) }),
          ]),
          watched([calling(50, 20)]),
        ],
      }),
    ).toContain('line 14 of load.py')
  })

  test('names no line that changed the other way', () => {
    expect(say({ peak: mib(500, 200), functions: [watched([line(7, mib(0, 90))])] })).toBe(
      'Peak fell from 500 to 200 MiB (-60 %).',
    )
  })

  test('where no line keeps less, names the one that peaks lower', () => {
    const peaking = (number: number, peak: Change, ms: number) =>
      line(number, mib(0, 0), { peak, time: change(ms, ms) })
    expect(
      say({
        peak: mib(500, 200),
        functions: [
          watched([
            peaking(3, mib(500, 200), 50),
            peaking(4, mib(500, 200), 20),
            peaking(5, mib(210, 200), 1),
            // Did not run now.
            peaking(6, mib(500, 0), 1),
          ]),
        ],
      }),
    ).toBe('Peak fell from 500 to 200 MiB (-60 %); line 4 of load.py peaks 300 MiB lower.')
  })

  test('of those, names the one that was edited', () => {
    const functions = [
      watched([line(90, mib(401, null), { match: 'removed', time: change(30, 0) })]),
      watched([line(14, mib(400, 0), { time: change(9, 9) })]),
    ]
    expect(say({ peak: mib(812, 214), functions })).toContain('line 90 of load.py no longer keeps 401 MiB')
  })

  test('of groups of runs, tells what is within their noise', () => {
    expect(say({ peak: mib(96, 90, 0.3), duration: change(10, 12, 0.2), runs: 5 })).toBe(
      'No difference beyond the noise of 5 against 5 runs: peak 90.0 MiB.',
    )
    expect(say({ peak: mib(96, 90, 0.3), duration: change(10, 12, 0.01), runs: 5 })).toBe(
      'No difference in peak beyond the noise of 5 against 5 runs: 90.0 MiB; 20 % slower.',
    )
    expect(
      say({
        peak: mib(96, 50, 0.01),
        functions: [watched([line(3, mib(60, 10, 0.2)), line(4, mib(40, 10, 0.01))])],
        runs: 5,
      }),
    ).toBe('Peak fell from 96.0 to 50.0 MiB (-48 %); line 4 of load.py keeps 30.0 MiB less.')
  })

  test('a run with itself', () => {
    expect(say({ peak: mib(96, 96), now: { key: 'run-1' } })).toBe(
      'The same run twice, so no difference: peak 96.0 MiB.',
    )
  })

  test('runs without a common function', () => {
    const functions = [
      watched([], { match: 'removed', now: null }),
      watched([], { match: 'added', base: null }),
    ]
    expect(say({ peak: mib(90, 20), functions })).toBe(
      'The runs have no function in common; peak fell from 90.0 to 20.0 MiB (-78 %).',
    )
  })

  test('a run that did not come to its end is no faster one', () => {
    expect(
      say({ peak: mib(90, 20), duration: change(10, 1), now: { status: 'killed', signal: 'SIGKILL' } }),
    ).toBe('Peak fell from 90.0 to 20.0 MiB (-78 %); run 11 was killed.')
  })

  test('of a run that did not come to its end, names no line that might have kept more', () => {
    const functions = [watched([line(3, mib(60, 0))])]
    const now = { status: 'killed', signal: 'SIGKILL' } as const
    expect(say({ peak: mib(90, 90), functions, now })).toBe(
      'Peak about the same, 90.0 MiB (0 %); run 11 was killed.',
    )
    expect(say({ peak: mib(90, 20), functions, now })).toBe(
      'Peak fell from 90.0 to 20.0 MiB (-78 %); run 11 was killed.',
    )
    expect(say({ peak: mib(30, 90), functions: [watched([line(3, mib(0, 60))])], now })).toBe(
      'Peak rose from 30.0 to 90.0 MiB (+200 %); line 3 of load.py now keeps 60.0 MiB; run 11 was killed.',
    )
  })

  test('names no line of a function that may not have been watched', () => {
    const functions = [watched([line(3, mib(60, null))], { match: 'removed', now: null })]
    const differences = [{ kind: 'watched' as const, message: 'The watched functions differ.' }]
    expect(say({ peak: mib(90, 90), functions, differences })).toBe('Peak about the same, 90.0 MiB (0 %).')
    expect(say({ peak: mib(90, 90), functions })).toContain('no longer keeps 60.0 MiB')
  })

  test('holds no peak against one of other memory', () => {
    expect(
      say({ peak: mib(25, 10), functions: [watched([line(3, mib(9, 9))])], now: { backend: 'heap' } }),
    ).toBe('Peaks say nothing of each other, 25.0 MiB of rss and 10.0 MiB of heap.')
  })

  test('says nothing of a time that is not known', () => {
    expect(say({ peak: mib(90, 90), duration: change(10, 0) })).toBe('Peak about the same, 90.0 MiB (0 %).')
  })

  test('stays one line, whatever a file is called', () => {
    const place = { file: '/project/a\u001b[31m\n.py', name: 'load', firstLine: 1, lastLine: 9 }
    const functions = [watched([line(3, mib(300, 0))], { base: place, now: place })]
    expect(say({ peak: mib(500, 200), functions })).toContain(
      'line 3 of a\\x1b[31m\\n.py no longer keeps 300 MiB',
    )
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Side } from '../../../../profiler-core/analysis/compare/index.ts'
import { type GuardLimits, type GuardSide, judge } from '../../../../profiler-core/analysis/guard/index.ts'
import type { GuardNumber } from '../../../../profiler-core/contract/index.ts'
import { sourceReader } from '../../../../profiler-core/report/sourceLines.ts'
import { type SideGiven, side, type Watched } from '../compare/sides.ts'

const MIB = 2 ** 20
const LOAD = ['def load(path):', '    rows = read(path)', '    index = {}', '    return rows']

const withText = (given: Side): GuardSide => ({ ...given, textOf: sourceReader(given.sources) })
const of = (given: SideGiven) => withText(side(given))

/** `load` keeps so many MiB in its second line, once for each run; the peak is 10 MiB above. */
function loading(mebibytes: readonly number[], given: Partial<Watched> = {}): GuardSide {
  const watched = { name: 'load', text: LOAD, kept: mebibytes.map((kept) => ({ 1: kept * MIB })), ...given }
  const peaks = mebibytes.map((kept) => (kept + 10) * MIB)
  return of({ functions: [watched], runs: mebibytes.length, peaks })
}

const TEN_PERCENT: GuardLimits = { maxPeakBytes: null, maxGrowth: 10, minGrowthBytes: MIB }

function outcomes(now: GuardSide, base: GuardSide | null, limits: Partial<GuardLimits> = {}) {
  const { numbers } = judge(now, base, { ...TEN_PERCENT, ...limits })
  return Object.fromEntries(
    numbers.map(({ kind, function: about, outcome }) => [
      about === null ? kind : `${kind} ${about.name}`,
      outcome,
    ]),
  )
}

describe('a fixed limit', () => {
  test('is held against the median of the peaks', () => {
    const now = of({ runs: 3, peaks: [90 * MIB, 100 * MIB, 400 * MIB] })
    expect(outcomes(now, null, { maxPeakBytes: 100 * MIB })).toEqual({ 'max-peak': 'holds' })
    expect(outcomes(now, null, { maxPeakBytes: 100 * MIB - 1 })).toEqual({ 'max-peak': 'grew' })
  })

  test('that is broken is told with the line that brought memory there', () => {
    const { numbers } = judge(loading([300]), null, { ...TEN_PERCENT, maxPeakBytes: 100 * MIB })
    expect(numbers).toMatchObject([
      {
        allowed: 100 * MIB,
        delta: 210 * MIB,
        lines: [{ file: '/project/program.py', line: 2, text: 'rows = read(path)' }],
      },
    ])
  })
})

describe('growth since a base', () => {
  test('of whole functions is not known: the peak alone is judged', () => {
    const { request } = loading([1]).run
    const whole = (mebibytes: number) => {
      const peaks = [(mebibytes + 10) * MIB]
      const run = { request: { ...request, detail: 'functions' as const } }
      return of({ functions: [{ name: 'load', text: LOAD, kept: [{}] }], peaks, run })
    }
    expect(outcomes(whole(50), whole(50))).toEqual({ peak: 'holds' })
    expect(outcomes(whole(90), whole(50))).toEqual({ peak: 'grew' })
  })

  test('up to the percentage holds, beyond it does not', () => {
    const base = loading([100])
    const held = { peak: 'holds', 'function-growth load': 'holds', 'function-peak load': 'holds' }
    expect(outcomes(loading([110]), base)).toEqual(held)
    expect(outcomes(loading([111]), base)).toMatchObject({ peak: 'holds', 'function-growth load': 'grew' })
    expect(outcomes(loading([122]), base)).toMatchObject({ peak: 'grew', 'function-growth load': 'grew' })
    expect(outcomes(loading([10]), base)).toEqual(held)
  })

  test('below the floor is too small to count, and the floor can be moved', () => {
    const [base, now] = [loading([0]), loading([0.5])]
    expect(outcomes(now, base)).toMatchObject({ 'function-growth load': 'small' })
    expect(outcomes(now, base, { minGrowthBytes: 0 })).toMatchObject({ 'function-growth load': 'grew' })
  })

  test('within what the runs of either side differ is noise', () => {
    const outcome = (base: number[], now: number[]) =>
      outcomes(loading(now), loading(base))['function-growth load']
    expect(outcome([100, 101, 102], [120])).toBe('grew')
    expect(outcome([100, 101, 121], [120])).toBe('noise')
    expect(outcome([100], [99, 120, 121])).toBe('noise')
    expect(outcome([100], [101, 120, 121])).toBe('grew')
  })

  test('of a function that gave memory back counts when it gives back less', () => {
    const outcome = (now: number) => outcomes(loading([now]), loading([-100]))['function-growth load']
    expect(outcome(-91)).toBe('holds')
    expect(outcome(-50)).toBe('grew')
  })

  test('of lines is told by the lines it is in, also of edited functions, most first', () => {
    const base = of({
      functions: [{ name: 'load', text: LOAD, kept: [{ 1: 10 * MIB, 2: 5 * MIB, 3: -4 * MIB }] }],
    })
    const text = [
      'def load(path, more):',
      '    check(path)',
      '    rows = read(path)',
      '    index = {0: rows}',
      '    extra = 1',
    ]
    const kept = [{ 1: 1000, 2: 50 * MIB, 3: 5 * MIB, 4: 20 * MIB }]
    const { numbers } = judge(of({ functions: [{ name: 'load', text, kept }] }), base, TEN_PERCENT)
    const growth = numbers.find(({ kind }) => kind === 'function-growth')
    expect(
      growth?.lines.map(({ line, text: said, base: before, delta }) => [line, said, before, delta]),
    ).toEqual([
      [3, 'rows = read(path)', 10 * MIB, 40 * MIB],
      [5, 'extra = 1', null, 20 * MIB],
    ])
  })

  test('that may be another thread\u2019s is marked, a peak is not', () => {
    const [before, now] = [loading([10]), loading([30])]
    for (const { functions } of now.details)
      for (const { lines } of functions) for (const each of lines) each.overlapped = true
    const { numbers } = judge(now, before, TEN_PERCENT)
    const marks = numbers.map(({ kind, overlapped, lines }) => [
      kind,
      overlapped,
      ...lines.map((each) => each.overlapped),
    ])
    expect(marks).toContainEqual(['function-growth', true, true])
    expect(marks.filter(([kind]) => kind !== 'function-growth').flat()).not.toContain(true)
  })

  test('because a line that gave memory back is gone says so', () => {
    const base = of({ functions: [{ name: 'load', text: LOAD, kept: [{ 1: 9 * MIB, 2: -8 * MIB }] }] })
    const text = LOAD.filter((_, at) => at !== 2)
    const { numbers } = judge(
      of({ functions: [{ name: 'load', text, kept: [{ 1: 9 * MIB }] }] }),
      base,
      TEN_PERCENT,
    )
    expect(numbers.find(({ kind }) => kind === 'function-growth')?.lines).toEqual([
      {
        file: '/project/program.py',
        line: null,
        text: 'index = {}',
        base: -8 * MIB,
        now: null,
        delta: 8 * MIB,
        overlapped: false,
      },
    ])
  })

  test('follows a function that was renamed, and does not judge one that is new', () => {
    const base = loading([10])
    const renamed = { name: 'fetch', text: ['def fetch(path):', ...LOAD.slice(1)] }
    expect(outcomes(loading([50], renamed), base)).toMatchObject({ 'function-growth fetch': 'grew' })
    const other = { name: 'other', text: ['def other():', '    return 1'] }
    expect(outcomes(loading([50], other), base)).toEqual({ peak: 'grew' })
  })

  test('of the whole run is not told again of each function that was running', () => {
    const watched = (name: string, kept: number) => ({
      name,
      text: [`def ${name}():`, '    pass'],
      kept: [{ 1: kept }],
    })
    const sideOf = (extra: number) => {
      const made = side({ functions: [watched('one', 0), watched('two', 0)], peaks: [(100 + extra) * MIB] })
      for (const { functions } of made.details)
        for (const each of functions) for (const line of each.lines) line.peakBytes = (100 + extra) * MIB
      return withText(made)
    }
    expect(outcomes(sideOf(50), sideOf(0))).toEqual({
      peak: 'grew',
      'function-growth one': 'holds',
      'function-growth two': 'holds',
    })
  })
})

const values = fc.array(fc.integer({ min: -50, max: 200 }), { minLength: 1, maxLength: 5 })

describe('whatever is measured', () => {
  test('a side holds against itself', () => {
    fc.assert(
      fc.property(values, (given) => {
        const now = loading(given)
        const limits = { maxPeakBytes: null, maxGrowth: 0, minGrowthBytes: 0 }
        expect(judge(now, now, limits).numbers.map(({ outcome }) => outcome)).not.toContain('grew')
      }),
    )
  })

  test('more is allowed, less grew', () => {
    const grown = (numbers: readonly GuardNumber[]) =>
      numbers.filter(({ outcome, kind }) => outcome === 'grew' && kind !== 'function-peak').length
    fc.assert(
      fc.property(values, values, fc.nat(200), fc.nat(200), (before, after, one, other) => {
        const [base, now] = [loading(before), loading(after)]
        const [few, many] = [Math.min(one, other), Math.max(one, other)]
        const allowing = (maxGrowth: number) => grown(judge(now, base, { ...TEN_PERCENT, maxGrowth }).numbers)
        expect(allowing(many)).toBeLessThanOrEqual(allowing(few))
      }),
    )
  })
})

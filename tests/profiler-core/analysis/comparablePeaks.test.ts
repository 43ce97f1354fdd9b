import { describe, expect, test } from 'vitest'
import { comparablePeaks, firstProcessSpread } from '../../../profiler-core/analysis/comparablePeaks.ts'
import { compareRuns } from '../../../profiler-core/analysis/compare/index.ts'
import { baselineOf, judge, sideOfBaseline } from '../../../profiler-core/analysis/guard/index.ts'
import { sourceReader } from '../../../profiler-core/report/sourceLines.ts'
import { side } from './compare/sides.ts'

const MIB = 2 ** 20
const run = (peak: number, first: number | null) => ({
  peakBytes: peak * MIB,
  firstProcessPeakBytes: first === null ? null : first * MIB,
})
const inMib = (values: readonly number[]) => values.map((each) => each / MIB)

describe('peaks that are held against each other', () => {
  test('are those of all processes together', () => {
    const { values, areFirst } = comparablePeaks([run(136, 16), run(60, 60)])
    expect([inMib(values), areFirst]).toEqual([[136, 60], false])
  })

  test('are those of the first processes where of one run no more is known, and another had more', () => {
    const { values, areFirst } = comparablePeaks([run(17, null), run(136, 16)])
    expect([inMib(values), areFirst]).toEqual([[17, 16], true])
  })

  test('one process is one process: what an earlier version measured of it is its peak', () => {
    const { values, areFirst } = comparablePeaks([run(17, null), run(60, 60)])
    expect([inMib(values), areFirst]).toEqual([[17, 60], false])
  })

  test('the first processes have a spread where it is known of all', () => {
    expect(firstProcessSpread([run(136, 16), run(140, 18)])).toMatchObject({ low: 16 * MIB, high: 18 * MIB })
    expect(firstProcessSpread([run(136, 16), run(17, null)])).toBeNull()
    expect(firstProcessSpread([])).toBeNull()
  })
})

const functions = [{ name: 'load', text: ['def load():', '    return 1'], kept: [{ 1: 0 }] }]
const older = side({ functions, peaks: [17 * MIB] })
const newer = side({ functions, peaks: [136 * MIB], firstPeaks: [16 * MIB] })
const withText = (given: typeof older) => ({ ...given, textOf: sourceReader(given.sources) })
const limits = { maxPeakBytes: null, maxGrowth: 10, minGrowthBytes: MIB }

describe('a run of an earlier version, which knew the first process alone', () => {
  test('is compared by its first process, and a note says so; the other way round alike', () => {
    const comparison = compareRuns(older, newer)
    expect(comparison.peak).toMatchObject({ delta: -MIB })
    expect(comparison.firstProcessPeak).toBeNull()
    expect(comparison.notes.join()).toContain('first processes alone')
    expect(compareRuns(newer, older).peak.delta).toBe(MIB)
  })

  test('fails no check that holds: neither as a run nor as a baseline file of version 1', () => {
    const file = { ...baselineOf(older), version: 1 as const, firstProcessPeak: null }
    for (const base of [older, sideOfBaseline(file, newer)]) {
      const { numbers } = judge(withText(newer), withText(base), limits)
      expect(numbers.find(({ kind }) => kind === 'peak')).toMatchObject({ outcome: 'holds' })
    }
  })

  test('a limit is one of all processes together', () => {
    const { numbers } = judge(withText(newer), null, { ...limits, maxPeakBytes: 50 * MIB })
    expect(numbers).toMatchObject([{ kind: 'max-peak', outcome: 'grew', delta: 86 * MIB }])
  })
})

test('two runs of which all is known: what rose in children alone is a rise', () => {
  const before = side({ functions, peaks: [60 * MIB], firstPeaks: [16 * MIB] })
  const comparison = compareRuns(before, newer)
  expect(comparison.peak.delta).toBe(76 * MIB)
  expect(comparison.firstProcessPeak?.delta).toBe(0)
  const { numbers } = judge(withText(newer), withText(sideOfBaseline(baselineOf(before), newer)), limits)
  expect(numbers.find(({ kind }) => kind === 'peak')).toMatchObject({ outcome: 'grew' })
})

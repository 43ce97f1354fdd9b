import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HistoryEntry } from '../../../../profiler-core/contract/index.ts'
import {
  pointsByCommit,
  pointsByDate,
  pointsBySize,
  runOf,
} from '../../../../renderer/features/trends/points.ts'
import { functionSamples, runSamples, runsOfTarget } from '../../../../renderer/features/trends/samples.ts'
import { entry } from '../history/entry.ts'

const MIB = 2 ** 20

function at(minute: number): string {
  return new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString()
}

function commit(letter: string, dirty = false): Pick<HistoryEntry, 'git'> {
  return { git: { commit: letter.repeat(40), branch: 'main', dirty } }
}

function sized(size: number): Pick<HistoryEntry, 'dataset'> {
  return { dataset: { label: null, size, unit: 'rows', file: null, sha256: null } }
}

function peaks(...runs: readonly HistoryEntry[]) {
  return runSamples(runs, 'peak')
}

describe('the runs of a target', () => {
  test('are in the order of their start, whatever their numbers', () => {
    const newestFirst = [
      entry(3, { startedAt: at(1) }),
      entry(2, { startedAt: at(2), target: 'other.py' }),
      entry(1, { startedAt: at(5) }),
      entry(4, { startedAt: at(1) }),
    ]
    expect(runsOfTarget(newestFirst, 'train.py').map(({ id }) => id)).toEqual([3, 4, 1])
  })

  test('have the numbers of a function where they called it', () => {
    const trend = { runIds: [1, 3], calls: [1, 1], growthBytes: [5, -7], peakBytes: [10, 20], timeNs: [1, 2] }
    const samples = functionSamples([entry(1), entry(2), entry(3)], trend, 'growth')
    expect(samples.map(({ entry: { id }, value }) => [id, value])).toEqual([
      [1, 5],
      [3, -7],
    ])
  })
})

describe('points by date', () => {
  test('are a run each, repetitions one', () => {
    const points = pointsByDate(
      peaks(
        entry(1, { startedAt: at(0), peakBytes: 10 }),
        entry(2, { startedAt: at(1), peakBytes: 30, group: 'g' }),
        entry(3, { startedAt: at(2), peakBytes: 20, group: 'g' }),
        entry(4, { startedAt: at(3), peakBytes: 90, group: 'g' }),
      ),
    )
    expect(points.map(({ x, low, median, high }) => [x, low, median, high])).toEqual([
      [Date.parse(at(0)) / 1000, 10, 10, 10],
      [Date.parse(at(1)) / 1000, 20, 30, 90],
    ])
    expect(points.map((point) => runOf(point).id)).toEqual([1, 2])
  })

  test('keep a repetition that failed apart from those that did not', () => {
    const points = pointsByDate(
      peaks(
        entry(1, { group: 'g', peakBytes: 10 }),
        entry(2, { group: 'g', peakBytes: 1, status: 'killed' }),
        entry(3, { group: 'g', peakBytes: 1, status: 'stopped' }),
      ),
    )
    expect(points.map(({ ending, median }) => [ending, median])).toEqual([
      ['ok', 10],
      ['bad', 1],
      ['warn', 1],
    ])
  })
})

describe('points by commit', () => {
  test('are a commit each, in the order in which they were first run', () => {
    const { points, commits, without } = pointsByCommit(
      peaks(
        entry(1, { ...commit('b'), peakBytes: 10 }),
        entry(2, { ...commit('a'), peakBytes: 20 }),
        entry(3, { ...commit('b'), peakBytes: 12 }),
        entry(4, { ...commit('b', true), peakBytes: 40 }),
        entry(5),
      ),
    )
    expect(commits).toEqual(['bbbbbbb', 'aaaaaaa', 'bbbbbbb+'])
    expect(points.map(({ x, median }) => [x, median])).toEqual([
      [0, 11],
      [1, 20],
      [2, 40],
    ])
    expect(without).toBe(1)
  })

  test('tell apart commits that begin alike', () => {
    const alike = entry(2, { git: { commit: `${'a'.repeat(39)}b`, branch: null, dirty: false } })
    expect(pointsByCommit(peaks(entry(1, commit('a')), alike)).points).toHaveLength(2)
  })
})

test('points by size are by size, and only of runs that have one', () => {
  const points = pointsBySize(peaks(entry(1, sized(500)), entry(2), entry(3, sized(20))))
  expect(points.map(({ x }) => x)).toEqual([20, 500])
})

test('no run is lost or doubled, and the median lies between the lowest and the highest', () => {
  const run = fc.record({
    peakBytes: fc.integer({ min: 0, max: 900 * MIB }),
    group: fc.option(fc.constantFrom('g', 'h')),
    status: fc.constantFrom('finished' as const, 'failed' as const, 'limit' as const),
    startedAt: fc.integer({ min: 0, max: 59 }).map(at),
    git: fc.option(fc.constantFrom('a', 'b', 'c').map((letter) => commit(letter).git)),
  })
  fc.assert(
    fc.property(fc.array(run, { maxLength: 40 }), (runs) => {
      const samples = runSamples(
        runsOfTarget(
          runs.map((given, index) => entry(index + 1, given)),
          'train.py',
        ),
        'peak',
      )
      const ids = samples.map(({ entry: { id } }) => id).sort((one, other) => one - other)
      for (const { points, left } of [
        { points: pointsByDate(samples), left: 0 },
        { points: pointsByCommit(samples).points, left: pointsByCommit(samples).without },
      ]) {
        const there = points.flatMap((point) => point.samples.map(({ entry: { id } }) => id))
        expect(new Set(there).size).toBe(there.length)
        expect(there.length + left).toBe(ids.length)
        for (const { low, median, high } of points) {
          expect(low <= median && median <= high).toBe(true)
        }
        expect(points.map(({ x }) => x)).toEqual(points.map(({ x }) => x).toSorted((a, b) => a - b))
      }
    }),
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alike, byCommit, findSteps, trendPoints } from '../../../profiler-core/analysis/index.ts'
import { entry } from '../../renderer/features/history/entry.ts'
import { normal, uniform } from './noise.ts'

const at = (values: readonly number[]) => findSteps(values).map(({ index }) => index)

/** So many values around each level, with noise of one standard deviation. */
function levels(seed: number, ...parts: readonly (readonly [count: number, level: number])[]): number[] {
  const noise = normal(uniform(seed))
  return parts.flatMap(([count, level]) => Array.from({ length: count }, () => level + noise()))
}

describe('steps', () => {
  test.each([
    ['up', [10, 100], [10, 110], [10]],
    ['down', [30, 500], [30, 400], [30]],
    ['up, in the three last runs', [40, 100], [3, 200], [40]],
    ['after the three first runs', [3, 200], [40, 100], [3]],
    ['with few runs, where it is clear', [3, 100], [3, 400], [3]],
  ] as const)('%s', (_, before, after, expected) => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const [step, ...more] = findSteps(levels(seed, before, after))
      expect([step?.index, more]).toEqual([expected[0], []])
      expect(Math.abs((step?.before ?? 0) - before[1])).toBeLessThan(2)
      expect(Math.abs((step?.after ?? 0) - after[1])).toBeLessThan(2)
    }
  })

  test('several, among them a level that was left again', () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      expect(at(levels(seed, [20, 100], [20, 120], [20, 160], [20, 90]))).toEqual([20, 40, 60])
      expect(at(levels(seed, [30, 100], [5, 150], [30, 100]))).toEqual([30, 35])
    }
  })

  test('up and down again, where neither level has most of the runs', () => {
    const twice = (low: number, high: number) => [
      ...Array<number>(12).fill(low),
      ...Array<number>(20).fill(high),
      ...Array<number>(5).fill(low),
    ]
    expect(at([...twice(1.1, 3.3), 1.7])).toEqual([12, 32])
    const noise = uniform(3)
    expect(at(twice(17.4, 19.2).map((value) => value + 0.4 * noise()))).toEqual([12, 32])
  })

  test('of exact numbers', () => {
    expect(findSteps([5, 5, 5, 5, 7, 7, 7, 7])).toEqual([{ index: 4, before: 5, after: 7 }])
    expect(at([0, 0, 0, 0, 4096, 4096, 4096])).toEqual([4])
    expect(at([-8, -8, -8, -8, 8, 8, 8])).toEqual([4])
  })

  test('are not: one or two outliers, the last run, less than a fiftieth, or nothing at all', () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      expect(at(levels(seed, [20, 1000], [1, 3000], [20, 1000]))).toEqual([])
      expect(at(levels(seed, [20, 1000], [2, 3000], [20, 1000]))).toEqual([])
      expect(at(levels(seed, [20, 1000], [1, 3000]))).toEqual([])
      expect(at(levels(seed, [20, 10_000], [20, 10_100]))).toEqual([])
    }
    for (const values of [[], [1], [1, 2], [7, 7, 7, 7, 7, 7, 7, 7], [0, 0, 0, 0, 0, 0, 0]])
      expect(at(values)).toEqual([])
  })

  // Levels that differ by chance are to be rare, however the noise is distributed: here in 2 of 100 series.
  const distributions: Record<string, (random: () => number) => number> = {
    uniform: (random) => 100 * random(),
    normal: (random) => 100 + 10 * normal(random)(),
    'two values': (random) => (random() < 0.5 ? 100 : 164),
    'with outliers': (random) => (random() < 0.05 ? 400 : 100 + random()),
    'heavy tails': (random) => 100 + normal(random)() / normal(random)(),
    skewed: (random) => -50 * Math.log(1 - random()),
  }
  test.each(Object.entries(distributions))('pure noise has none: %s', (_, draw) => {
    const random = uniform(1)
    let found = 0
    for (let series = 0; series < 300; series += 1) {
      const length = 4 + Math.floor(random() * 60)
      if (at(Array.from({ length }, () => draw(random))).length > 0) found += 1
    }
    expect(found).toBeLessThanOrEqual(10)
  })

  test('lie within the series, ascend, and are the same for other units', () => {
    const anySeries = fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 80 })
    fc.assert(
      fc.property(anySeries, fc.constantFrom(2, 1024), (values, factor) => {
        const found = at(values)
        expect(found).toEqual(found.toSorted((a, b) => a - b))
        for (const index of found) {
          expect(index).toBeGreaterThan(0)
          expect(index).toBeLessThan(values.length)
        }
        expect(new Set(found).size).toBe(found.length)
        expect(at(values.map((value) => value * factor))).toEqual(found)
      }),
    )
  })
})

describe('runs by commit', () => {
  const git = (commit: string, dirty = false) => ({ commit, branch: 'main', dirty })
  const point = (runId: number, value: number, state: ReturnType<typeof git> | null) => ({
    runId,
    startedAt: new Date(Date.UTC(2026, 2, runId)).toISOString(),
    git: state,
    value,
  })

  test('are one by commit, in the order of their first runs, changed files apart', () => {
    const points = [
      point(1, 5, git('b')),
      point(2, 7, git('a')),
      point(3, 1, git('b')),
      point(4, 3, git('b', true)),
      point(5, 9, null),
      point(6, 9, git('b')),
    ]
    expect(byCommit(points)).toEqual([
      {
        git: git('b'),
        runIds: [1, 3, 6],
        startedAt: points[0]?.startedAt,
        value: { low: 1, median: 5, high: 9 },
      },
      { git: git('a'), runIds: [2], startedAt: points[1]?.startedAt, value: { low: 7, median: 7, high: 7 } },
      {
        git: git('b', true),
        runIds: [4],
        startedAt: points[3]?.startedAt,
        value: { low: 3, median: 3, high: 3 },
      },
      { git: null, runIds: [5], startedAt: points[4]?.startedAt, value: { low: 9, median: 9, high: 9 } },
    ])
    expect(byCommit([])).toEqual([])
  })
})

describe('runs that can be held against each other', () => {
  const data = { label: null, size: 1, unit: null, file: '/a.csv', sha256: 'ab' }

  test('ended well, with the same backend, on the same data', () => {
    const newest = entry(9, { dataset: data })
    const moved = entry(1, { dataset: { ...data, file: '/b.csv', label: 'b' } })
    const others = [
      entry(2),
      entry(3, { dataset: { ...data, sha256: 'cd' } }),
      entry(4, { dataset: data, backend: 'heap' }),
      entry(5, { dataset: data, status: 'failed' }),
    ]
    expect(alike([newest, ...others, moved], newest)).toEqual([newest, moved])
    expect(alike([entry(1), moved], entry(2)).map(({ id }) => id)).toEqual([1])
  })

  test('stand by start', () => {
    const late = entry(1, { startedAt: '2026-03-02T00:00:00.000Z', peakBytes: 7 })
    const early = entry(2, { startedAt: '2026-03-01T00:00:00.000Z', peakBytes: 8 })
    const points = trendPoints([late, early, entry(3)], ({ id, peakBytes }) =>
      id === 3 ? undefined : peakBytes,
    )
    expect(points.map(({ runId, value }) => [runId, value])).toEqual([
      [2, 8],
      [1, 7],
    ])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DataGrowth, dataSeries, fitGrowth, predict } from '../../../profiler-core/analysis/index.ts'
import { entry } from '../../renderer/features/history/entry.ts'
import { normal, uniform } from './noise.ts'

const MIB = 2 ** 20
const SIZES = [1e3, 3e3, 1e4, 3e4, 1e5]
const linear = (size: number) => 20 * MIB + 1200 * size
const quadratic = (size: number) => 20 * MIB + 0.01 * size ** 2
const flat = () => 50 * MIB

/** Runs of these sizes, their peaks off by so large a part, one standard deviation. */
function runs(sizes: readonly number[], peak: (size: number) => number, noise = 0, seed = 1) {
  const off = normal(uniform(seed))
  return sizes.map((size) => ({ size, peakBytes: peak(size) * (1 + noise * off()) }))
}

function fitted(...given: Parameters<typeof runs>): DataGrowth {
  const growth = fitGrowth(runs(...given))
  if (growth === null) throw new Error('nothing was fitted')
  return growth
}

describe('how the peak grows', () => {
  test.each([
    ['constant', flat, 0],
    ['linear', linear, 1],
    ['quadratic', quadratic, 2],
    ['as a root', (size: number) => 20 * MIB + 1e5 * Math.sqrt(size), 0.5],
  ])('%s, through noise of half a percent', (_, peak, exponent) => {
    const found = Array.from({ length: 20 }, (__, seed) => fitted(SIZES, peak, 0.005, seed).exponent)
    expect(found.filter((each) => each === exponent).length).toBeGreaterThanOrEqual(19)
  })

  test('of a line is known by its parts', () => {
    const growth = fitted(SIZES, linear)
    expect(growth).toMatchObject({ exponent: 1, sizes: 5, smallest: 1e3, largest: 1e5, rivals: [] })
    expect(growth.baseBytes / (20 * MIB)).toBeCloseTo(1, 3)
    expect(growth.riseBytes / growth.largest).toBeCloseTo(1200, 3)
  })

  test('is a line or nothing where there are two sizes', () => {
    expect(fitted([1e4, 1e5], linear)).toMatchObject({ exponent: 1, sizes: 2 })
    expect(fitted([1e4, 1e5], flat)).toMatchObject({ exponent: 0, baseBytes: 50 * MIB, riseBytes: 0 })
    expect(fitted([1e4, 1e4, 1e5, 1e5], linear, 0.01).exponent).toBe(1)
  })

  test('is unknown where all runs had data of one size, and without runs', () => {
    expect(fitGrowth(runs([1e4, 1e4, 1e4], linear, 0.1))).toBeNull()
    expect(fitGrowth([])).toBeNull()
  })

  test('may be downwards, and what falls does not fall for ever', () => {
    const growth = fitted(SIZES, (size) => 200 * MIB - 1000 * size)
    expect(growth.riseBytes).toBeLessThan(0)
    expect(predict(growth, 1e9).bytes).toBeCloseTo(200 * MIB - 1e8, -3)
  })

  test('is not led astray by an outlier', () => {
    const sizes = Array.from({ length: 10 }, (_, index) => (index + 1) * 1e4)
    for (const odd of [1e4, 5e4, 1e5]) {
      const growth = fitted(sizes, (size) => linear(size) * (size === odd ? 3 : 1))
      expect(growth.exponent).toBe(1)
      expect(growth.riseBytes / growth.largest).toBeCloseTo(1200, -1)
    }
  })

  test('can be told of hundreds of sizes, however large or small', () => {
    const many = Array.from({ length: 500 }, (_, index) => (index + 1) * 100)
    expect(fitted(many, linear, 0.01).exponent).toBe(1)
    for (const factor of [1e-9, 1e300]) {
      const sizes = SIZES.map((size) => size * factor)
      expect(fitted(sizes, (size) => quadratic(size / factor)).exponent).toBe(2)
    }
  })
})

describe('what a size would take', () => {
  test('is on the curve, within a plausible range', () => {
    const growth = fitted(SIZES, linear, 0.005)
    const { bytes, low, high } = predict(growth, 1e7)
    expect(bytes / linear(1e7)).toBeCloseTo(1, 1)
    expect(low).toBeLessThan(linear(1e7))
    expect(high).toBeGreaterThan(linear(1e7))
    expect(high / low).toBeLessThan(1.2)
  })

  test('is as good as it says', () => {
    for (const peak of [linear, quadratic, flat]) {
      const hits = Array.from({ length: 100 }, (_, seed) => {
        const { low, high } = predict(fitted(SIZES, peak, 0.01, seed), 3e5)
        return low <= peak(3e5) && peak(3e5) <= high
      })
      expect(hits.filter(Boolean).length).toBeGreaterThanOrEqual(85)
    }
  })

  test('is wide where three sizes do not tell a line from a curve', () => {
    const growth = fitted([1e4, 5e4, 1e5], quadratic, 0.005)
    expect(growth.exponent).toBe(1)
    const { low, high } = predict(growth, 1e6)
    expect(low).toBeLessThan(quadratic(1e6))
    expect(high).toBeGreaterThan(quadratic(1e6))
  })

  test('is a number in its range, whatever the runs', () => {
    const anyRun = fc.record({
      size: fc.double({ min: 1e-6, max: 1e15, noNaN: true }),
      peakBytes: fc.double({ min: 0, max: 2 ** 50, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.array(anyRun, { minLength: 2, maxLength: 20 }),
        fc.double({ min: 1e-6, max: 1e15, noNaN: true }),
        (all, size) => {
          const growth = fitGrowth(all)
          if (growth === null) return
          const { bytes, low, high } = predict(growth, size)
          expect(Number.isNaN(bytes)).toBe(false)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(low).toBeLessThanOrEqual(bytes)
          expect(high).toBeGreaterThanOrEqual(bytes)
        },
      ),
    )
  })
})

describe('series', () => {
  test('have one target, backend and unit; runs without a size, or that did not end well, are in none', () => {
    const sized = (size: number | null, unit: string | null = 'rows') => ({
      dataset: { label: null, size, unit, file: null, sha256: null },
    })
    const entries = [
      entry(1, sized(20)),
      entry(2, sized(10)),
      entry(3, { ...sized(10), backend: 'heap' }),
      entry(4, sized(10, 'bytes')),
      entry(5, { ...sized(30), target: 'other.py' }),
      entry(6, { ...sized(30), status: 'killed' }),
      entry(7, sized(null)),
      entry(8),
    ]
    expect(
      dataSeries(entries).map(({ target, backend, unit, runs: of }) => [
        target,
        backend,
        unit,
        of.map(({ runId }) => runId),
      ]),
    ).toEqual([
      ['train.py', 'rss', 'rows', [2, 1]],
      ['train.py', 'heap', 'rows', [3]],
      ['train.py', 'rss', 'bytes', [4]],
      ['other.py', 'rss', 'rows', [5]],
    ])
  })
})

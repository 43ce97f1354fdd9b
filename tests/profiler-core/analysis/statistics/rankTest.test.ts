import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canTell, createRankTest, spreadOf } from '../../../../profiler-core/analysis/statistics/index.ts'

/** The same probability by looking at every way to deal the values. */
function byEnumeration(base: readonly number[], now: readonly number[]): number {
  const pooled = [...base, ...now]
  const rankOf = (value: number) =>
    pooled.filter((other) => other < value).length +
    (pooled.filter((other) => other === value).length + 1) / 2
  const ranks = pooled.map(rankOf)
  const expected = (base.length * (pooled.length + 1)) / 2
  const sum = (of: readonly number[]) => of.reduce((total, rank) => total + rank, 0)
  const distance = Math.abs(sum(base.map(rankOf)) - expected)
  let [all, extreme] = [0, 0]
  for (let dealt = 0; dealt < 2 ** pooled.length; dealt += 1) {
    const taken = ranks.filter((_, at) => ((dealt >> at) & 1) === 1)
    if (taken.length !== base.length) continue
    all += 1
    if (Math.abs(sum(taken) - expected) >= distance - 1e-9) extreme += 1
  }
  return extreme / all
}

describe('the rank test', () => {
  test('gives the published values of the Mann-Whitney U test', () => {
    const test = createRankTest()
    // Two groups that do not overlap: 2 of all C(n + m, n) orders.
    expect(test([1, 2, 3, 4], [5, 6, 7, 8])).toBeCloseTo(2 / 70, 12)
    expect(test([5, 6, 7, 8, 9], [1, 2, 3, 4, 0])).toBeCloseTo(2 / 252, 12)
    // U = 2 of 5 against 5: 0.0317 in every table.
    expect(test([1, 2, 3, 4, 7], [5, 6, 8, 9, 10])).toBeCloseTo(0.0317, 4)
  })

  test('says nothing where the groups are too small for any difference to be one', () => {
    const test = createRankTest()
    expect(test([1], [2])).toBeNull()
    expect(test([1, 2, 3], [5, 6, 7, 8])).toBeNull()
    expect(test([], [1, 2, 3, 4, 5, 6])).toBeNull()
    expect(test([1, 2, 3], [5, 6, 7, 8, 9])).toBeCloseTo(2 / 56, 12)
    expect([canTell(3, 3), canTell(4, 4), canTell(2, 8), canTell(1, 39), canTell(1, 40)]).toEqual([
      false,
      true,
      true,
      false,
      true,
    ])
  })

  test('is exact, also with ties, and the same both ways', () => {
    const group = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 4, maxLength: 6 })
    const test = createRankTest()
    fc.assert(
      fc.property(group, group, (base, now) => {
        expect(test(base, now)).toBeCloseTo(byEnumeration(base, now), 9)
        expect(test(now, base)).toBe(test(base, now))
      }),
      { numRuns: 40 },
    )
  })

  test('no difference at all is no reason to believe in one', () => {
    expect(createRankTest()([5, 5, 5, 5], [5, 5, 5, 5])).toBe(1)
  })

  test('approximates where there are many runs', () => {
    const test = createRankTest()
    const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at)
    // z = (60.5 - 0.5) / sqrt(121 * 23 / 12) = 3.9399
    expect(test(numbers(0, 11), numbers(100, 11))).toBeCloseTo(8.15e-5, 6)
    expect(test(numbers(0, 30), numbers(0, 30))).toBe(1)
    const steps = numbers(0, 40).map((at) => at % 3)
    expect(
      test(
        steps,
        steps.map((value) => value + 1),
      ),
    ).toBeLessThan(0.001)
  })
})

test('the spread of some numbers is their lowest, median and highest', () => {
  expect(spreadOf([7])).toEqual({ low: 7, median: 7, high: 7 })
  expect(spreadOf([3, -1, 10])).toEqual({ low: -1, median: 3, high: 10 })
  expect(spreadOf([10, 1, 2, 4])).toEqual({ low: 1, median: 3, high: 10 })
})

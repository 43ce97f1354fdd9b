import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lowerBound, visiblePoints } from '../../../profiler-core/analysis/visiblePoints.ts'

const ramp = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('the points that are drawn', () => {
  test('are all of them, while there are few, and one on either side', () => {
    const drawn = visiblePoints(ramp(10), [ramp(10)], { fromNs: 3, toNs: 5, pixels: 100 })
    expect(drawn).toEqual({ timesNs: [2, 3, 4, 5, 6], columns: [[2, 3, 4, 5, 6]] })
  })

  test('are none where there are none', () => {
    expect(visiblePoints([], [[]], { fromNs: 0, toNs: 1, pixels: 9 })).toEqual({ timesNs: [], columns: [[]] })
  })

  test('of a million are few, in order, with every column', () => {
    const count = 1_000_000
    const levels = ramp(count).map((index) => (index * 7919) % 1000)
    levels[567_891] = 5000
    const times = ramp(count)
    const drawn = visiblePoints(times, [levels, times], { fromNs: 0, toNs: count, pixels: 800 })
    expect(drawn.timesNs.length).toBeLessThanOrEqual(5 * 801)
    expect(drawn.columns[0]).toContain(5000)
    expect(drawn.columns[1]).toEqual(drawn.timesNs)
    expect(drawn.timesNs).toEqual(drawn.timesNs.toSorted((a, b) => a - b))
  })

  test('never lose what is lowest or highest in sight', () => {
    const points = fc.array(fc.nat(1000), { minLength: 1, maxLength: 400 })
    fc.assert(
      fc.property(
        points,
        fc.nat(400),
        fc.nat(400),
        fc.integer({ min: 1, max: 20 }),
        (levels, a, b, pixels) => {
          const times = ramp(levels.length)
          const [fromNs, toNs] = [Math.min(a, b), Math.max(a, b)]
          const inSight = levels.filter((_, index) => index >= fromNs && index <= toNs)
          const drawn = visiblePoints(times, [levels], { fromNs, toNs, pixels }).columns[0]!
          if (inSight.length === 0) return
          expect(Math.max(...drawn)).toBeGreaterThanOrEqual(Math.max(...inSight))
          expect(Math.min(...drawn)).toBeLessThanOrEqual(Math.min(...inSight))
        },
      ),
    )
  })

  test('keep the highest of every column', () => {
    const times = ramp(5000)
    const children = times.map((index) => (index === 4321 ? 9 : index % 3))
    const drawn = visiblePoints(times, [times, children], { fromNs: 0, toNs: 5000, pixels: 20 })
    expect(drawn.columns[1]).toContain(9)
  })

  test('are found by halves', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(60), (values, wanted) => {
        const sorted = values.toSorted((a, b) => a - b)
        const expected = sorted.findIndex((each) => each >= wanted)
        expect(lowerBound(sorted, wanted)).toBe(expected === -1 ? sorted.length : expected)
      }),
    )
  })
})

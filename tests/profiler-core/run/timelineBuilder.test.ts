import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { thinOut } from '../../../profiler-core/run/readings.ts'
import { TimelineBuilder } from '../../../profiler-core/run/timelineBuilder.ts'

/** Readings with uneven gaps and all kinds of levels. */
const readings = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 5_000_000_000 }), fc.oneof(fc.constant(100), fc.nat(2 ** 30))),
  { minLength: 1, maxLength: 300 },
)

function build(points: Iterable<readonly [number, number]>) {
  const builder = new TimelineBuilder()
  for (const [timeNs, bytes] of points) builder.add(timeNs, bytes)
  return { builder, ...builder.build() }
}

/** The times of readings from the gaps between them. */
function ascending(gaps: readonly (readonly [number, number])[]): [number, number][] {
  let time = 0
  return gaps.map(([gap, bytes]) => {
    time += gap
    return [time, bytes]
  })
}

describe('memory over time in bounded space', () => {
  test('every point is a reading, in order, with the ends, the highest and the lowest', () => {
    fc.assert(
      fc.property(readings, (gaps) => {
        const points = ascending(gaps)
        const { timesNs, bytes, builder } = build(points)
        const all = new Set(points.map(([time, level]) => `${time} ${level}`))
        expect(timesNs.length).toBe(bytes.length)
        for (const [index, time] of timesNs.entries()) {
          expect(all.has(`${time} ${bytes[index]}`)).toBe(true)
          if (index > 0) expect(time).toBeGreaterThanOrEqual(timesNs[index - 1]!)
        }
        expect([timesNs[0], bytes[0]]).toEqual(points[0])
        expect([timesNs.at(-1), bytes.at(-1)]).toEqual(points.at(-1))
        const levels = points.map(([, level]) => level)
        expect(Math.max(...bytes)).toBe(Math.max(...levels))
        expect(Math.min(...bytes)).toBe(Math.min(...levels))
        expect(builder.peakBytes).toBe(Math.max(...levels))
      }),
    )
  })

  test('a run of a day at a reading each millisecond stays under 20,000 points, no peak lost', () => {
    const builder = new TimelineBuilder()
    const day = 24 * 3600 * 1000
    const peaks: number[] = []
    // Every fifth millisecond, to keep the test short; a peak of one reading every ten minutes, each of its own height.
    for (let ms = 0; ms < day; ms += 5) {
      const isPeak = ms % 600_000 === 300_000
      if (isPeak) peaks.push(1e9 + ms)
      builder.add(ms * 1e6, isPeak ? 1e9 + ms : 5e8 + ((ms * 7919) % 1000))
    }
    const { timesNs, bytes } = builder.build()
    expect(timesNs.length).toBeLessThan(20_000)
    expect(bytes.filter((level) => level >= 1e9)).toEqual(peaks)
    for (const peak of peaks) expect(timesNs[bytes.indexOf(peak)]).toBe((peak - 1e9) * 1e6)
  })

  test('within each stretch of time the highest and the lowest reading are there', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 20_000, maxLength: 30_000 }), (levels) => {
        const { timesNs, bytes } = build(levels.map((level, ms) => [ms * 1e6, level] as const))
        expect(timesNs.length).toBeLessThan(20_000)
        // 30,000 ms in at most 8192 stretches: four milliseconds each.
        const kept = new Map<number, number[]>()
        for (const [index, time] of timesNs.entries()) {
          const stretch = Math.floor(time / 4e6)
          kept.set(stretch, [...(kept.get(stretch) ?? []), bytes[index]!])
        }
        for (let ms = 0; ms + 4 <= levels.length; ms += 4) {
          const highest = Math.max(...levels.slice(ms, ms + 4))
          const there = kept.get(ms / 4)
          // A stretch may be missing only where nothing moves.
          if (there) expect(Math.max(...there)).toBe(highest)
          else expect(new Set(levels.slice(ms - 1, ms + 5)).size).toBe(1)
        }
      }),
      { numRuns: 5 },
    )
  })

  test('a level that does not move takes two points', () => {
    const { timesNs } = build(Array.from({ length: 1000 }, (_, ms) => [ms * 1e6, 42] as const))
    expect(timesNs).toEqual([0, 999e6])
  })

  test('nothing at all', () => {
    expect(new TimelineBuilder().build()).toEqual({ timesNs: [], bytes: [] })
  })

  test('a reading that comes late counts as the same moment', () => {
    expect(
      build([
        [10, 1],
        [5, 9],
      ] as const),
    ).toMatchObject({ timesNs: [10, 10], bytes: [1, 9] })
  })
})

describe('thinning out a report', () => {
  test('keeps the first, the lowest, the highest and the last, in order', () => {
    expect(thinOut([0, 5, 1, 9, 2, 1, 3, 6, 4, 7])).toEqual([0, 5, 1, 9, 2, 1, 4, 7])
  })

  test('never loses an extreme, and never has more than four', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (levels) => {
        const thin = thinOut(levels.flatMap((level, time) => [time, level]))
        const kept = thin.filter((_, index) => index % 2 === 1)
        expect(kept.length).toBeLessThanOrEqual(4)
        if (levels.length === 0) return
        expect(Math.max(...kept)).toBe(Math.max(...levels))
        expect(Math.min(...kept)).toBe(Math.min(...levels))
        expect([kept[0], kept.at(-1)]).toEqual([levels[0], levels.at(-1)])
      }),
    )
  })
})

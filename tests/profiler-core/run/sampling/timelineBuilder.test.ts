import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Backlog, thinOut } from '../../../../profiler-core/run/sampling/readings.ts'
import {
  readSamplesFile,
  SAMPLE_CELLS,
  SamplesFile,
} from '../../../../profiler-core/run/sampling/samplesFile.ts'
import { TimelineBuilder } from '../../../../profiler-core/run/sampling/timelineBuilder.ts'
import type { FunctionRecord } from '../../../../profiler-core/run/tables/logReader.ts'
import { temporaryFolder } from '../../targets/python/support.ts'

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
    // Every twentieth millisecond, to keep the test short; a peak of one reading every ten minutes, each of its own height.
    for (let ms = 0; ms < day; ms += 20) {
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
        // 30,000 ms, of which four points are kept in each stretch of eight.
        const kept = new Map<number, number[]>()
        for (const [index, time] of timesNs.entries()) {
          const stretch = Math.floor(time / 8e6)
          kept.set(stretch, [...(kept.get(stretch) ?? []), bytes[index]!])
        }
        for (let ms = 0; ms + 8 <= levels.length; ms += 8) {
          const there = kept.get(ms / 8)!
          const all = levels.slice(ms, ms + 8)
          expect([Math.min(...there), Math.max(...there)]).toEqual([Math.min(...all), Math.max(...all)])
        }
      }),
      { numRuns: 5, endOnFailure: true },
    )
  })

  test('a level that does not move takes two points', () => {
    const { timesNs } = build(Array.from({ length: 500 }, (_, ms) => [ms * 1e6, 42] as const))
    expect(timesNs).toEqual([0, 499e6])
  })

  test('nothing at all', () => {
    expect(new TimelineBuilder().build()).toEqual({
      timesNs: [],
      bytes: [],
      childrenBytes: null,
      together: true,
      residentBytes: null,
      stacks: null,
      stackAt: null,
      marks: [],
    })
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

describe('what lies beside the memory', () => {
  /** Functions `f` (lines 2, 3) at row 300 and `g` (line 8) at row 310. */
  const functions = [
    {
      kind: 'function',
      atNs: 0,
      file: '/a.py',
      name: 'f',
      firstLine: 1,
      lastLine: 3,
      row: 300,
      lines: [2, 3],
    },
    { kind: 'function', atNs: 0, file: '/a.py', name: 'g', firstLine: 7, lastLine: 8, row: 310, lines: [8] },
  ] as const satisfies FunctionRecord[]

  function take(samples: number[][], stacks: number[] = []) {
    const builder = new TimelineBuilder()
    builder.take({ samples: Float64Array.from(samples.flat()), stacks: Float64Array.from(stacks) })
    return builder.build(functions)
  }

  test('stacks are told as lines; what nobody names, and rows of no function, are left out', () => {
    // 1: f line 2; 2: f line 2 > g line 8; 3: a row of nothing > f line 3; 4: never seen
    const stacks = [0, 301, 1, 311, 0, 999, 3, 302, 0, 302]
    const timeline = take(
      [
        [0, 5, 0, 0, 0],
        [1e6, 5, 0, 0, 2],
        [2e6, 5, 0, 0, 1],
        [3e6, 5, 0, 0, 4],
        [4e6, 5, 0, 0, 77],
      ],
      stacks,
    )
    expect(timeline.stacks).toEqual({
      places: [
        { file: '/a.py', name: 'f', line: 2 },
        { file: '/a.py', name: 'g', line: 8 },
        { file: '/a.py', name: 'f', line: 3 },
      ],
      parents: [-1, 0, -1],
      placeOf: [0, 1, 2],
    })
    expect(timeline.stackAt).toEqual([-1, 1, 0, 2, -1])
    expect(timeline).toMatchObject({ childrenBytes: null, residentBytes: null })
  })

  test('memory of children and resident memory are there where there was any', () => {
    const timeline = take([
      [0, 5, 0, 9, 0],
      [1e6, 5, 70, 8, 0],
    ])
    expect(timeline).toMatchObject({
      childrenBytes: [0, 70],
      residentBytes: [9, 8],
      stacks: null,
      stackAt: null,
    })
  })

  test('a damaged file: samples without a time, and trees that go round in circles', () => {
    const timeline = take(
      [
        [Number.NaN, 5, 0, 0, 1],
        [-1, 5, 0, 0, 1],
        [1e6, Number.NaN, 0, 0, 1],
        [2e6, 5, -7, 0, 2],
        [Number.POSITIVE_INFINITY, 5, 0, 0, 1],
      ],
      [2, 301, 1, 302],
    )
    expect(timeline.timesNs).toEqual([1e6, 2e6])
    expect(timeline.bytes).toEqual([0, 5])
    for (const [node, parent] of timeline.stacks!.parents.entries()) expect(parent).toBeLessThan(node)
  })

  test('a moment at which another line begins to execute is kept while there is room', () => {
    const builder = new TimelineBuilder()
    const parentsAndRows = [0, 301, 0, 302]
    builder.take({ samples: new Float64Array(), stacks: Float64Array.from(parentsAndRows) })
    // A minute at a reading each millisecond; another line for some milliseconds, twice in each second.
    for (let ms = 0; ms < 60_000; ms++)
      builder.add(ms * 1e6, 1000 + (ms % 7), { stack: ms % 500 < 20 ? 2 : 1 })
    const { timesNs, stackAt } = builder.build(functions)
    expect(timesNs.length).toBeLessThan(20_000)
    let changes = 0
    for (const [index, at] of stackAt!.entries()) if (index > 0 && at !== stackAt![index - 1]) changes++
    expect(changes).toBeGreaterThan(200)
  })

  test('a gap is where no point is; a flat line is told every half second at least', () => {
    const builder = new TimelineBuilder()
    for (let ms = 0; ms < 10_000; ms++) if (ms < 3000 || ms > 8000) builder.add(ms * 1e6, 1000)
    const { timesNs } = builder.build()
    const gaps = timesNs.slice(1).map((time, index) => time - timesNs[index]!)
    expect(gaps.filter((gap) => gap > 1e9)).toEqual([5002e6])
    expect(timesNs.length).toBeLessThan(20)
  })

  test('a week is bounded, and so are gaps in it', () => {
    const builder = new TimelineBuilder()
    const week = 7 * 86_400
    // A reading each second, but for a night in the middle.
    for (let s = 0; s < week; s++)
      if (s < 250_000 || s > 280_000) builder.add(s * 1e9, 1000 + (s % 3), { stack: s % 2 })
    const { timesNs } = builder.build()
    expect(timesNs.length).toBeLessThan(20_000)
    const gaps = timesNs.slice(1).map((time, index) => time - timesNs[index]!)
    expect(gaps.filter((gap) => gap > (week * 1e9) / 500)).toEqual([30_002e9])
  })
})

describe('samples on disk', () => {
  test('come back as they were, with the tree of stacks; what was torn off at the end is left out', async () => {
    const path = join(await temporaryFolder(), 'samples.bin')
    const file = new SamplesFile(path, true, (error) => expect.fail(String(error)))
    file.append({ samples: Float64Array.of(1, 2, 3, 4, 1), stacks: Float64Array.of(0, 301) })
    file.append({ samples: Float64Array.of(5, 6, 7, 8, 2), stacks: Float64Array.of(1, 311) })
    file.close()
    await appendFile(path, Buffer.alloc(31))
    const { samples, stacks, countsOthers } = readSamplesFile(path)
    expect(countsOthers).toBe(true)
    expect([...samples]).toEqual([1, 2, 3, 4, 1, 5, 6, 7, 8, 2])
    expect([...stacks]).toEqual([0, 301, 1, 311])
  })

  test('a file of something else has none', async () => {
    const path = join(await temporaryFolder(), 'samples.bin')
    await writeFile(path, Buffer.from(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).buffer))
    expect(readSamplesFile(path)).toEqual({
      samples: new Float64Array(),
      stacks: new Float64Array(),
      countsOthers: false,
    })
  })

  test('of a long run few are written: those of a week stay under 50 MB, the highest among them', () => {
    const backlog = new Backlog()
    let cells = 0
    let highest = 0
    const keep = (written: Float64Array) => {
      cells += written.length
      for (let index = 1; index < written.length; index += SAMPLE_CELLS) {
        highest = Math.max(highest, written[index]!)
      }
    }
    // Reports of the last hour of a week, and what that makes of all of them.
    const reports = 36_000
    const start = 7 * 86_400e9 - 3600e9
    for (let report = 0; report < reports; report++) {
      const now = start + report * 1e8
      keep(
        backlog.add(Float64Array.of(now, report === 777 ? 9e9 : 1e9 + (report % 5), 0, 0, report % 9), now),
      )
    }
    keep(backlog.flush(start + reports * 1e8))
    expect(highest).toBe(9e9)
    expect(cells * 8 * 7 * 24).toBeLessThan(50e6)
    expect(cells).toBeGreaterThan(360 * SAMPLE_CELLS)
  })
})

describe('thinning out a report', () => {
  const samplesOf = (readings: number[][]) =>
    Float64Array.from(readings.flatMap((each) => [...each, 0, 0, 0]))

  test('keeps the first, the lowest, the highest and the last, in order', () => {
    const thin = thinOut(
      samplesOf([
        [0, 5],
        [1, 9],
        [2, 1],
        [3, 6],
        [4, 7],
      ]),
    ) // prettier-ignore
    expect(thin).toEqual(
      samplesOf([
        [0, 5],
        [1, 9],
        [2, 1],
        [4, 7],
      ]),
    ) // prettier-ignore
  })

  test('keeps what begins to execute, as far as there is room', () => {
    const samples = Array.from({ length: 100 }, (_, ms) => [ms, 5, 0, 0, Math.floor(ms / 25)])
    const thin = thinOut(Float64Array.from(samples.flat()))
    const times = [...thin].filter((_, index) => index % SAMPLE_CELLS === 0)
    expect(times).toEqual([0, 25, 50, 75, 99])
  })

  test('never loses an extreme, and never has more than twelve', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(9))), (readings) => {
        const samples = readings.map(([level, stack], time) => [time, level, 0, 0, stack])
        const thin = thinOut(Float64Array.from(samples.flat()))
        const kept = [...thin].filter((_, index) => index % SAMPLE_CELLS === 1)
        expect(kept.length).toBeLessThanOrEqual(12)
        const levels = readings.map(([level]) => level)
        if (levels.length === 0) return
        expect(Math.max(...kept)).toBe(Math.max(...levels))
        expect(Math.min(...kept)).toBe(Math.min(...levels))
        expect([kept[0], kept.at(-1)]).toEqual([levels[0], levels.at(-1)])
      }),
    )
  })
})

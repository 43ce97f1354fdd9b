import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FunctionResult, type LineResult, LineSeries } from '../../../../profiler-core/contract/index.ts'
import { LineSeriesBuilder } from '../../../../profiler-core/run/story/lineSeries.ts'

const SECOND = 1e9

function lineAt(line: number, numbers: Partial<LineResult> = {}): LineResult {
  const memory = { incrementBytes: 0, memoryBytes: 0, peakBytes: 0 }
  return { line, occurrences: 1, ...memory, timeNs: 0, overlapped: false, ...numbers }
}

function functionOf(name: string, calls: number, lines: LineResult[]): FunctionResult {
  return { file: '/src/a.py', name, firstLine: 1, lastLine: 99, calls, baselineBytes: 10, lines }
}

describe('numbers over time', () => {
  test('each look that found a change is a stretch; time in which nothing changed is one', () => {
    const builder = new LineSeriesBuilder()
    builder.take(1 * SECOND, [])
    builder.take(2 * SECOND, [])
    const first = lineAt(4, { occurrences: 2, incrementBytes: 100, peakBytes: 500, timeNs: 7 })
    builder.take(3 * SECOND, [functionOf('f', 1, [first])])
    builder.take(4 * SECOND, [])
    builder.take(5 * SECOND, [])
    const second = lineAt(4, { occurrences: 5, incrementBytes: 60, peakBytes: 800, timeNs: 9 })
    const last = functionOf('f', 1, [lineAt(3, { timeNs: 1 }), second])
    builder.take(6 * SECOND, [last])
    const series = builder.build([last], 6 * SECOND)
    expect(series?.edgesNs.map((edge) => edge / SECOND)).toEqual([0, 2, 3, 5, 6])
    expect(series?.functions).toEqual([
      {
        file: '/src/a.py',
        name: 'f',
        firstLine: 1,
        lastLine: 99,
        baselineBytes: 10,
        at: [1],
        calls: [1],
        lines: [
          { line: 3, at: [3], occurrences: [1], incrementBytes: [0], peakBytes: [0], timeNs: [1] },
          {
            line: 4,
            at: [1, 3],
            occurrences: [2, 3],
            incrementBytes: [100, -40],
            peakBytes: [500, 800],
            timeNs: [7, 2],
          },
        ],
      },
    ])
  })

  test('nothing watched: no series; nothing looked at in between: one stretch', () => {
    expect(new LineSeriesBuilder().build([], 5)).toBeNull()
    expect(new LineSeriesBuilder().build([functionOf('f', 1, [lineAt(4)])], 5)).toMatchObject({
      edgesNs: [0, 5],
      functions: [{ at: [0], lines: [{ at: [0], occurrences: [1] }] }],
    })
    expect(new LineSeriesBuilder().build([functionOf('f', 1, [])], 0)?.edgesNs).toEqual([0, 1])
  })

  test('a week, looked at ten times a second, stays small and its stretches alike', () => {
    const builder = new LineSeriesBuilder({ stretches: 64 })
    let calls = 0
    const looks = 20_000
    for (let look = 1; look <= looks; look++) {
      calls += 3
      builder.take(look * 30 * SECOND, [functionOf('f', calls, [])])
    }
    const series = builder.build([functionOf('f', calls, [])], looks * 30 * SECOND)!
    expect(series.functions[0]!.calls.reduce((sum, each) => sum + each)).toBe(calls)
    const lengths = series.edgesNs.slice(1).map((edge, index) => edge - series.edgesNs[index]!)
    expect(lengths.length).toBeGreaterThanOrEqual(30)
    expect(lengths.length).toBeLessThanOrEqual(64)
    expect(Math.max(...lengths.slice(0, -1)) / Math.min(...lengths.slice(0, -1))).toBeLessThanOrEqual(2)
  })

  test('many lines: fewer stretches', () => {
    const builder = new LineSeriesBuilder({ steps: 5000 })
    const lines = (count: number) =>
      Array.from({ length: 200 }, (_, line) => lineAt(line + 1, { occurrences: count }))
    for (let look = 1; look <= 300; look++) builder.take(look * SECOND, [functionOf('f', 1, lines(look))])
    const series = builder.build([functionOf('f', 1, lines(300))], 300 * SECOND)!
    const steps = series.functions[0]!.lines.reduce((sum, { at }) => sum + at.length, 0)
    expect(steps).toBeLessThanOrEqual(5000)
    expect(steps).toBeGreaterThan(1500)
  })

  test('the steps of a line add up to its numbers, and peaks only rise, whatever was seen when', () => {
    const seen = fc.record({
      line: fc.integer({ min: 1, max: 3 }),
      name: fc.constantFrom('f', 'g'),
      passedNs: fc.constantFrom(0, 1, 10_000_000, 50_000_000, 3 * SECOND),
      // Negative now and then, as after damage.
      calls: fc.integer({ min: -2, max: 9 }),
      occurrences: fc.integer({ min: -3, max: 20 }),
      incrementBytes: fc.integer({ min: -1e12, max: 1e12 }),
      peakBytes: fc.integer({ min: 0, max: 1e12 }),
      timeNs: fc.integer({ min: -100, max: 1e12 }),
      isIdle: fc.boolean(),
    })
    const limits = fc.record({
      stretches: fc.integer({ min: 2, max: 20 }),
      steps: fc.integer({ min: 1, max: 60 }),
    })
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 60 }), limits, (looks, limit) => {
        const builder = new LineSeriesBuilder(limit)
        const now = new Map<string, FunctionResult>()
        let nowNs = 0
        for (const look of looks) {
          nowNs += look.passedNs
          const changed = look.isIdle ? [] : [changedBy(now.get(look.name), look)]
          for (const each of changed) now.set(each.name, each)
          builder.take(nowNs, changed)
        }
        const functions = [...now.values()]
        const series = builder.build(functions, nowNs)
        if (functions.length > 0) checkSeries(series!, functions, limit.stretches)
      }),
    )
  })
})

type Look = Omit<LineResult, 'memoryBytes' | 'overlapped'> & { name: string; calls: number }

function changedBy(before: FunctionResult | undefined, look: Look): FunctionResult {
  const lines = new Map(before?.lines.map((line) => [line.line, line]))
  const old = lines.get(look.line) ?? lineAt(look.line)
  lines.set(look.line, {
    ...old,
    occurrences: Math.max(0, old.occurrences + look.occurrences),
    incrementBytes: old.incrementBytes + look.incrementBytes,
    peakBytes: Math.max(old.peakBytes, look.peakBytes),
    timeNs: Math.max(0, old.timeNs + look.timeNs),
  })
  return functionOf(look.name, Math.max(0, (before?.calls ?? 0) + look.calls), [...lines.values()])
}

function checkSeries(series: LineSeries, functions: FunctionResult[], most: number): void {
  expect(LineSeries.parse(series)).toEqual(series)
  const { edgesNs } = series
  const stretches = edgesNs.length - 1
  expect(stretches).toBeLessThanOrEqual(most)
  expect(edgesNs[0]).toBe(0)
  for (const [index, edge] of edgesNs.entries())
    if (index > 0) expect(edge).toBeGreaterThan(edgesNs[index - 1]!)
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0)
  for (const [index, { name, calls, lines }] of functions.entries()) {
    const told = series.functions[index]!
    expect([told.name, sum(told.calls)]).toEqual([name, calls])
    for (const line of lines) {
      const steps = told.lines.find((each) => each.line === line.line)
      const nothing = { at: [], occurrences: [], incrementBytes: [], peakBytes: [], timeNs: [] }
      const { at, occurrences, incrementBytes, peakBytes, timeNs } = steps ?? nothing
      expect([sum(occurrences), sum(incrementBytes), peakBytes.at(-1) ?? 0, sum(timeNs)]).toEqual([
        line.occurrences,
        line.incrementBytes,
        line.peakBytes,
        line.timeNs,
      ])
      expect(at.every((each, place) => each < stretches && (place === 0 || each > at[place - 1]!))).toBe(true)
      expect(peakBytes).toEqual([...peakBytes].sort((a, b) => a - b))
    }
  }
}

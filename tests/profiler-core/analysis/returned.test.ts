import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hotspots, withoutReturned } from '../../../profiler-core/analysis/index.ts'
import type { CallTree, LineSeries } from '../../../profiler-core/contract/index.ts'

/** main calls squares on line 2 and keep on line 3; squares calls fill on line 8. Growth and increments in bytes. */
function story(growth: number[], increments: Record<string, [line: number, bytes: number][]>) {
  const names = ['main', 'squares', 'keep', 'fill']
  const callTree: CallTree = {
    functions: names.map((name) => ({
      file: '/a.py',
      name,
      firstLine: 1,
      estimated: false,
      overlapped: false,
    })),
    parents: [-1, 0, 0, 1],
    functionOf: [0, 1, 2, 3],
    callerLines: [0, 2, 3, 8],
    calls: [1, 1, 1, 1],
    growthBytes: growth,
    peakBytes: growth.map(() => 0),
    timeNs: growth.map(() => 0),
  }
  const series: LineSeries = {
    edgesNs: [0, 1],
    functions: Object.entries(increments).map(([name, lines]) => ({
      file: '/a.py',
      name,
      firstLine: 1,
      lastLine: 9,
      baselineBytes: 0,
      at: [0],
      calls: [1],
      lines: lines.map(([line, bytes]) => ({
        line,
        at: [0],
        occurrences: [1],
        incrementBytes: [bytes],
        peakBytes: [0],
        timeNs: [0],
      })),
    })),
  }
  return { callTree, series }
}

test("a call's growth is what stayed when its variables were gone", () => {
  const { callTree, series } = story([38, 40, 38, 0], {
    main: [
      [2, 0],
      [3, 38],
    ],
  })
  const settled = withoutReturned(callTree, series)
  expect(settled.growthBytes).toEqual([38, 0, 38, 0])
  expect(hotspots(settled).map(({ name, selfGrowthBytes }) => [name, selfGrowthBytes])).toEqual([
    ['main', 0],
    ['squares', 0],
    ['keep', 38],
    ['fill', 0],
  ])
})

test('what a call below it had taken has outlived that call, whoever lets go of it later', () => {
  const { callTree, series } = story([2, 47, 0, 45], {
    main: [
      [2, 0],
      [3, 0],
    ],
    squares: [[8, 45]],
  })
  // The 2 were its own variables; the 45 are fill's, who kept them for its caller.
  expect(withoutReturned(callTree, series).growthBytes).toEqual([2, 45, 0, 45])
})

test('a tree stays as it is where nothing fell, and where the lines are not known', () => {
  const { callTree, series } = story([38, 0, 38, 0], {
    main: [
      [2, 0],
      [3, 38],
    ],
  })
  expect(withoutReturned(callTree, series)).toBe(callTree)
  expect(withoutReturned(callTree, null)).toBe(callTree)
  expect(withoutReturned(callTree, { edgesNs: [], functions: [] })).toBe(callTree)
})

test('the root stays what it was, and no growth falls below what it was or 0', () => {
  const bytes = fc.integer({ min: -100, max: 100 })
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 4, maxLength: 4 }), bytes, bytes, bytes, (growth, a, b, c) => {
      const { callTree, series } = story(growth, {
        main: [
          [2, a],
          [3, b],
        ],
        squares: [[8, c]],
      })
      const settled = withoutReturned(callTree, series).growthBytes
      expect(settled[0]).toBe(growth[0])
      for (const [node, bytesNow] of settled.entries()) {
        expect(bytesNow).toBeLessThanOrEqual(growth[node]! + 1e-6)
        expect(bytesNow).toBeGreaterThanOrEqual(Math.min(0, growth[node]!) - 1e-6)
      }
    }),
  )
})

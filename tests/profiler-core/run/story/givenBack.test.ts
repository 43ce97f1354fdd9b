import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CALLS_MAGIC } from '../../../../profiler-core/run/story/callsFile.ts'
import { settleReturns } from '../../../../profiler-core/run/story/givenBack.ts'
import type { FunctionRecord } from '../../../../profiler-core/run/tables/logReader.ts'

const LINES = 3
const rowOf = (func: number, line: number) => 300 + func * 10 + 1 + line

const functions: FunctionRecord[] = ['main', 'wrap', 'temp', 'keep'].map((name, index) => ({
  kind: 'function',
  atNs: 0,
  file: '/a.py',
  name,
  firstLine: index * 10 + 1,
  lastLine: index * 10 + 4,
  row: 300 + index * 10,
  lines: [2, 3, 4].map((line) => index * 10 + line),
}))

/** Nodes of calls.bin that have ended: the calling node (from 1; 0: none), the row that called, the function, its growth. */
function calls(...nodes: [parent: number, row: number, func: number, growth: number][]): Float64Array {
  const cells = nodes.map(([parent, row, func, growth]) => [
    1,
    growth,
    0,
    0,
    parent,
    functions[func]!.row,
    row,
    0,
    0,
    0,
  ])
  return Float64Array.from([[CALLS_MAGIC, 1, 100, nodes.length + 1, 0, 0, 0, 0, 0, 0], ...cells].flat())
}

function settled(totals: [number, number][], nodes: Float64Array): [number, number][] {
  const map = new Map(totals)
  settleReturns(map, { calls: nodes, bytes: 0 }, functions)
  return [...map].filter(([, bytes]) => Math.abs(bytes) > 1e-6).sort(([a], [b]) => a - b)
}

describe('what a call gave back when it was left', () => {
  test('is not held by its lines any more', () => {
    const nodes = calls([0, 0, 0, 10], [1, rowOf(0, 0), 2, 300], [1, rowOf(0, 1), 3, 310])
    const totals: [number, number][] = [
      [rowOf(0, 0), -300],
      [rowOf(2, 0), 300],
      [rowOf(3, 0), 310],
    ]
    expect(settled(totals, nodes)).toEqual([[rowOf(3, 0), 310]])
  })

  test('is found below a function that only passed it on', () => {
    const nodes = calls([0, 0, 0, 0], [1, rowOf(0, 0), 1, 300], [2, rowOf(1, 1), 2, 300])
    const totals: [number, number][] = [
      [rowOf(0, 0), -300],
      [rowOf(2, 0), 100],
      [rowOf(2, 2), 200],
    ]
    expect(settled(totals, nodes)).toEqual([])
  })

  test('a line that frees what was there before its calls keeps the rest', () => {
    const nodes = calls([0, 0, 0, -400], [1, rowOf(0, 0), 2, 100])
    const totals: [number, number][] = [
      [rowOf(0, 0), -500],
      [rowOf(2, 0), 100],
    ]
    expect(settled(totals, nodes)).toEqual([[rowOf(0, 0), -400]])
  })

  test('sums stay, and no line goes from something to less than nothing', () => {
    const func = fc.integer({ min: 0, max: functions.length - 1 })
    const line = fc.integer({ min: 0, max: LINES - 1 })
    const amount = fc.integer({ min: -1000, max: 1000 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), line, func, amount), { maxLength: 20 }),
        fc.array(fc.tuple(func, line, amount), { maxLength: 12 }),
        (tree, lines) => {
          const callee: number[] = []
          const nodes = tree.map(([at, from, to, growth], index) => {
            const parent = at % (index + 1)
            callee.push(to)
            const row = parent === 0 ? 0 : rowOf(callee[parent - 1]!, from)
            return [parent, row, to, growth] as [number, number, number, number]
          })
          const before = new Map(lines.map(([owner, at, bytes]) => [rowOf(owner, at), bytes]))
          const after = new Map(before)
          settleReturns(after, { calls: calls(...nodes), bytes: 0 }, functions)
          const sum = (totals: Map<number, number>) =>
            [...totals.values()].reduce((all, each) => all + each, 0)
          expect(sum(after)).toBeCloseTo(sum(before), 6)
          for (const [row, bytes] of before) {
            const now = after.get(row)!
            expect(Math.sign(bytes) * now).toBeGreaterThanOrEqual(-1e-6)
            expect(Math.abs(now)).toBeLessThanOrEqual(Math.abs(bytes) + 1e-6)
          }
        },
      ),
    )
  })
})

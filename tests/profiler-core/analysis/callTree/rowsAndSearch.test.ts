import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  callersOf,
  columnValue,
  type FrameTree,
  findFrames,
  frameTree,
  type RowWishes,
  treeRows,
} from '../../../../profiler-core/analysis/callTree/index.ts'
import { anyCallTree, callTreeOf, hugeCallTree } from './trees.ts'

const MIB = 2 ** 20
const sample = frameTree(
  callTreeOf(
    ['main', 'load', 'parse', 'log'],
    [
      { parent: -1, called: 0, ownMib: 1, ownMs: 1 },
      { parent: 0, called: 3, ownMib: -3, ownMs: 900, calls: 10 },
      { parent: 0, called: 1, ownMib: 10, ownMs: 5 },
      { parent: 2, called: 2, ownMib: 30, ownMs: 7, calls: 4 },
      { parent: 3, called: 2, ownMib: 2, ownMs: 1 },
    ],
  ),
)

function rows(tree: FrameTree, wishes: Partial<RowWishes>) {
  return treeRows(tree, {
    open: new Set(),
    sortValue: (frame) => columnValue(tree, frame, 'growth', 'memory'),
    direction: 'descending',
    found: null,
    ...wishes,
  })
}

describe('rows', () => {
  test('below an open frame stand those that it called, sorted among themselves', () => {
    expect([...rows(sample, {}).frames]).toEqual([0])
    expect([...rows(sample, { open: new Set([0, 2]) }).frames]).toEqual([0, 2, 3, 1])
    const byTime = rows(sample, {
      open: new Set([0, 2]),
      sortValue: (frame) => columnValue(sample, frame, 'time', 'memory'),
    })
    expect([...byTime.frames]).toEqual([0, 1, 2, 3])
    expect([...byTime.positions]).toEqual([1, 1, 2, 1])
    expect([...byTime.siblings]).toEqual([1, 2, 2, 1])
    const byName = rows(sample, {
      open: new Set([0]),
      sortValue: (frame) => columnValue(sample, frame, 'name', 'memory'),
      direction: 'ascending',
    })
    expect([...byName.frames]).toEqual([0, 2, 1])
  })

  test('all columns say what was measured', () => {
    const values = ['name', 'growth', 'selfGrowth', 'peak', 'time', 'selfTime', 'calls', 'perCall'] as const
    expect(values.map((column) => columnValue(sample, 3, column, 'time'))).toEqual([
      'parse',
      32 * MIB,
      30 * MIB,
      0,
      8e6,
      7e6,
      4,
      2e6,
    ])
    expect(columnValue(sample, 3, 'perCall', 'memory')).toBe(8 * MIB)
  })

  test('all of 200,000 frames open', () => {
    const tree = frameTree(hugeCallTree())
    expect(rows(tree, { open: new Set(tree.parents) }).frames).toHaveLength(200_000)
  })
})

describe('search', () => {
  test('counts frames, and their totals once, though one calls the other', () => {
    const found = findFrames(sample, ' PARSE')
    expect(found).toMatchObject({ count: 2, first: 3, sums: { memory: 32 * MIB, time: 8e6 } })
    expect([...(found?.leads ?? [])]).toEqual([1, 0, 1, 1, 0])
    expect(findFrames(sample, 'app.py')?.count).toBe(5)
    expect(findFrames(sample, 'nothing')).toMatchObject({ count: 0, first: -1 })
    expect(findFrames(sample, '  ')).toBeNull()
  })

  test('lists what was found and all that leads there, nothing else', () => {
    fc.assert(
      fc.property(anyCallTree, (callTree) => {
        const tree = frameTree(callTree)
        const found = findFrames(tree, 'visit')
        const wanted = new Set<number>()
        for (let frame = 0; frame < tree.count; frame += 1) {
          if (callTree.functions[callTree.functionOf[frame]!]!.name !== 'visit') continue
          for (const each of [...callersOf(tree, frame), frame]) wanted.add(each)
        }
        expect([...rows(tree, { found }).frames].toSorted((a, b) => a - b)).toEqual(
          [...wanted].toSorted((a, b) => a - b),
        )
      }),
    )
  })
})

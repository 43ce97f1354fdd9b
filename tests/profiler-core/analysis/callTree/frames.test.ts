import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  callersOf,
  childrenOf,
  frameTree,
  heaviestPath,
} from '../../../../profiler-core/analysis/callTree/index.ts'
import { anyCallTree, callTreeOf, hugeCallTree, sum } from './trees.ts'

const MIB = 2 ** 20

describe('frames', () => {
  test('a total is what a frame took by itself, and what those that it called took', () => {
    fc.assert(
      fc.property(anyCallTree, (callTree) => {
        const tree = frameTree(callTree)
        for (const { total, self, gross, whole } of [tree.memory, tree.time]) {
          for (let frame = 0; frame < tree.count; frame += 1) {
            const children = [...childrenOf(tree, frame)]
            expect(total[frame]).toBe(self[frame]! + sum(children.map((child) => total[child]!)))
            expect(gross[frame]).toBe(Math.max(0, self[frame]!) + sum(children.map((child) => gross[child]!)))
            expect(gross[frame]).toBeGreaterThanOrEqual(total[frame]!)
          }
          expect(whole).toBe(sum([...childrenOf(tree, -1)].map((root) => gross[root]!)))
        }
      }),
    )
  })

  test('every frame is the child of its caller, one level below it, and of no other', () => {
    fc.assert(
      fc.property(anyCallTree, (callTree) => {
        const tree = frameTree(callTree)
        const seen = new Set<number>()
        for (let frame = -1; frame < tree.count; frame += 1) {
          for (const child of childrenOf(tree, frame)) {
            expect(tree.parents[child]).toBe(frame)
            expect(tree.depths[child]).toBe(frame < 0 ? 0 : tree.depths[frame]! + 1)
            expect(callersOf(tree, child).at(-1) ?? -1).toBe(frame)
            seen.add(child)
          }
        }
        expect(seen.size).toBe(tree.count)
      }),
    )
  })

  test('memory that is given back makes a total smaller, not what was taken', () => {
    const tree = frameTree(
      callTreeOf(
        ['main', 'load', 'free'],
        [
          { parent: -1, called: 0, ownMib: 5 },
          { parent: 0, called: 1, ownMib: 400 },
          { parent: 0, called: 2, ownMib: -300 },
        ],
      ),
    )
    expect(tree.memory.total[0]).toBe(105 * MIB)
    expect(tree.memory.gross[0]).toBe(405 * MIB)
    expect(tree.memory.gross[2]).toBe(0)
  })

  test('the heaviest path ends at a leaf, or where nothing was taken any more', () => {
    const tree = frameTree(
      callTreeOf(
        ['main', 'load', 'parse', 'log'],
        [
          { parent: -1, called: 0 },
          { parent: 0, called: 3, ownMs: 900 },
          { parent: 0, called: 1, ownMib: 10 },
          { parent: 2, called: 2, ownMib: 30 },
          { parent: 3, called: 3, ownMib: -2 },
        ],
      ),
    )
    expect(heaviestPath(tree, -1, 'memory')).toEqual([0, 2, 3])
    expect(heaviestPath(tree, -1, 'time')).toEqual([0, 1])
  })

  test('a parent that comes after its child is none', () => {
    const callTree = callTreeOf(['a'], [{ parent: -1, called: 0, ownMib: 1 }])
    const tree = frameTree({ ...callTree, parents: [3] })
    expect([tree.parents[0], tree.levels, tree.memory.whole]).toEqual([-1, 1, MIB])
  })

  test('200,000 frames, 10,000 of them in one path', () => {
    const tree = frameTree(hugeCallTree())
    expect(tree.levels).toBe(10_001)
    expect(tree.memory.total[0]).toBe(sum(tree.memory.self))
    expect(callersOf(tree, 9_999)).toHaveLength(9_999)
    expect(heaviestPath(tree, -1, 'memory').length).toBeGreaterThan(9_000)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callersOf, frameTree, regroup } from '../../../../profiler-core/analysis/callTree/index.ts'
import type { CallTree } from '../../../../profiler-core/contract/index.ts'
import { anyCallTree, callTreeOf, hugeCallTree, sum } from './trees.ts'

const fold = { foldRecursion: true, mergeLines: false }
const merge = { foldRecursion: false, mergeLines: true }
const both = { foldRecursion: true, mergeLines: true }

/** `main>load 400`: each path with its total in MiB. */
function paths(callTree: CallTree): string[] {
  const tree = frameTree(callTree)
  const name = (frame: number) => callTree.functions[callTree.functionOf[frame]!]!.name
  return callTree.parents.map((_, frame) =>
    [
      [...callersOf(tree, frame), frame].map(name).join('>'),
      callTree.growthBytes[frame]! / 2 ** 20,
      `x${callTree.calls[frame]}`,
    ].join(' '),
  )
}

/** What each function took by itself, wherever it was called. */
function ownByFunction(callTree: CallTree): number[] {
  const tree = frameTree(callTree)
  const own = callTree.functions.flatMap(() => [0, 0, 0])
  for (const [frame, called] of callTree.functionOf.entries()) {
    own[3 * called]! += tree.memory.self[frame]!
    own[3 * called + 1]! += tree.time.self[frame]!
    own[3 * called + 2]! += callTree.calls[frame]!
  }
  return own
}

describe('regrouping', () => {
  test('folds a function that calls itself', () => {
    const walk = callTreeOf(
      ['main', 'walk', 'read'],
      [
        { parent: -1, called: 0, ownMib: 1 },
        { parent: 0, called: 1, line: 3, ownMib: 2 },
        { parent: 1, called: 1, line: 12, ownMib: 4 },
        { parent: 2, called: 1, line: 12, ownMib: 8 },
        { parent: 3, called: 2, line: 13, ownMib: 16 },
        { parent: 1, called: 2, line: 13, ownMib: 32, calls: 5 },
      ],
    )
    const folded = regroup(walk, fold)
    expect(paths(folded)).toEqual(['main 63 x1', 'main>walk 62 x3', 'main>walk>read 48 x6'])
    expect(folded.callerLines).toEqual([0, 3, 13])
  })

  test('folds functions that call each other, counting nothing twice', () => {
    const even = callTreeOf(
      ['even', 'odd', 'log'],
      [
        { parent: -1, called: 0, ownMib: 1 },
        { parent: 0, called: 1, ownMib: 2 },
        { parent: 1, called: 0, ownMib: 4 },
        { parent: 2, called: 1, ownMib: 8 },
        { parent: 3, called: 2, ownMib: 16 },
        { parent: 2, called: 2, ownMib: 32 },
      ],
    )
    expect(paths(regroup(even, fold)).toSorted()).toEqual([
      'even 63 x2',
      'even>log 32 x1',
      'even>odd 26 x2',
      'even>odd>log 16 x1',
    ])
  })

  test('merges the calls from several lines, and then says no line', () => {
    const calls = callTreeOf(
      ['main', 'load', 'parse'],
      [
        { parent: -1, called: 0 },
        { parent: 0, called: 1, line: 3, ownMib: 1, peakMib: 9 },
        { parent: 1, called: 2, line: 7, ownMib: 2 },
        { parent: 0, called: 1, line: 4, ownMib: 4, peakMib: 5 },
        { parent: 3, called: 2, line: 7, ownMib: 8 },
      ],
    )
    const merged = regroup(calls, merge)
    expect(paths(merged)).toEqual(['main 15 x1', 'main>load 15 x2', 'main>load>parse 10 x2'])
    expect(merged.callerLines).toEqual([0, 0, 7])
    expect(merged.peakBytes[1]).toBe(9 * 2 ** 20)
  })

  test.each([fold, merge, both])('keeps what each function took by itself: %o', (regrouping) => {
    fc.assert(
      fc.property(anyCallTree, (callTree) => {
        const grouped = regroup(callTree, regrouping)
        expect(ownByFunction(grouped)).toEqual(ownByFunction(callTree))
        const [before, after] = [frameTree(callTree), frameTree(grouped)]
        const roots = (tree: typeof before) =>
          sum(tree.memory.total.filter((_, frame) => tree.parents[frame] === -1))
        expect(roots(after)).toBe(roots(before))
        expect(grouped.parents.every((parent, frame) => parent < frame)).toBe(true)
        // What is simple already stays as it is.
        expect(paths(regroup(grouped, regrouping)).toSorted()).toEqual(paths(grouped).toSorted())
      }),
    )
  })

  test('leaves no function below itself, and no two equal calls side by side', () => {
    fc.assert(
      fc.property(anyCallTree, (callTree) => {
        const grouped = regroup(callTree, both)
        const tree = frameTree(grouped)
        const seen = new Set<string>()
        for (const [frame, called] of grouped.functionOf.entries()) {
          expect(callersOf(tree, frame).map((caller) => grouped.functionOf[caller])).not.toContain(called)
          seen.add(`${grouped.parents[frame]} ${called}`)
        }
        expect(seen.size).toBe(tree.count)
      }),
    )
  })

  test('folds as told by the definition: step by step, each into the nearest caller of the same function', () => {
    fc.assert(
      fc.property(anyCallTree, (callTree) => {
        expect(paths(regroup(callTree, both)).toSorted()).toEqual(plainFold(callTree).toSorted())
      }),
    )
  })

  test('200,000 frames, 10,000 of them in one path', () => {
    const huge = hugeCallTree()
    const folded = regroup(huge, both)
    expect(frameTree(folded).levels).toBeLessThanOrEqual(huge.functions.length)
    expect(folded.growthBytes[0]).toBe(huge.growthBytes[0])
    expect(sum(folded.calls)).toBe(200_000)
  })
})

/** The same as `paths(regroup(..., both))`, by whole paths. */
function plainFold(callTree: CallTree): string[] {
  const { self } = frameTree(callTree).memory
  const groupOf: number[][] = []
  const groups = new Map<string, { path: number[]; own: number; calls: number }>()
  for (const [frame, called] of callTree.functionOf.entries()) {
    const callers = groupOf[callTree.parents[frame]!] ?? []
    const path = callers.includes(called)
      ? callers.slice(0, callers.indexOf(called) + 1)
      : [...callers, called]
    groupOf.push(path)
    const group = groups.get(path.join()) ?? { path, own: 0, calls: 0 }
    groups.set(path.join(), {
      path,
      own: group.own + self[frame]!,
      calls: group.calls + callTree.calls[frame]!,
    })
  }
  return [...groups.values()].map(({ path, calls }) => {
    const below = [...groups.values()].filter((each) =>
      path.every((called, level) => each.path[level] === called),
    )
    const names = path.map((called) => callTree.functions[called]!.name).join('>')
    return `${names} ${sum(below.map(({ own }) => own)) / 2 ** 20} x${calls}`
  })
}

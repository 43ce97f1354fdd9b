import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callersOf, frameTree } from '../../../profiler-core/analysis/callTree/index.ts'
import type { CallTree } from '../../../profiler-core/contract/index.ts'
import { collapsedStacks } from '../../../profiler-core/report/collapsed.ts'
import { type EventedProfile, speedscopeFile } from '../../../profiler-core/report/speedscope.ts'
import { anyCallTree, callTreeOf, hugeCallTree, sum } from '../analysis/callTree/trees.ts'

const weights = ['memory', 'time'] as const

/** What a reader of the file makes of it: each path of functions with the weight of its last one alone. */
function imported({ events, endValue }: EventedProfile): Map<string, number> {
  const own = new Map<string, number>()
  const open: number[] = []
  let last = 0
  for (const { type, frame, at } of events) {
    expect(at).toBeGreaterThanOrEqual(last)
    const path = open.join(';')
    if (at > last) own.set(path, (own.get(path) ?? 0) + at - last)
    if (type === 'O') open.push(frame)
    else expect(open.pop()).toBe(frame)
    last = at
  }
  expect(open).toEqual([])
  expect(last).toBe(endValue)
  return own
}

/** The same, straight from the tree. */
function measured(callTree: CallTree, weight: 'memory' | 'time'): Map<string, number> {
  const tree = frameTree(callTree)
  const own = new Map<string, number>()
  for (const [frame, self] of tree[weight].self.entries()) {
    if (self <= 0) continue
    const path = [...callersOf(tree, frame), frame].map((each) => callTree.functionOf[each]).join(';')
    own.set(path, (own.get(path) ?? 0) + self)
  }
  return own
}

const sorted = (own: Map<string, number>) => [...own].toSorted(([a], [b]) => (a < b ? -1 : 1))

describe('speedscope', () => {
  test('a file that is read again has the same paths and totals', () => {
    fc.assert(
      fc.property(anyCallTree, (callTree) => {
        const file = speedscopeFile(callTree, 'Run 1')
        for (const [index, weight] of weights.entries()) {
          const profile = file.profiles[index]!
          expect(sorted(imported(profile))).toEqual(sorted(measured(callTree, weight)))
          expect(profile.endValue).toBe(frameTree(callTree)[weight].whole)
        }
      }),
    )
  })

  test('is what its format asks for', () => {
    const callTree = callTreeOf(
      ['main', 'load', 'free'],
      [
        { parent: -1, called: 0, ownMib: 1, ownMs: 2 },
        { parent: 0, called: 1, ownMib: 3 },
        { parent: 0, called: 2, ownMib: -2, ownMs: 4 },
      ],
    )
    expect(speedscopeFile(callTree, 'Run 41', 'time')).toEqual({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      shared: {
        frames: [
          { name: 'main', file: '/project/app.py', line: 1 },
          { name: 'load', file: '/project/app.py', line: 11 },
          { name: 'free', file: '/project/app.py', line: 21 },
        ],
      },
      profiles: [
        {
          type: 'evented',
          name: 'Memory taken',
          unit: 'bytes',
          startValue: 0,
          endValue: 4 * 2 ** 20,
          events: [
            { type: 'O', frame: 0, at: 0 },
            { type: 'O', frame: 1, at: 0 },
            { type: 'C', frame: 1, at: 3 * 2 ** 20 },
            { type: 'C', frame: 0, at: 4 * 2 ** 20 },
          ],
        },
        {
          type: 'evented',
          name: 'Time',
          unit: 'nanoseconds',
          startValue: 0,
          endValue: 6e6,
          events: [
            { type: 'O', frame: 0, at: 0 },
            { type: 'O', frame: 2, at: 0 },
            { type: 'C', frame: 2, at: 4e6 },
            { type: 'C', frame: 0, at: 6e6 },
          ],
        },
      ],
      name: 'Run 41',
      activeProfileIndex: 1,
      exporter: 'mebi',
    })
  })

  test('of a deep tree is no longer than the tree', () => {
    const callTree = hugeCallTree()
    const [memory] = speedscopeFile(callTree, 'Run 1').profiles
    expect(memory!.events.length).toBeLessThanOrEqual(2 * callTree.parents.length)
    expect(memory!.endValue).toBe(frameTree(callTree).memory.whole)
  })
})

describe('collapsed stacks', () => {
  test('have one line for each path, with what its last function took', () => {
    const callTree = callTreeOf(
      ['main', 'load', 'free'],
      [
        { parent: -1, called: 0, ownMs: 2 },
        { parent: 0, called: 1, ownMib: 3 },
        { parent: 0, called: 2, ownMib: -2, ownMs: 4 },
        { parent: 2, called: 1, ownMib: 1 },
      ],
    )
    expect(collapsedStacks(callTree, 'memory')).toBe(
      'main (/project/app.py:1);load (/project/app.py:11) 3145728\n' +
        'main (/project/app.py:1);free (/project/app.py:21);load (/project/app.py:11) 1048576\n',
    )
    expect(collapsedStacks(callTree, 'time')).toBe(
      'main (/project/app.py:1) 2000\nmain (/project/app.py:1);free (/project/app.py:21) 4000\n',
    )
  })

  test('a name may have what separates them', () => {
    const callTree = callTreeOf(
      ['a;b\\', 'c\r\nd 7'],
      [
        { parent: -1, called: 0 },
        { parent: 0, called: 1, ownMs: 1 },
      ],
    )
    expect(collapsedStacks(callTree, 'time')).toBe(
      'a\\x3bb\\\\ (/project/app.py:1);c\\r\\nd 7 (/project/app.py:11) 1000\n',
    )
  })

  test('come to the same sum as the tree', () => {
    fc.assert(
      fc.property(anyCallTree, (callTree) => {
        const text = collapsedStacks(callTree, 'memory') ?? ''
        const counts = text
          .split('\n')
          .filter(Boolean)
          .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
        expect(sum(counts)).toBe(frameTree(callTree).memory.whole)
      }),
    )
  })

  test('that no string can hold are none', () => {
    expect(collapsedStacks(hugeCallTree(), 'memory')).toBeNull()
  })
})

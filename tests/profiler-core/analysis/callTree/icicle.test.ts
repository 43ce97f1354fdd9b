import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  eachVisible,
  frameAt,
  frameTree,
  type Icicle,
  layOut,
} from '../../../../profiler-core/analysis/callTree/index.ts'
import { anyCallTree, hugeCallTree } from './trees.ts'

function visible(icicle: Icicle, level: number, from: number, to: number, narrow: number) {
  const seen: { frame: number; start: number; end: number }[] = []
  eachVisible(icicle, level, { from, to, narrow }, (frame, start, end) => seen.push({ frame, start, end }))
  return seen
}

const metrics = ['memory', 'time'] as const

describe('the icicle', () => {
  test('a frame lies within its caller, none lies on another, and all is told of', () => {
    fc.assert(
      fc.property(anyCallTree, fc.constantFrom(...metrics), (callTree, metric) => {
        const tree = frameTree(callTree)
        const icicle = layOut(tree, metric)
        const { gross } = tree[metric]
        const told = new Set<number>()
        for (let level = 0; level < icicle.levels; level += 1) {
          let reached = 0
          for (const { frame, start, end } of visible(icicle, level, 0, icicle.whole, 0)) {
            expect(tree.depths[frame]).toBe(level)
            expect(start).toBeGreaterThanOrEqual(reached)
            expect(end - start).toBeCloseTo(gross[frame]!)
            const parent = tree.parents[frame]!
            if (parent >= 0) {
              expect(start).toBeGreaterThanOrEqual(icicle.starts[parent]!)
              expect(end).toBeLessThanOrEqual(icicle.starts[parent]! + icicle.widths[parent]!)
            }
            reached = end
            told.add(frame)
          }
        }
        expect(told.size).toBe(gross.filter((width) => width > 0).length)
      }),
    )
  })

  test('a position leads to the frame that lies there', () => {
    fc.assert(
      fc.property(anyCallTree, fc.double({ min: 0, max: 1, noNaN: true }), (callTree, part) => {
        const icicle = layOut(frameTree(callTree), 'memory')
        const position = part * icicle.whole
        for (let level = 0; level < icicle.levels; level += 1) {
          const there = visible(icicle, level, 0, icicle.whole, 0).find(
            ({ start, end }) => start <= position && position < end,
          )
          expect(frameAt(icicle, level, position)).toBe(there?.frame ?? -1)
        }
        expect(frameAt(icicle, icicle.levels, position)).toBe(-1)
        expect(frameAt(icicle, -1, position)).toBe(-1)
      }),
    )
  })

  test('every frame that is wide enough is told of, narrow ones only together, whatever part is seen', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(anyCallTree, part, part, part, (callTree, one, other, narrowPart) => {
        const icicle = layOut(frameTree(callTree), 'time')
        const from = Math.min(one, other) * icicle.whole
        const to = Math.max(one, other) * icicle.whole
        const narrow = (narrowPart * icicle.whole) / 4
        for (let level = 0; level < icicle.levels; level += 1) {
          const all = visible(icicle, level, 0, icicle.whole, 0).filter(
            ({ start, end }) => end > from && start < to,
          )
          const seen = visible(icicle, level, from, to, narrow)
          expect(seen.filter(({ frame }) => frame >= 0)).toEqual(
            all.filter(({ start, end }) => end - start >= narrow),
          )
          for (const { start, end } of all) {
            const isCovered = seen.some((each) => each.start <= start && end <= each.end)
            expect(isCovered).toBe(true)
          }
          for (const [index, { start }] of seen.entries()) {
            expect(start).toBeGreaterThanOrEqual(seen[index - 1]?.end ?? 0)
          }
        }
      }),
    )
  })

  test('of 200,000 frames no more are told of than have room', () => {
    const icicle = layOut(frameTree(hugeCallTree({ depth: 3 })), 'memory')
    const narrow = icicle.whole / 1000
    expect(icicle.levels).toBe(4)
    for (let level = 0; level < icicle.levels; level += 1) {
      expect(visible(icicle, level, 0, icicle.whole, narrow).length).toBeLessThan(1001)
    }
    expect(layOut(frameTree(hugeCallTree()), 'memory').levels).toBeGreaterThan(9_000)
  })
})

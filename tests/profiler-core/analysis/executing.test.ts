import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callBands, pointAt, stackAt } from '../../../profiler-core/analysis/index.ts'
import { Timeline } from '../../../profiler-core/contract/index.ts'

const place = (name: string, line: number) => ({ file: '/a.py', name, line })
/** main line 1; load line 5 and 6 called by it; parse line 9 called by load line 6. */
const stacks = {
  places: [place('main', 1), place('load', 5), place('load', 6), place('parse', 9)],
  parents: [-1, 0, 0, 2],
  placeOf: [0, 1, 2, 3],
}
const timeline = Timeline.parse({
  timesNs: [0, 10, 20, 30, 40, 50, 60],
  bytes: [1, 1, 1, 1, 1, 1, 1],
  stacks,
  stackAt: [-1, 0, 1, 2, 3, 0, -1],
})

describe('what was executing', () => {
  it.each([
    [-1, -1],
    [0, 0],
    [9, 0],
    [10, 1],
    [1000, 6],
  ])('the point at %d is %d', (timeNs, index) => {
    expect(pointAt(timeline, timeNs)).toBe(index)
  })

  it('is the stack of the last point, outermost first', () => {
    expect(stackAt(timeline, 45).map(({ name, line }) => `${name} ${line}`)).toEqual([
      'main 1',
      'load 6',
      'parse 9',
    ])
    expect(stackAt(timeline, 5)).toEqual([])
    expect(stackAt(timeline, -5)).toEqual([])
  })

  it('is nothing where it was not sampled', () => {
    expect(stackAt(Timeline.parse({ timesNs: [0], bytes: [1] }), 0)).toEqual([])
  })
})

describe('calls over time', () => {
  it('are bands from the first to the last sample in them, lines of one call together', () => {
    expect(callBands(timeline)).toEqual([
      { depth: 0, file: '/a.py', name: 'main', fromNs: 10, toNs: 60 },
      { depth: 1, file: '/a.py', name: 'load', fromNs: 20, toNs: 50 },
      { depth: 2, file: '/a.py', name: 'parse', fromNs: 40, toNs: 50 },
    ])
  })

  it('are none without stacks', () => {
    expect(callBands(Timeline.parse({ timesNs: [0, 1], bytes: [1, 1] }))).toEqual([])
    expect(callBands(Timeline.parse({ timesNs: [], bytes: [], stacks, stackAt: [] }))).toEqual([])
  })

  it('are the longest, where there are too many', () => {
    expect(callBands(timeline, 2).map(({ name }) => name)).toEqual(['main', 'load'])
  })

  it('cover each sample with its stack, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1 }), (nodes) => {
        const given = { ...timeline, timesNs: nodes.map((_, index) => index), stackAt: nodes }
        const bands = callBands(given)
        for (const [index] of nodes.entries()) {
          if (index === nodes.length - 1) continue
          const open = bands.filter(({ fromNs, toNs }) => fromNs <= index && index < toNs)
          expect(open.map(({ name }) => name)).toEqual(stackAt(given, index).map(({ name }) => name))
        }
      }),
    )
  })
})

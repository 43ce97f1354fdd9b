import { describe, expect, test } from 'vitest'
import { timeLabels } from '../../../../profiler-core/report/timeAxis.ts'
import { gapsOf, momentsOf } from '../../../../renderer/features/timeline/moments.ts'
import { growthWithin } from '../../../../renderer/features/timeline/timelineWords.ts'
import { TimeSpan } from '../../../../renderer/features/timeline/timeSpan.ts'

function span(endNs: number): TimeSpan {
  const made = new TimeSpan()
  made.setEnd(endNs)
  return made
}
const sight = ({ fromNs, toNs }: TimeSpan) => [fromNs, toNs]

describe('the part in sight', () => {
  test('grows with a run that goes on, while all of it is in sight', () => {
    const shown = span(1e9)
    shown.setEnd(2e9)
    expect(sight(shown)).toEqual([0, 2e9])
    shown.show({ fromNs: 5e8, toNs: 1e9 })
    shown.setEnd(3e9)
    expect(sight(shown)).toEqual([5e8, 1e9])
    shown.showAll()
    expect(sight(shown)).toEqual([0, 3e9])
  })

  test('keeps what is under the pointer where it is when zoomed', () => {
    const shown = span(8e9)
    shown.zoom(0.5, 2e9)
    expect(sight(shown)).toEqual([1e9, 5e9])
    shown.zoom(2, 2e9)
    expect(sight(shown)).toEqual([0, 8e9])
    expect(shown.isAll).toBe(true)
  })

  test('never leaves the run, nor becomes too short to see', () => {
    const shown = span(4e9)
    shown.zoom(0.5, 4e9)
    expect(sight(shown)).toEqual([2e9, 4e9])
    shown.pan(1)
    expect(sight(shown)).toEqual([2e9, 4e9])
    shown.pan(-0.5)
    expect(sight(shown)).toEqual([1e9, 3e9])
    for (let step = 0; step < 100; step++) shown.zoom(0.5, 2e9)
    expect(shown.toNs - shown.fromNs).toBe(2e6)
    shown.reveal(3.9e9)
    expect(shown.fromNs).toBeLessThan(3.9e9)
    expect(shown.toNs).toBeGreaterThan(3.9e9)
  })
})

test.each([
  [
    [0, 0.5, 1],
    ['0.0 s', '0.5 s', '1.0 s'],
  ],
  [
    [0.25, 0.26],
    ['0.25 s', '0.26 s'],
  ],
  [
    [0, 5, 10],
    ['0 s', '5 s', '10 s'],
  ],
  [
    [0, 60, 120],
    ['0:00', '1:00', '2:00'],
  ],
  [
    [3595, 3600],
    ['59:55', '60:00'],
  ],
  [
    [0, 3600, 7200],
    ['0 h', '1 h', '2 h'],
  ],
  [
    [0, 86_400, 604_800],
    ['0 d', '1 d', '7 d'],
  ],
  [
    [172_800, 216_000],
    ['2 d 00 h', '2 d 12 h'],
  ],
])('moments %j are written %j', (seconds, labels) => {
  expect(timeLabels(seconds)).toEqual(labels)
})

test('the moments of a line are those in which it was on the stack, neighbours joined', () => {
  const places = [
    { file: '/a.py', name: 'main', line: 1 },
    { file: '/a.py', name: 'load', line: 5 },
  ]
  const points = {
    timesNs: [0, 10, 20, 30, 40, 50],
    bytes: [1, 1, 1, 1, 1, 1],
    childrenBytes: null,
    together: true,
    residentBytes: null,
    stacks: { places, parents: [-1, 0], placeOf: [0, 1] },
    stackAt: [-1, 0, 1, -1, 1, 0],
    marks: [],
    whole: true,
  }
  expect(momentsOf(points, { file: '/a.py', line: 5 })).toEqual([
    { fromNs: 20, toNs: 30 },
    { fromNs: 40, toNs: 50 },
  ])
  expect(momentsOf(points, { file: '/a.py', line: 1 })).toEqual([
    { fromNs: 10, toNs: 30 },
    { fromNs: 40, toNs: 50 },
  ])
  expect(momentsOf(points, { file: '/a.py', line: 9 })).toEqual([])
  expect(momentsOf({ ...points, stackAt: null }, { file: '/a.py', line: 1 })).toEqual([])
})

test('what a stretch grew is the level at its end less that at its beginning', () => {
  const levels = { timesNs: [0, 10, 20, 30], bytes: [5, 7, 20, 11], childrenBytes: null, together: true }
  expect(growthWithin(levels, { fromNs: 10, toNs: 25 })).toBe(13)
  expect(growthWithin(levels, { fromNs: 20, toNs: 99 })).toBe(-9)
})

test('stretches without samples are gaps, where they are long for the run', () => {
  const every = (step: number, count: number) => Array.from({ length: count }, (_, index) => index * step)
  expect(gapsOf({ timesNs: every(1e8, 50) })).toEqual([])
  expect(gapsOf({ timesNs: [0, 1e9, 2e9, 9e9, 10e9] })).toEqual([{ fromNs: 2e9, toNs: 9e9 }])
  // A week: its points lie minutes apart.
  expect(gapsOf({ timesNs: every(60e9, 10_000) })).toEqual([])
  expect(gapsOf({ timesNs: [] })).toEqual([])
  expect(gapsOf({ timesNs: [5e9] })).toEqual([])
})

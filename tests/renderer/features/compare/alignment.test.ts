import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  axisLabels,
  firstSampleNs,
  firstStepNs,
  levelAt,
  overlay,
  splitsAround,
} from '../../../../renderer/features/compare/alignment.ts'

const main = { file: '/p/train.py', name: 'main' }
const load = { file: '/p/train.py', name: 'load' }

const sampled = {
  timesNs: [0, 10, 20, 30],
  stacks: {
    places: [
      { ...main, line: 9 },
      { ...load, line: 2 },
      { ...load, line: 3 },
    ],
    parents: [-1, 0, 0],
    placeOf: [0, 1, 2],
  },
  stackAt: [-1, 0, 2, 1],
}

test('a function was called first when it is on the sampled stack first, on whichever of its lines', () => {
  expect(firstSampleNs(sampled, main)).toBe(10)
  expect(firstSampleNs(sampled, load)).toBe(20)
  expect(firstSampleNs(sampled, { ...load, file: '/p/other.py' })).toBeNull()
  expect(firstSampleNs({ ...sampled, stacks: null }, main)).toBeNull()
})

test('what no sample saw is found in the numbers over time', () => {
  const steps = { ...load, firstLine: 1, lastLine: 3, baselineBytes: 0, at: [1], calls: [1], lines: [] }
  const series = { edgesNs: [0, 15, 30], functions: [steps] }
  expect(firstStepNs(series, load)).toBe(15)
  expect(firstStepNs(series, main)).toBeNull()
  expect(firstStepNs(null, load)).toBeNull()
})

test('two runs are laid over each other so that their anchors meet and neither is cut', () => {
  const stretch = fc
    .tuple(fc.nat(1e6), fc.nat(1e6))
    .map(([lengthNs, anchor]) => ({ lengthNs, anchorNs: Math.min(anchor, lengthNs) }))
  fc.assert(
    fc.property(stretch, stretch, (base, now) => {
      const laid = overlay(base, now)
      expect(base.anchorNs + laid.baseShiftNs).toBe(laid.originNs)
      expect(now.anchorNs + laid.nowShiftNs).toBe(laid.originNs)
      expect(Math.min(laid.baseShiftNs, laid.nowShiftNs)).toBe(0)
      expect(laid.endNs).toBe(Math.max(base.lengthNs + laid.baseShiftNs, now.lengthNs + laid.nowShiftNs))
    }),
  )
})

test('a level is that of the last reading, and none before the first or after the last', () => {
  const levels = { timesNs: [5, 10], bytes: [100, 200] }
  expect([0, 5, 9, 10, 11].map((ns) => levelAt(levels, ns))).toEqual([null, 100, 100, 200, null])
})

test('the axis counts from where the runs meet, backwards with a true minus', () => {
  expect(splitsAround(1.3, 0, 2.4, 0.5).map((at) => Number(at.toFixed(6)))).toEqual([0.3, 0.8, 1.3, 1.8, 2.3])
  expect(axisLabels([-1, -0.5, 0, 0.5])).toEqual(['\u22121.0 s', '\u22120.5 s', '0.0 s', '0.5 s'])
  expect(axisLabels([])).toEqual([])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SPARKLINE_STEPS, sparkline } from '../../../profiler-core/store/sparkline.ts'

const timeline = (points: readonly (readonly [number, number])[]) => ({
  timesNs: points.map(([time]) => time),
  bytes: points.map(([, bytes]) => bytes),
})

test('nothing was sampled: nothing is shown', () => {
  expect(sparkline(timeline([]))).toEqual([])
})

test('a moment is one number', () => {
  expect(sparkline(timeline([[5, 7]]))).toEqual([7])
  expect(
    sparkline(
      timeline([
        [5, 7],
        [5, 9],
      ]),
    ),
  ).toEqual([9])
})

test('each step shows its highest reading', () => {
  const points = Array.from({ length: 3200 }, (_, index) => [index, index % 100 === 50 ? 900 : 10] as const)
  expect(sparkline(timeline(points))).toEqual(Array.from({ length: SPARKLINE_STEPS }, () => 900))
})

test('a long flat stretch, of which a timeline keeps the ends alone, is as high all along', () => {
  const flat = timeline([
    [0, 100],
    [900, 100],
    [1000, 300],
  ])
  const steps = sparkline(flat)
  expect(steps.slice(0, 28)).toEqual(Array.from({ length: 28 }, () => 100))
  expect(steps.at(-1)).toBe(300)
})

test('a steady growth is a straight line', () => {
  const steps = sparkline(
    timeline([
      [1000, 0],
      [33_000, 3200],
    ]),
  )
  expect(steps).toEqual(Array.from({ length: SPARKLINE_STEPS }, (_, index) => (index + 1) * 100))
})

test('the peak of any timeline is in it, once at least, and nothing is above', () => {
  const points = fc.array(fc.tuple(fc.nat(1e12), fc.nat(1e12)), { minLength: 1 })
  fc.assert(
    fc.property(points, (given) => {
      const sorted = given.toSorted(([a], [b]) => a - b)
      const steps = sparkline(timeline(sorted))
      expect(Math.max(...steps)).toBe(Math.max(...sorted.map(([, bytes]) => bytes)))
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(Math.min(...sorted.map(([, bytes]) => bytes)))
    }),
  )
})

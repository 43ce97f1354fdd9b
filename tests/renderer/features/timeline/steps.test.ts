import fc from 'fast-check'
import { expect, test } from 'vitest'
import { otherEnd, stepFrom } from '../../../../renderer/features/timeline/steps.ts'

test('a step goes to the point that lies so far away', () => {
  const times = [0, 10, 20, 30, 40]
  expect(stepFrom(times, 10, 25)).toBe(40)
  expect(stepFrom(times, 40, -25)).toBe(20)
})

test('a step goes to the next point at least, and stops at the last', () => {
  const times = [0, 1000, 2000]
  expect(stepFrom(times, 0, 1)).toBe(1000)
  expect(stepFrom(times, 2000, -1)).toBe(1000)
  expect(stepFrom(times, 500, 1)).toBe(1000)
  expect(stepFrom(times, 500, -1)).toBe(0)
  expect(stepFrom(times, 2000, 1)).toBe(2000)
  expect(stepFrom(times, 0, -1)).toBe(0)
  expect(stepFrom([], 0, 1)).toBe(0)
})

test('steps in one direction come to its end, whatever the points and the width', () => {
  const points = fc.uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 500 }), (unsorted, width) => {
      const times = unsorted.toSorted((a, b) => a - b)
      let at = times[0] ?? 0
      for (let step = 0; step < times.length; step += 1) {
        const next = stepFrom(times, at, width)
        if (at !== times.at(-1)) expect(next).toBeGreaterThan(at)
        at = next
      }
      expect(at).toBe(times.at(-1))
    }),
  )
})

test('the end of a stretch that stays is the one where the cursor is not', () => {
  expect(otherEnd({ fromNs: 10, toNs: 20 }, 20)).toBe(10)
  expect(otherEnd({ fromNs: 10, toNs: 20 }, 10)).toBe(20)
  expect(otherEnd({ fromNs: 10, toNs: 10 }, 10)).toBe(10)
})

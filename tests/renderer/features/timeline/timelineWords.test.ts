import { expect, test } from 'vitest'
import {
  formatMoment,
  growthWithin,
  peakOf,
  timelineSentence,
  windowWords,
} from '../../../../renderer/features/timeline/timelineWords.ts'

const MIB = 2 ** 20
const points = (...levels: number[]) => ({
  timesNs: levels.map((_, index) => index * 5e8),
  bytes: levels.map((level) => level * MIB),
  childrenBytes: null,
  together: true,
  whole: true,
})

test('the peak is the highest point, the first of equals', () => {
  expect(peakOf(points(10, 80, 30, 80))).toEqual({ ns: 5e8, bytes: 80 * MIB })
  expect(peakOf(points())).toBeNull()
})

test('the peak is that of all processes together, where they can be added up', () => {
  const childrenBytes = [0, 0, 60 * MIB, 0]
  const levels = { ...points(10, 80, 30, 70), childrenBytes }
  expect(peakOf(levels)).toEqual({ ns: 1e9, bytes: 90 * MIB })
  expect(peakOf({ ...levels, together: false })).toEqual({ ns: 5e8, bytes: 80 * MIB })
})

test('a sentence says what the plot shows', () => {
  expect(timelineSentence(points(10, 80, 30))).toBe(
    'Memory began at 10.0 MiB, was highest with 80.0 MiB after 500 ms, and is 30.0 MiB after 1.0 s.',
  )
  expect(timelineSentence(points())).toBe('Nothing was sampled.')
})

test('what a stretch grew by is told from the points before its ends', () => {
  const levels = points(10, 80, 30, 50)
  expect(growthWithin(levels, { fromNs: 0, toNs: 5e8 })).toBe(70 * MIB)
  expect(growthWithin(levels, { fromNs: 6e8, toNs: 1.2e9 })).toBe(-50 * MIB)
  expect(growthWithin(levels, { fromNs: 0, toNs: 9e9 })).toBe(40 * MIB)
})

test('a moment is as exact as what is in sight asks for', () => {
  expect(formatMoment(1.1523e9)).toBe('1.2 s')
  expect(formatMoment(1.1523e9, 2.3e9)).toBe('1.15 s')
  expect(formatMoment(1.1523e9, 0.2e9)).toBe('1.152 s')
  expect(formatMoment(65.0321e9, 1e9)).toBe('1 min 05.032 s')
  expect(formatMoment(75.5e9, 1e9)).toBe('1 min 15.500 s')
  expect(formatMoment(0.4e9, 0)).toBe('400 ms')
})

test('both ends of a stretch can be told apart', () => {
  expect(windowWords({ fromNs: 2.29e9, toNs: 2.31e9 })).toBe('2.290 s to 2.310 s')
  expect(windowWords({ fromNs: 0, toNs: 60e9 })).toBe('0 s to 1 min 00 s')
})

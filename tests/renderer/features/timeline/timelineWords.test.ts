import { expect, test } from 'vitest'
import { peakOf, timelineSentence } from '../../../../renderer/features/timeline/timelineWords.ts'

const MIB = 2 ** 20
const points = (...levels: number[]) => ({
  timesNs: levels.map((_, index) => index * 5e8),
  bytes: levels.map((level) => level * MIB),
  whole: true,
})

test('the peak is the highest point, the first of equals', () => {
  expect(peakOf(points(10, 80, 30, 80))).toEqual({ ns: 5e8, bytes: 80 * MIB })
  expect(peakOf(points())).toBeNull()
})

test('a sentence says what the plot shows', () => {
  expect(timelineSentence(points(10, 80, 30))).toBe(
    'Memory began at 10.0 MiB, was highest with 80.0 MiB after 500 ms, and is 30.0 MiB after 1.0 s.',
  )
  expect(timelineSentence(points())).toBe('Nothing was sampled.')
})

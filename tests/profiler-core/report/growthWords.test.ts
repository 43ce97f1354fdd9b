import { describe, expect, test } from 'vitest'
import { growthSentence, predictionSentence } from '../../../profiler-core/report/index.ts'

const MIB = 2 ** 20
const growth = {
  exponent: 1,
  baseBytes: 20 * MIB,
  riseBytes: 1e5 * 1200,
  sizes: 5,
  smallest: 1000,
  largest: 1e5,
}

describe('how the peak grows, in words', () => {
  test.each([
    [
      {},
      'rows',
      'Peak grows linearly with the data: about 1.2 KiB per row above 20.0 MiB (from 1,000 rows to 100,000 rows).',
    ],
    [
      { baseBytes: -5 },
      null,
      'Peak grows linearly with the data: about 1.2 KiB per unit of size (from size 1,000 to size 100,000).',
    ],
    [
      { riseBytes: 3e5, sizes: 2 },
      'bytes',
      'Peak grows linearly with the data: about 3.0 bytes per byte above 20.0 MiB (from 1000 B to 97.7 KiB). Two sizes cannot tell a line from a curve.',
    ],
    [
      { riseBytes: 4.2e5 },
      'entries',
      'Peak grows linearly with the data: about 4.2 bytes per entry above 20.0 MiB (from 1,000 entries to 100,000 entries).',
    ],
    [
      { exponent: 0, sizes: 3 },
      'rows',
      'Peak does not depend on the data: about 20.0 MiB (from 1,000 rows to 100,000 rows). Three sizes cannot tell a line from a curve.',
    ],
    [{ riseBytes: -1e7 }, 'rows', 'Peak falls as the data grows (from 1,000 rows to 100,000 rows).'],
    [
      { exponent: 2 },
      'rows',
      'Peak grows faster than the data: to the power of 2, twice the data takes 4.0 times as much (from 1,000 rows to 100,000 rows).',
    ],
    [
      { exponent: 0.5 },
      'mass',
      'Peak grows more slowly than the data: to the power of 0.5, twice the data takes 1.4 times as much (from 1,000 mass to 100,000 mass).',
    ],
  ])('%o', (given, unit, sentence) => {
    expect(growthSentence({ ...growth, ...given }, unit)).toBe(sentence)
  })

  test('what a size would take', () => {
    const bytes = 11.9 * 1024 * MIB
    const exact = { bytes, low: bytes * 0.99, high: bytes * 1.01 }
    expect(predictionSentence(growth, exact, 1e7, 'rows')).toBe(
      '10,000,000 rows would take about 11.9 GiB, if it goes on like this: that is 100 times the largest data measured.',
    )
    expect(predictionSentence(growth, exact, 2e5, null)).toBe(
      'Data of size 200,000 would take about 11.9 GiB.',
    )
    const vague = { bytes: 100 * MIB, low: 80 * MIB, high: 150 * MIB }
    expect(predictionSentence(growth, vague, 2 * MIB, 'bytes')).toBe(
      '2.0 MiB would take about 100 MiB (plausibly 80.0 MiB to 150 MiB), if it goes on like this: that is 21 times the largest data measured.',
    )
  })
})

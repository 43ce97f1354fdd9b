import { describe, expect, test } from 'vitest'
import {
  formatAgo,
  formatClock,
  formatCount,
  formatDelta,
  formatDuration,
  formatMib,
  formatSize,
} from '../../../renderer/ui/format.ts'

const MIB = 2 ** 20

test.each([
  [0, '0.0 MiB'],
  [7.94 * MIB, '7.9 MiB'],
  [99.96 * MIB, '100.0 MiB'],
  [812.4 * MIB, '812 MiB'],
  [9_999 * MIB, '9999 MiB'],
  [10_000 * MIB, '9.8 GiB'],
  [64 * 1024 * MIB, '64.0 GiB'],
])('a size of %d bytes is %s', (bytes, expected) => {
  expect(formatSize(bytes)).toBe(expected)
})

test.each([
  [400.2 * MIB, '+400.2'],
  [-398.84 * MIB, '−398.8'],
  [0, '0.0'],
  [-1, '0.0'],
  [0.04 * MIB, '0.0'],
  [0.06 * MIB, '+0.1'],
  [123_456.7 * MIB, '+123\u202f456.7'],
])('a difference of %d bytes is %s', (bytes, expected) => {
  expect(formatDelta(bytes)).toBe(expected)
})

test.each([
  [0, '0 s'],
  [85, '85 ns'],
  [340_000, '340 µs'],
  [1.26e6, '1.3 ms'],
  [12.4e6, '12 ms'],
  [3.24e9, '3.2 s'],
  [59.94e9, '59.9 s'],
  [59.96e9, '1 min 00 s'],
  [245e9, '4 min 05 s'],
  [7380e9, '2 h 03 min'],
])('%d nanoseconds are %s', (ns, expected) => {
  expect(formatDuration(ns)).toBe(expected)
})

test.each([
  [0, '00:00.0'],
  [3.27e9, '00:03.2'],
  [61e9, '01:01.0'],
  [3723.4e9, '1:02:03.4'],
])('a clock at %d nanoseconds shows %s', (ns, expected) => {
  expect(formatClock(ns)).toBe(expected)
})

test('thousands stand apart', () => {
  expect([formatCount(999), formatCount(1234567), formatMib(12_345.6 * MIB)]).toEqual([
    '999',
    '1\u202f234\u202f567',
    '12\u202f345.6',
  ])
})

describe('how long ago', () => {
  const now = new Date(2026, 10, 22, 14, 30)
  const at = (day: number, hour: number, minute: number, second = 0) =>
    new Date(2026, 10, day, hour, minute, second).toISOString()

  test.each([
    [at(22, 14, 29, 30), /^just now$/],
    [at(22, 14, 28), /^2 min ago$/],
    [at(22, 9, 5), /^today .*9:05/],
    [at(21, 23, 59), /^yesterday .*11?3?:59/],
    [at(1, 8, 0), /2026/],
  ])('%s', (iso, expected) => {
    expect(formatAgo(iso, now)).toMatch(expected)
  })
})

import { describe, expect, test } from 'vitest'
import { alignColumns, cut, duration, memory, moment } from '../../../main/cli/format.ts'

describe('durations', () => {
  test.each([
    [0, '0.00 s'],
    [312_000_000, '0.31 s'],
    [9_994_000_000, '9.99 s'],
    [9_995_000_000, '10.0 s'],
    [59_940_000_000, '59.9 s'],
    [59_960_000_000, '1 min 00 s'],
    [185_000_000_000, '3 min 05 s'],
    [3_599_600_000_000, '1 h 00 min'],
    [7_380_000_000_000, '2 h 03 min'],
    [90_000_000_000_000, '25 h 00 min'],
  ])('%d ns are %s', (ns, text) => {
    expect(duration(ns)).toBe(text)
  })
})

test('memory has one decimal', () => {
  expect(memory(93.44 * 2 ** 20)).toBe('93.4 MiB')
})

test('a moment is in local time', () => {
  expect(moment(new Date(2025, 2, 1, 9, 5, 59).toISOString())).toBe('2025-03-01 09:05')
})

test('cutting counts letters, not code units', () => {
  expect(cut('😀😀😀', 3)).toBe('😀😀😀')
  expect(cut('😀😀😀', 2)).toBe('😀…')
  expect(cut('abc', 0)).toBe('…')
})

test('columns', () => {
  const columns = [{ title: 'Run', align: 'right' }, { title: 'Target' }, { title: 'Label' }] as const
  expect(
    alignColumns(columns, [
      ['3', 'a.py', 'before'],
      ['1204', 'größer.py', ''],
    ]),
  ).toEqual([' Run  Target     Label', '   3  a.py       before', '1204  größer.py'])
})

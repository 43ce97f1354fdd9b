import { describe, expect, test } from 'vitest'
import { type FileLine, fileLines } from '../../../../profiler-core/analysis/index.ts'
import { hoverEntries, shareWords } from '../../../../renderer/features/source/hoverContent.ts'
import { lineNumbers, numberWidths, widest } from '../../../../renderer/features/source/lineNumbers.ts'
import { lines, MIB, watched } from '../../../profiler-core/report/sampleRun.ts'

/** Lines of one function: memory, increment, occurrences and peak, as a table shows them. */
function measured(readings: Parameters<typeof lines>[0]): ReadonlyMap<number, FileLine> {
  return fileLines([watched({ lastLine: 99, lines: lines(readings) })], '/project/example.py')
}

function line(...reading: Parameters<typeof lines>[0][number]): FileLine {
  return measured({ 5: reading }).get(5)!
}

describe('at the right edge of a line', () => {
  test('stand its increment and occurrences', () => {
    expect(lineNumbers(line(430, 400.2, 1))).toEqual({
      increment: '+400.2',
      isZero: false,
      occurrences: '×1',
      peak: '',
    })
  })

  test('what was released has a true minus sign', () => {
    expect(lineNumbers(line(30, -398.8, 1)).increment).toBe('\u2212398.8')
  })

  test('nothing is a zero without a sign', () => {
    expect(lineNumbers(line(30, 0, 3))).toMatchObject({ increment: '0.0', isZero: true })
  })

  test('a peak well above what was left is told', () => {
    expect(lineNumbers(line(30, 0, 1, 68.1)).peak).toBe('peak +38.1')
    expect(lineNumbers(line(30, 0, 1, 30.9)).peak).toBe('')
  })

  test.each([
    [9_999, '×9999'],
    [10_000, '×10k'],
    [999_999, '×1000k'],
    [1_234_567, '×1.2M'],
    [123_456_789_012, '×123G'],
  ])('%d occurrences are %s', (occurrences, expected) => {
    expect(lineNumbers(line(30, 0, occurrences)).occurrences).toBe(expected)
  })
})

describe('the width of the column', () => {
  const wide = measured({ 1: [10, 1, 1], 2: [10, -123_456.7, 1], 3: [90, 0, 123_456, 95] })

  test('holds every number of the file', () => {
    const widths = numberWidths(wide)
    for (const each of wide.values()) {
      const { increment, occurrences, peak } = lineNumbers(each)
      expect(increment.length).toBeLessThanOrEqual(widths.increment)
      expect(occurrences.length).toBeLessThanOrEqual(widths.occurrences)
      expect(peak.length).toBeLessThanOrEqual(widths.peak)
    }
  })

  test('is nothing where nothing ran', () => {
    expect(numberWidths(new Map())).toEqual({ increment: 0, occurrences: 0, peak: 0 })
  })

  test('does not shrink while a program runs', () => {
    const before = numberWidths(wide)
    expect(widest(before, numberWidths(measured({ 1: [10, 1, 1] })))).toEqual(before)
  })
})

describe('the hover', () => {
  test('says each number exactly, and what it means', () => {
    const entries = hoverEntries(line(37.5, 7.754, 1_200, 60))
    expect(entries.map(({ name, value, unit }) => `${name} ${value} ${unit}`.trim())).toEqual([
      'Increment +7.754 MiB',
      'Mem usage 37.500 MiB',
      'Peak 60.000 MiB',
      'Occurrences 1\u202f200',
      'Time 1 µs',
      'Per hit 1 ns',
    ])
    expect(entries.every(({ meaning }) => meaning.length > 10)).toBe(true)
  })

  test('a line that was never left has no memory on leaving', () => {
    const entry = hoverEntries(line(0, 0, 1, 40)).find(({ name }) => name === 'Mem usage')
    expect(entry).toMatchObject({ value: '', meaning: 'the line was never left' })
  })

  test('says how much of the function a line makes', () => {
    const both = measured({ 1: [10, 75, 1], 2: [10, 25, 1], 3: [10, -50, 1], 4: [10, 0, 1] })
    const words = [...both.values()].map(shareWords)
    expect(words).toEqual([
      '75 % of what my_function grew by',
      '25 % of what my_function grew by',
      'gave back 50 % of what my_function grew by',
      '',
    ])
  })
})

test('a run that hardly grew does not glow', () => {
  const heats = (...increments: number[]) =>
    [
      ...measured(
        Object.fromEntries(increments.map((each, index) => [index + 1, [10, each, 1] as const])),
      ).values(),
    ].map(({ heat }) => heat)
  expect(heats(0.035, 0)).toEqual([0.035, 0])
  expect(heats(3, 1)).toEqual([1, 1 / 3])
  expect(heats(-0.25)).toEqual([-0.25])
  expect(heats(-40)).toEqual([-1])
  expect(MIB).toBe(1_048_576)
})

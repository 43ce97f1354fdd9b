import { describe, expect, test } from 'vitest'
import {
  fileLines,
  fullHeatBytes,
  functionAt,
  functionTotals,
  heatAlpha,
  hotLines,
} from '../../../profiler-core/analysis/index.ts'
import type { FunctionResult, LineResult } from '../../../profiler-core/contract/index.ts'

/** `line: increment, peak`, in the picture of a table. */
function watched(
  name: string,
  span: [number, number],
  rows: Record<number, [number, number]>,
): FunctionResult {
  const lines = Object.entries(rows).map(
    ([line, [incrementBytes, peakBytes]]): LineResult => ({
      line: Number(line),
      occurrences: 1,
      incrementBytes,
      memoryBytes: 100,
      peakBytes,
      timeNs: 5,
      overlapped: false,
    }),
  )
  return { file: '/p/a.py', name, firstLine: span[0], lastLine: span[1], calls: 2, baselineBytes: 50, lines }
}

const load = watched('load', [1, 5], { 2: [300, 400], 3: [100, 130], 4: [-200, 100], 5: [0, 100] })

test('totals: what a function kept, took, held at most, and how long it was at work', () => {
  expect(functionTotals(load)).toEqual({
    netGrowthBytes: 200,
    grossGrowthBytes: 400,
    mostBytes: 300,
    leastBytes: -200,
    peakBytes: 400,
    peakLine: 2,
    calls: 2,
    timeNs: 20,
  })
})

test('a function without lines has nothing', () => {
  expect(functionTotals(watched('idle', [1, 2], {}))).toMatchObject({ netGrowthBytes: 0, peakLine: null })
})

describe('lines of a file', () => {
  test('shares are parts of the gross growth of the function, signed', () => {
    const shares = [...fileLines([load], '/p/a.py').values()].map(({ line, share }) => [line, share])
    expect(shares).toEqual([
      [2, 0.75],
      [3, 0.25],
      [4, -0.5],
      [5, 0],
    ])
  })

  test('how far memory rose above what was left', () => {
    const lines = fileLines([load], '/p/a.py')
    expect([lines.get(2)?.transientBytes, lines.get(4)?.transientBytes]).toEqual([300, 0])
  })

  test('a line that was never left says nothing of that', () => {
    const [line] = load.lines
    const stuck = { ...load, lines: [{ ...line!, memoryBytes: 0, peakBytes: 400 }] }
    expect(fileLines([stuck], '/p/a.py').get(2)?.transientBytes).toBe(0)
  })

  test('another file has none of them', () => {
    expect(fileLines([load], '/p/b.py').size).toBe(0)
  })

  test('a release without growth is all of it, and never more', () => {
    const clear = watched('clear', [1, 2], { 2: [-5, 0] })
    const both = watched('both', [1, 3], { 2: [1, 0], 3: [-5, 0] })
    expect(fileLines([clear], '/p/a.py').get(2)?.share).toBe(-1)
    expect(fileLines([both], '/p/a.py').get(3)?.share).toBe(-1)
  })

  test('a line that two functions share is that of the larger increment', () => {
    const inner = watched('outer.<locals>.inner', [2, 2], { 2: [-900, 0] })
    for (const functions of [
      [load, inner],
      [inner, load],
    ]) {
      expect(fileLines(functions, '/p/a.py').get(2)?.owner.name).toBe('outer.<locals>.inner')
    }
  })
})

test('heat grows with the square root of the share, whatever its sign', () => {
  expect([heatAlpha(0), heatAlpha(0.25), heatAlpha(-0.25), heatAlpha(1)]).toEqual([0, 0.3, 0.3, 0.6])
})

describe('heat', () => {
  const MIB = 2 ** 20
  const heatsOf = (...functions: FunctionResult[]) =>
    [...fileLines(functions, '/p/a.py').values()].map(({ line, heat }) => [line, heat])

  test('compares the lines of the whole run, also those of other functions and files', () => {
    const small = watched('small', [1, 3], { 2: [10 * MIB, 0], 3: [-5 * MIB, 0] })
    const large = watched('large', [5, 7], { 6: [92 * MIB, 0] })
    const elsewhere = { ...watched('elsewhere', [1, 2], { 2: [100 * MIB, 0] }), file: '/p/b.py' }
    expect(heatsOf(small, large, elsewhere)).toEqual([
      [2, 0.1],
      [3, -0.05],
      [6, 0.92],
    ])
    expect(fullHeatBytes([small, large])).toBe(92 * MIB)
  })

  test('a release of more than anything that grew is as hot as can be, not hotter', () => {
    expect(heatsOf(watched('clear', [1, 3], { 2: [2 * MIB, 0], 3: [-5 * MIB, 0] }))).toEqual([
      [2, 1],
      [3, -1],
    ])
  })

  test('where nothing grew, full heat is the largest release', () => {
    expect(heatsOf(watched('clear', [1, 3], { 2: [-8 * MIB, 0], 3: [-2 * MIB, 0] }))).toEqual([
      [2, -1],
      [3, -0.25],
    ])
  })

  test('where nothing grew by 1 MiB, nothing glows', () => {
    expect(fullHeatBytes([load])).toBe(MIB)
    expect(heatsOf(watched('quiet', [1, 2], { 2: [MIB / 4, 0] }))).toEqual([[2, 0.25]])
  })
})

test('hot lines, in the order of the file: a hundredth of the largest increment of the run', () => {
  const late = watched('late', [7, 9], { 8: [90e6, 0], 9: [1e6, 0] })
  const warm = watched('warm', [1, 4], { 2: [8e6, 0], 3: [8e5, 0], 4: [-1e7, 0] })
  expect(hotLines(fileLines([late, warm], '/p/a.py'))).toEqual([2, 4, 8, 9])
})

test('the innermost function that contains a line', () => {
  const module = watched('<module>', [1, 20], {})
  const inner = watched('load.<locals>.inner', [3, 4], {})
  const nameAt = (line: number) => functionAt([module, load, inner], '/p/a.py', line)?.name
  expect([nameAt(2), nameAt(3), nameAt(20), nameAt(21)]).toEqual([
    'load',
    'load.<locals>.inner',
    '<module>',
    undefined,
  ])
})

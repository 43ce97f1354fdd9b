import { describe, expect, test } from 'vitest'
import { dateLabels, sizeLabels, valueAxis } from '../../../../renderer/features/trends/axisWords.ts'
import { pointsByDate } from '../../../../renderer/features/trends/points.ts'
import { runSamples } from '../../../../renderer/features/trends/samples.ts'
import {
  deltaWords,
  gitWords,
  pointName,
  pointValue,
} from '../../../../renderer/features/trends/trendWords.ts'
import { typedAmount } from '../../../../renderer/features/trends/typedAmount.ts'
import { entry } from '../history/entry.ts'

const MIB = 2 ** 20

function pointOf(...ids: readonly number[]) {
  const runs = ids.map((id) => entry(id, { group: 'g', peakBytes: id * MIB }))
  const [point] = pointsByDate(runSamples(runs, 'peak'))
  if (point === undefined) throw new Error('There is no point.')
  return point
}

describe('a point', () => {
  test('is called by its runs', () => {
    expect(pointName(pointOf(4))).toBe('Run 4')
    expect(pointName(pointOf(4, 5))).toBe('Runs 4 and 5')
    expect(pointName(pointOf(6, 4, 5))).toBe('Runs 4 to 6')
    expect(pointName(pointOf(4, 6, 9))).toBe('3 runs, 4 to 9')
  })

  test('has a value, of several runs the median with what lies around it', () => {
    expect(pointValue(pointOf(4), 'peak')).toBe('4.0 MiB')
    expect(pointValue(pointOf(4, 5, 9), 'peak')).toBe('5.0 MiB (median; 4.0 MiB to 9.0 MiB)')
  })
})

test('a difference has its sign', () => {
  expect(deltaWords(-2 * MIB, 'peak')).toBe('\u22122.0 MiB')
  expect(deltaWords(2e9, 'time')).toBe('+2.0 s')
})

test('a commit is said with its branch, and that there were changes', () => {
  expect(gitWords(entry(1))).toBe('')
  const git = { commit: 'a1b2c3d4', branch: 'main', dirty: true }
  expect(gitWords(entry(1, { git }))).toBe('commit a1b2c3d, with changes, on main')
})

describe('the axes', () => {
  test('say days where the lines are days apart, and the time where they are nearer', () => {
    const day = new Date(2026, 2, 3).getTime() / 1000
    const short = new Date(2026, 2, 3).toLocaleDateString([], { day: 'numeric', month: 'short' })
    expect(dateLabels([day, day + 86_400])[0]).toBe(short)
    expect(dateLabels([day, day + 3600])[0]).toBe(short)
    expect(dateLabels([day, day + 3600])[1]).toMatch(/1/)
    expect(dateLabels([day, day + 60 * 86_400])[0]).toContain('2026')
  })

  test('say values in the unit of the measure', () => {
    expect(valueAxis('peak').yLabels([0, MIB / 2])).toEqual(['0.0 MiB', '0.5 MiB'])
    expect(valueAxis('growth').yLabels([-20 * MIB, 0])).toEqual(['\u221220 MiB', '0 MiB'])
    expect(valueAxis('time').yLabels([2e9])).toEqual(['2.0 s'])
  })

  test('say sizes short', () => {
    expect(sizeLabels([0, 500_000, 1_500_000], 'rows')).toEqual(['0', '500K', '1.5M'])
    expect(sizeLabels([0, 10 * MIB], 'bytes')).toEqual(['0', '10.0 MiB'])
  })
})

describe('a size that is typed', () => {
  test('is a number in any way that people write one', () => {
    for (const text of ['5000', '5 000', '5_000', '5k', '5e3', ' 5000 ']) {
      expect(typedAmount(text, 'rows')).toBe(5000)
    }
    expect(typedAmount('1.5M', null)).toBe(1_500_000)
    expect(typedAmount('1,5 m', null)).toBe(1_500_000)
  })

  test('is a size of memory where the data is counted in bytes', () => {
    expect(typedAmount('2 GiB', 'bytes')).toBe(2 ** 31)
  })

  test('is above 0 and finite, or none', () => {
    for (const text of ['', '0', '-5', 'many', '1e999', '5 rows', '1e', '0x10']) {
      expect(typedAmount(text, 'rows')).toBeNull()
    }
  })
})

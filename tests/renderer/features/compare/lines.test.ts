import { expect, test } from 'vitest'
import { shownMetrics, toggledMetrics } from '../../../../renderer/features/compare/lineColumns.ts'
import { changedRows, lineRows } from '../../../../renderer/features/compare/lineRows.ts'
import { sideLines } from '../../../../renderer/features/compare/sideLines.ts'
import { change, compared, line, MIB, place } from './sample.ts'

const BASE = 'def load():\n    if big:\n        a = 1\n'
const NOW = '\nclass A:\n    def load():\n        if big:\n            a = 2\n'

const load = compared('load', {
  lines: [line(2, 4), line(3, 5, { match: 'changed' }), line(null, 6)],
})
const texts = (base: string | null, now: string | null) => ({
  base: new Map(base === null ? [] : [['/p/train.py', base]]),
  now: new Map(now === null ? [] : [['/p/train.py', now]]),
})

test('each side has its text, less the indentation of the whole function', () => {
  const rows = lineRows(load, texts(BASE, NOW))
  expect(rows.map(({ baseText, nowText }) => [baseText, nowText])).toEqual([
    ['if big:', 'if big:'],
    ['    a = 1', '    a = 2'],
    [null, ''],
  ])
})

test('where a source is not there its lines stand without text', () => {
  const rows = lineRows(load, texts(null, NOW))
  expect(rows.map(({ baseText, nowText }) => [baseText, nowText])[0]).toEqual(['', 'if big:'])
  expect(lineRows(load, null).map(({ baseText }) => baseText)).toEqual(['', '', null])
})

test('of the changed lines alone, those that were edited or whose memory changed by the threshold remain', () => {
  const lines = [
    line(1, 1),
    line(2, 2, { increment: change(0, MIB) }),
    line(3, 3, { peak: change(3 * MIB, 0) }),
    line(4, 4, { match: 'changed' }),
    line(null, 5),
    line(5, null),
  ]
  const places = (threshold: number) =>
    changedRows(lineRows(compared('load', { lines }), null), threshold).map(
      ({ line: { baseLine, nowLine } }) => baseLine ?? nowLine,
    )
  expect(places(2 * MIB)).toEqual([3, 4, 5, 5])
  expect(places(0)).toEqual([2, 3, 4, 5, 5])
})

test('a side of a file has the numbers of that side alone, and heat by the largest of both runs', () => {
  const grown = compared('load', {
    lines: [
      line(2, 4, { increment: change(40 * MIB, 0) }),
      line(3, null, { increment: change(-10 * MIB, null) }),
    ],
  })
  const elsewhere = compared('load', {
    base: place('load', { file: '/p/other.py' }),
    lines: [line(2, 9, { increment: change(99 * MIB, 5 * MIB) })],
  })
  const base = sideLines([grown, elsewhere], 'base', '/p/train.py')
  expect([...base.keys()]).toEqual([2, 3])
  expect(base.get(2)).toMatchObject({ incrementBytes: 40 * MIB, heat: 40 / 99 })
  expect(base.get(3)?.heat).toBeLessThan(0)
  const now = sideLines([grown, elsewhere], 'now', '/p/train.py')
  expect([...now.keys()]).toEqual([4, 9])
  expect(now.get(4)?.heat).toBe(0)
})

test('of two functions that share a line, the larger increment counts', () => {
  const small = compared('outer', { lines: [line(2, 2, { increment: change(1, MIB) })] })
  const large = compared('inner', { lines: [line(2, 2, { increment: change(1, -3 * MIB) })] })
  for (const both of [
    [small, large],
    [large, small],
  ]) {
    expect(sideLines(both, 'now', '/p/train.py').get(2)?.incrementBytes).toBe(-3 * MIB)
  }
})

test('as many numbers are shown as there is room for, and the increment always', () => {
  const ids = (width: number) => shownMetrics(null, width).map(({ id }) => id)
  expect(ids(300)).toEqual(['increment'])
  expect(ids(900)).toEqual(['increment', 'peak'])
  expect(ids(1400)).toEqual(['increment', 'peak', 'time'])
})

test('what a person chose is shown in any width, and the last of it cannot be taken away', () => {
  expect(shownMetrics(['time'], 300).map(({ id }) => id)).toEqual(['time'])
  expect(toggledMetrics(['increment'], 'time')).toEqual(['increment', 'time'])
  expect(toggledMetrics(['increment', 'time'], 'increment')).toEqual(['time'])
  expect(toggledMetrics(['time'], 'time')).toEqual(['time'])
})

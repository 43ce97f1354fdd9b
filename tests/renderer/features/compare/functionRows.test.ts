import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  barOf,
  firstRow,
  functionRows,
  mostChange,
} from '../../../../renderer/features/compare/functionRows.ts'
import { change, compared, line, MIB, place } from './sample.ts'

const grown = (name: string, mib: number) => compared(name, { growth: change(0, mib * MIB) })

test('the largest change comes first, whichever its sign', () => {
  const { rows } = functionRows([grown('a', 2), grown('b', -30), grown('c', 10)], 0.1)
  expect(rows.map(({ place: { name } }) => name)).toEqual(['b', 'c', 'a'])
  expect(mostChange(rows)).toBe(30 * MIB)
})

test('of equal changes of growth that of the peak decides, then the name', () => {
  const peaked = compared('z', { growth: change(0, MIB), peak: change(0, 9 * MIB) })
  const { rows } = functionRows([grown('b', 1), grown('a', 1), peaked], 0)
  expect(rows.map(({ place: { name } }) => name)).toEqual(['z', 'a', 'b'])
})

test('what changed less than the threshold in growth and in peak is hidden, and counted', () => {
  const peaked = compared('peaked', { peak: change(10 * MIB, 4 * MIB) })
  const found = functionRows([grown('noise', 0.05), peaked, grown('less', -0.5)], 0.1)
  expect(found.rows.map(({ place: { name } }) => name)).toEqual(['less', 'peaked'])
  expect(found.hidden).toBe(1)
  expect(functionRows([grown('noise', 0)], 0)).toMatchObject({ rows: [{}], hidden: 0 })
})

test('a row says what a function was called and where it was', () => {
  const base = place('old', { file: '/p/old.py' })
  const [renamed] = functionRows([compared('new', { match: 'renamed', base })], 0).rows
  expect(renamed).toMatchObject({ place: { name: 'new' }, wasName: 'old', wasFile: '/p/old.py' })
  const [removed] = functionRows([compared('gone', { match: 'removed', now: null })], 0).rows
  expect(removed).toMatchObject({ place: { name: 'gone' }, wasName: null, wasFile: null })
})

test('what is looked at first is what was edited, not the callers that changed with it', () => {
  const rows = (...functions: Parameters<typeof functionRows>[0]) => functionRows(functions, 0).rows
  const edited = (name: string, mib: number) => ({
    ...grown(name, mib),
    lines: [line(1, 1, { match: 'changed' })],
  })
  const name = (all: ReturnType<typeof rows>) => firstRow(all)?.place.name
  expect(name(rows(edited('<module>', 11), grown('main', 10), edited('load', 9)))).toBe('load')
  expect(name(rows(grown('main', 10), edited('load', 2)))).toBe('main')
  expect(name(rows(grown('main', 10), edited('load', -9)))).toBe('main')
  expect(name(rows(grown('fit', 0), edited('load', 0)))).toBe('fit')
  expect(firstRow([])).toBeUndefined()
  expect(rows(edited('load', 1))[0]?.isEdited).toBe(true)
  expect(rows({ ...edited('load', 1), base: null })[0]?.isEdited).toBe(false)
})

test('a bar grows from the middle to the side of its sign, and stays in its cell', () => {
  expect(barOf(10, 10)).toEqual({ left: 50, width: 50 })
  expect(barOf(-5, 10)).toEqual({ left: 25, width: 25 })
  expect(barOf(0, 10)).toBeNull()
  expect(barOf(0, 0)).toBeNull()
  const deltas = fc.double({ min: -1e13, max: 1e13, noNaN: true }).filter((delta) => delta !== 0)
  fc.assert(
    fc.property(deltas, fc.double({ min: 1e-3, max: 1e13, noNaN: true }), (delta, most) => {
      const bar = barOf(delta, most)
      if (bar === null) throw new Error('A change has a bar.')
      expect(bar.width).toBeGreaterThan(0)
      expect(delta > 0 ? bar.left : bar.left + bar.width).toBeCloseTo(50)
      expect(bar.left).toBeGreaterThanOrEqual(0)
      expect(bar.left + bar.width).toBeLessThanOrEqual(100)
    }),
  )
})

import { describe, expect, test } from 'vitest'
import { sourceReader } from '../../../../profiler-core/report/sourceLines.ts'
import { cellText, columnWidths, shownColumns } from '../../../../renderer/features/table/columns.ts'
import {
  type ColumnId,
  nextSorting,
  type Sorting,
  sortRows,
  tableRows,
} from '../../../../renderer/features/table/tableRows.ts'
import { lines, source, watched } from '../../../profiler-core/report/sampleRun.ts'

const load = watched({
  lastLine: 6,
  lines: lines({ 2: [37.5, 7.754, 1, 60], 3: [30.25, -7.25, 12], 5: [46.016, 15.766, 3], 6: [46.016, 0, 1] }),
})
const textOf = sourceReader([source('def f():\n  b()\n  a()\n\n  d()\n  c()\n')])
const rows = tableRows(load, textOf)

/** Lines in the order of the rows. */
function order(sorting: Sorting | null): number[] {
  return sortRows(rows, sorting).map(({ line }) => line)
}

const by = (column: ColumnId, direction: Sorting['direction']): Sorting => ({ column, direction })

describe('rows', () => {
  test('are those of the classic table: every line, the first with the baseline', () => {
    expect(rows.map(({ line, isBaseline, numbers }) => [line, isBaseline, numbers !== null])).toEqual([
      [1, true, true],
      [2, false, true],
      [3, false, true],
      [4, false, false],
      [5, false, true],
      [6, false, true],
    ])
  })

  test('say their numbers exactly: levels, signed differences, counts', () => {
    const columns = shownColumns({ peak: true, time: true, isPart: false })
    const cells = rows.slice(0, 4).map((row) => columns.map(({ id }) => cellText(row, id)))
    expect(cells).toEqual([
      ['1', '29.746', '29.746', '29.746', '1', '', '', 'def f():'],
      ['2', '37.500', '60.000', '+7.754', '1', '0.001', '1.0', '  b()'],
      ['3', '30.250', '30.250', '\u22127.250', '12', '0.001', '0.1', '  a()'],
      ['4', '', '', '', '', '', '', ''],
    ])
  })

  test('columns beside the classic ones can be left out', () => {
    expect(shownColumns({ peak: false, time: false, isPart: false }).map(({ title }) => title)).toEqual([
      'Line #',
      'Mem usage',
      'Increment',
      'Occurrences',
      'Line Contents',
    ])
  })

  test('a column is as wide as its widest number', () => {
    const huge = tableRows(watched({ lastLine: 2, lines: lines({ 2: [1, -1, 123_456_789_012] }) }), textOf)
    const columns = shownColumns({ peak: false, time: false, isPart: false })
    const widths = columnWidths(columns, huge)
    columns.forEach(({ id }, index) => {
      if (id === 'text') return
      for (const row of huge) expect(cellText(row, id).length).toBeLessThan(widths[index]!)
    })
  })
})

describe('sorting', () => {
  test('without a wish, rows stand as in the source', () => {
    expect(order(null)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('by increment; the baseline stays on top, what never ran comes last', () => {
    expect(order(by('increment', 'descending'))).toEqual([1, 5, 2, 6, 3, 4])
    expect(order(by('increment', 'ascending'))).toEqual([1, 3, 6, 2, 5, 4])
  })

  test('equal rows keep the order of the source either way', () => {
    expect(order(by('time', 'descending'))).toEqual([1, 2, 3, 5, 6, 4])
    expect(order(by('time', 'ascending'))).toEqual([1, 2, 3, 5, 6, 4])
  })

  test('by source text, its indentation aside', () => {
    expect(order(by('text', 'ascending'))).toEqual([1, 3, 2, 6, 5, 4])
  })

  test('a header goes from ascending to descending to the source', () => {
    const first = nextSorting(null, 'peak')
    const second = nextSorting(first, 'peak')
    expect([first, second, nextSorting(second, 'peak')]).toEqual([
      by('peak', 'ascending'),
      by('peak', 'descending'),
      null,
    ])
    expect(nextSorting(second, 'line')).toEqual(by('line', 'ascending'))
  })
})

import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import { type FunctionRow, functionRows } from '../../../profiler-core/report/functionRows.ts'
import type { SourceReader } from '../../../profiler-core/report/sourceLines.ts'

export type ColumnId = 'line' | 'memory' | 'peak' | 'increment' | 'occurrences' | 'time' | 'perHit' | 'text'

export interface TableRow extends FunctionRow {
  /** The first row: it carries the baseline, and stays on top in any order. */
  readonly isBaseline: boolean
}

export interface Sorting {
  readonly column: ColumnId
  readonly direction: 'ascending' | 'descending'
}

/** The rows of the classic table. */
export function tableRows(watched: FunctionResult, textOf: SourceReader): TableRow[] {
  const rows: TableRow[] = []
  for (const row of functionRows(watched, textOf)) rows.push({ ...row, isBaseline: rows.length === 0 })
  return rows
}

/** What a click on a header comes to: ascending, descending, the order of the source. */
export function nextSorting(current: Sorting | null, column: ColumnId): Sorting | null {
  if (current?.column !== column) return { column, direction: 'ascending' }
  return current.direction === 'ascending' ? { column, direction: 'descending' } : null
}

/** Rows without a value come last either way; equal ones keep the order of the source. */
export function sortRows(rows: readonly TableRow[], sorting: Sorting | null): readonly TableRow[] {
  if (sorting === null) return rows
  const { column, direction } = sorting
  const sign = direction === 'ascending' ? 1 : -1
  const [first, ...rest] = rows
  const sorted = rest.toSorted((a, b) => compare(sortValue(a, column), sortValue(b, column), sign))
  return first === undefined ? sorted : [first, ...sorted]
}

type Value = number | string | null

function sortValue({ line, numbers, text }: TableRow, column: ColumnId): Value {
  switch (column) {
    case 'line':
      return line
    case 'text':
      return text.trim()
    case 'memory':
      return numbers?.memoryBytes ?? null
    case 'peak':
      return numbers?.peakBytes ?? null
    case 'increment':
      return numbers?.incrementBytes ?? null
    case 'occurrences':
      return numbers?.occurrences ?? null
    case 'time':
      return numbers?.timeNs ?? null
    case 'perHit':
      return numbers === null ? null : perHit(numbers)
  }
}

/** Time of one execution, nanoseconds; `null` where there was none, and in the baseline. */
export function perHit({ timeNs, occurrences }: NonNullable<TableRow['numbers']>): number | null {
  return timeNs === null || occurrences === 0 ? null : timeNs / occurrences
}

function compare(a: Value, b: Value, sign: 1 | -1): number {
  if (a === b) return 0
  if (a === null || a === '') return 1
  if (b === null || b === '') return -1
  return a < b ? -sign : sign
}

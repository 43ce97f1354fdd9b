import { exactDelta, exactMib } from '../../../profiler-core/report/format.ts'
import { formatCount } from '../../ui/format.ts'
import { type ColumnId, perHit, type TableRow } from './tableRows.ts'

export interface Column {
  readonly id: ColumnId
  /** As the classic table has it. */
  readonly title: string
  readonly unit: string | null
  /** At least, in characters of the code font; the last column takes what is left. */
  readonly width: number
  readonly meaning: string
}

const columns: readonly Column[] = [
  { id: 'line', title: 'Line #', unit: null, width: 7, meaning: 'Line of the file' },
  {
    id: 'memory',
    title: 'Mem usage',
    unit: 'MiB',
    width: 14,
    meaning: 'The highest memory seen on leaving the line',
  },
  {
    id: 'peak',
    title: 'Peak',
    unit: 'MiB',
    width: 11,
    meaning: 'The highest memory seen at any moment while the line was executing',
  },
  {
    id: 'increment',
    title: 'Increment',
    unit: 'MiB',
    width: 14,
    meaning: 'Memory on leaving the line minus memory on entering it, over all executions',
  },
  {
    id: 'occurrences',
    title: 'Occurrences',
    unit: null,
    width: 13,
    meaning: 'How often the line was entered from another line',
  },
  {
    id: 'time',
    title: 'Time',
    unit: 'ms',
    width: 12,
    meaning: 'On the clock, calls included; waiting at a yield or await is not counted',
  },
  {
    id: 'perHit',
    title: 'Per hit',
    unit: '\u00b5s',
    width: 12,
    meaning: 'Time of one execution of the line, on average',
  },
  { id: 'text', title: 'Line Contents', unit: null, width: 0, meaning: 'The source' },
]

/** The classic columns, and those that are switched on. */
export function shownColumns({ peak, time, isPart }: ShownColumns): Column[] {
  return columns.filter(({ id }) => {
    if (id === 'memory') return !isPart
    if (id === 'peak') return peak && !isPart
    return (id !== 'time' && id !== 'perHit') || time
  })
}

export interface ShownColumns {
  readonly peak: boolean
  readonly time: boolean
  /** The numbers are of a part of the run, of which sums are known and levels are not. */
  readonly isPart: boolean
}

/** Blanks beside a cell's text, in characters. */
const CELL_PADDING = 3

/** As wide as the widest number of each column asks for; told from the extremes, so that only those are formatted. */
export function columnWidths(columns: readonly Column[], rows: readonly TableRow[]): number[] {
  const widest = new Map<ColumnId, { row: TableRow; magnitude: number }>()
  for (const row of rows) {
    for (const { id } of columns) {
      const magnitude = magnitudeOf(row, id)
      if (magnitude > (widest.get(id)?.magnitude ?? 0)) widest.set(id, { row, magnitude })
    }
  }
  return columns.map(({ id, width }) => {
    const found = widest.get(id)
    return found === undefined ? width : Math.max(width, cellText(found.row, id).length + CELL_PADDING)
  })
}

/** How wide a cell's number is, in an order of its own; 0 where it has none. */
function magnitudeOf({ line, numbers }: TableRow, column: ColumnId): number {
  if (column === 'line') return line
  if (numbers === null) return 0
  switch (column) {
    case 'text':
      return 0
    case 'memory':
      return numbers.memoryBytes ?? 0
    case 'peak':
      return numbers.peakBytes ?? 0
    case 'increment':
      return Math.abs(numbers.incrementBytes)
    case 'occurrences':
      return numbers.occurrences
    case 'time':
      return numbers.timeNs ?? 0
    case 'perHit':
      return perHit(numbers) ?? 0
  }
}

/** What stands in a cell; empty where there is nothing. */
export function cellText({ line, numbers, text, isBaseline }: TableRow, column: ColumnId): string {
  switch (column) {
    case 'line':
      return line === 0 ? '' : String(line)
    case 'text':
      return text
    case 'memory':
      return level(numbers?.memoryBytes)
    case 'peak':
      return level(numbers?.peakBytes)
    case 'increment':
      if (numbers === null) return ''
      // A baseline is a level, not a difference.
      return isBaseline ? exactMib(numbers.incrementBytes) : exactDelta(numbers.incrementBytes)
    case 'occurrences':
      return numbers === null ? '' : formatCount(numbers.occurrences)
    case 'time':
      return milliseconds(numbers?.timeNs)
    case 'perHit':
      return microseconds(numbers === null ? null : perHit(numbers))
  }
}

function level(bytes: number | null | undefined): string {
  return bytes === null || bytes === undefined ? '' : exactMib(bytes)
}

function milliseconds(ns: number | null | undefined): string {
  return ns === null || ns === undefined ? '' : (ns / 1e6).toFixed(3)
}

function microseconds(ns: number | null): string {
  return ns === null ? '' : (ns / 1e3).toFixed(1)
}

import type { FunctionResult, RunDetail, RunRequest, SourceFile } from '../contract/index.ts'
import { displayPath } from './displayPath.ts'
import { type FunctionRow, foldRows, functionRows, type Gap, type RowNumbers } from './functionRows.ts'
import { type LastWords, lastWords } from './lastWords.ts'
import { formatMebibytes } from './mebibytes.ts'
import { OVERLAP_FOOTNOTE, OVERLAP_MARK, overlapMark } from './overlap.ts'
import { type SourceReader, sourceReader } from './sourceLines.ts'
import { visible } from './visible.ts'

export interface TableOptions {
  /** Decimals of a number of MiB. */
  readonly precision: number
  /** Adds a column with the highest memory at any moment while a line was executing. Not part of the classic shape. */
  readonly peak?: boolean
  /** Lines whose rows are worth their paper; without it, all. */
  readonly isWorth?: ((watched: FunctionResult, line: number) => boolean) | undefined
}

/** Decimals on the command line. */
export const DEFAULT_PRECISION = 3

/**
 * The tables of a run in the shape that `python -m memory_profiler` made known, byte by byte: one for each function that
 * was called, in the given order.
 *
 * Where the classic shape leaves a question open:
 * - The first row carries the baseline; its occurrences are the function's calls. If the first line itself ran too, as
 *   in `def f(): return g()`, the row is the sum of both, so that the column of increments still adds up to baseline
 *   plus net growth.
 * - The block of `<module>` is the whole file, but its first line is often an import, whose increment must not drown
 *   in the baseline. So its baseline has a row of its own: line 0, with `<module>` for a source. Of its lines those that
 *   ran are printed, with one on either side; for what lies between, one row stands that says how many they are.
 * - A line of a nested function belongs to that function's own table; in the tables around it the row stays blank.
 * - Where a run ended badly, the row of the failing line, in the innermost table that has it, ends in
 *   ` <-- ValueError: ...` or ` <-- killed by SIGKILL`. All other rows are as ever.
 * - What cannot be seen in a line of the program, and could command a terminal, is an escape: `\x1b`, `\u202e`.
 * - An increment that may be another thread's has a `*` behind it, in the place of a blank, and the table a footnote.
 */
export function classicTable(
  run: RunDetail,
  sources: readonly SourceFile[],
  options: TableOptions = { precision: DEFAULT_PRECISION },
): string {
  const textOf = sourceReader(sources)
  const end = lastWords(run)
  return run.functions
    .filter((watched) => watched.calls > 0)
    .map((watched) => functionTable(watched, run.request, textOf, end, options))
    .join('')
}

/** The table of one function of a run that ended as `end` says. */
export function functionTable(
  watched: FunctionResult,
  request: RunRequest,
  textOf: SourceReader,
  end: LastWords | null,
  options: TableOptions = { precision: DEFAULT_PRECISION },
): string {
  const mark = end?.owner === watched ? end : null
  const rows = printedRows(watched, request, textOf, options, mark?.line)
  const header = row(HEADER, options)
  return tableText(
    `Filename: ${displayPath(watched.file, request)}`,
    header,
    rows.map((each) => {
      if ('omitted' in each) return gapRow(each, header)
      const { line, numbers, text } = each
      const source = visible(text)
      const marked = mark !== null && mark.line === line ? `${source}  <-- ${mark.text}` : source
      return row([String(line), ...cells(numbers, options.precision), marked], options)
    }),
    rows,
  )
}

const HEADER: [string, ...Cells, string] = [
  'Line #',
  'Mem usage',
  'Peak',
  'Increment',
  'Occurrences',
  'Line Contents',
]

/** The rows of a table; not all, of the module level, where lines were not watched, and where some are not worth their paper. */
export function printedRows(
  watched: FunctionResult,
  { detail }: Pick<RunRequest, 'detail'>,
  textOf: SourceReader,
  { isWorth }: Pick<TableOptions, 'isWorth'>,
  lastLine?: number,
): (FunctionRow | Gap)[] {
  const rows = [...functionRows(watched, textOf)]
  if (isWorth === undefined && watched.name !== '<module>' && detail === 'lines') return rows
  return foldRows(
    rows,
    ({ line, numbers }) =>
      line === lastLine || (numbers !== null && (isWorth === undefined || isWorth(watched, line))),
  )
}

/** A table below its title, a footnote below it where some number may be another thread's. */
export function tableText(
  title: string,
  header: string,
  lines: readonly string[],
  rows: readonly (FunctionRow | Gap)[],
): string {
  const isMarked = rows.some((each) => 'numbers' in each && each.numbers?.overlapped === true)
  const footnote = isMarked ? ['', OVERLAP_FOOTNOTE] : []
  return `${[title, '', header, '='.repeat(header.length), ...lines, ...footnote].join('\n')}\n\n\n`
}

/** `   ...                                        (29 lines)`, the words where the source stands. */
export function gapRow({ omitted }: Gap, header: string): string {
  return `${'...'.padStart(6).padEnd(header.length - 'Line Contents'.length)}(${omitted} lines)`
}

type Cells = [memory: string, peak: string, increment: string, occurrences: string]

function cells(numbers: RowNumbers | null, precision: number): Cells {
  if (numbers === null) return ['', '', '', '']
  const mebibytes = (bytes: number) => `${formatMebibytes(bytes, precision).padStart(precision + 4)} MiB`
  const level = (bytes: number | null) => (bytes === null ? '' : mebibytes(bytes))
  return [
    level(numbers.memoryBytes),
    level(numbers.peakBytes),
    `${mebibytes(numbers.incrementBytes)}${overlapMark(numbers.overlapped)}`,
    String(numbers.occurrences),
  ]
}

/** `{0:>6} {1:>12} {2:>12}  {3:>10}   {4:<}`; a value that is too wide shifts what follows, a mark behind it does not. */
function row(
  [line, memory, peak, increment, occurrences, text]: [string, ...Cells, string],
  options: TableOptions,
): string {
  const peakColumn = options.peak === true ? `${peak.padStart(12)} ` : ''
  return `${line.padStart(6)} ${memory.padStart(12)} ${peakColumn}${markedCell(increment, 12)} ${occurrences.padStart(10)}   ${text}`
}

/** A cell aligned to the right, with a mark or a blank behind it. */
export function markedCell(text: string, width: number): string {
  return text.endsWith(OVERLAP_MARK) ? text.padStart(width + 1) : `${text.padStart(width)} `
}

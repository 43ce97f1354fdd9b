import type { FunctionResult, LineResult, RunDetail, RunRequest, SourceFile } from '../contract/index.ts'
import { displayPath } from './displayPath.ts'
import { type LastWords, lastWords } from './lastWords.ts'
import { formatMebibytes } from './mebibytes.ts'
import { type SourceReader, sourceReader } from './sourceLines.ts'

export interface TableOptions {
  /** Decimals of a number of MiB. */
  readonly precision: number
  /** Adds a column with the highest memory at any moment while a line was executing. Not part of the classic shape. */
  readonly peak?: boolean
}

/** Decimals on the command line. */
export const DEFAULT_PRECISION = 3

/** What a row says between line number and source; absent for a line that never ran. */
export interface RowNumbers {
  /** `null` where it is not known: the run ended within the line's first execution, before anything was read. */
  readonly memoryBytes: number | null
  readonly peakBytes: number | null
  readonly incrementBytes: number
  readonly occurrences: number
  /** `null` for a baseline. */
  readonly timeNs: number | null
}

/**
 * The tables of a run in the shape that `python -m memory_profiler` made known, byte by byte: one for each function that
 * was called, in the given order.
 *
 * Where the classic shape leaves a question open:
 * - The first row carries the baseline; its occurrences are the function's calls. If the first line itself ran too, as
 *   in `def f(): return g()`, the row is the sum of both, so that the column of increments still adds up to baseline
 *   plus net growth.
 * - The block of `<module>` is the whole file, but its first line is often an import, whose increment must not drown
 *   in the baseline. So its baseline has a row of its own: line 0, with `<module>` for a source.
 * - A line of a nested function belongs to that function's own table; in the tables around it the row stays blank.
 * - Where a run ended badly, the row of the failing line, in the innermost table that has it, ends in
 *   ` <-- ValueError: ...` or ` <-- killed by SIGKILL`. All other rows are as ever.
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
  const path = displayPath(watched.file, request)
  const mark = end?.owner === watched ? end : null
  const header = row(['Line #', 'Mem usage', 'Peak', 'Increment', 'Occurrences', 'Line Contents'], options)
  const lines = [`Filename: ${path}`, '', header, '='.repeat(header.length)]
  for (const { line, numbers, text } of functionRows(watched, textOf)) {
    const marked = mark !== null && mark.line === line ? `${text}  <-- ${mark.text}` : text
    lines.push(row([String(line), ...cells(numbers, options.precision), marked], options))
  }
  return `${lines.join('\n')}\n\n\n`
}

export interface FunctionRow {
  /** 0 for the baseline of `<module>`. */
  readonly line: number
  /** `null` for a line that never ran. */
  readonly numbers: RowNumbers | null
  readonly text: string
}

/** Every line of a function, in the order of the source; the first carries the baseline. */
export function* functionRows(watched: FunctionResult, textOf: SourceReader): Generator<FunctionRow> {
  const { file, firstLine, lastLine } = watched
  const ran = new Map(watched.lines.map((result) => [result.line, result]))
  if (watched.name === '<module>') {
    yield { line: 0, numbers: baseline(watched), text: watched.name }
  } else {
    yield { line: firstLine, numbers: firstRow(watched, ran.get(firstLine)), text: textOf(file, firstLine) }
    ran.delete(firstLine)
  }
  const begin = watched.name === '<module>' ? firstLine : firstLine + 1
  for (let line = begin; line <= lastLine; line += 1) {
    yield { line, numbers: numbersOf(ran.get(line)), text: textOf(file, line) }
  }
}

function baseline({ baselineBytes, calls }: FunctionResult): RowNumbers {
  return {
    memoryBytes: baselineBytes,
    peakBytes: baselineBytes,
    incrementBytes: baselineBytes,
    occurrences: calls,
    timeNs: null,
  }
}

/** A line that was never left has no memory on leaving: the highest that was seen stands in for it. */
function numbersOf(result: LineResult | undefined): RowNumbers | null {
  if (result === undefined) return null
  const { memoryBytes, peakBytes, incrementBytes, occurrences, timeNs } = result
  if (memoryBytes > 0) return { memoryBytes, peakBytes, incrementBytes, occurrences, timeNs }
  const seen = peakBytes > 0 ? peakBytes : null
  return { memoryBytes: seen, peakBytes: seen, incrementBytes, occurrences, timeNs }
}

function firstRow(watched: FunctionResult, own: LineResult | undefined): RowNumbers {
  if (own === undefined) return baseline(watched)
  return {
    memoryBytes: Math.max(watched.baselineBytes, own.memoryBytes),
    peakBytes: Math.max(watched.baselineBytes, own.peakBytes),
    incrementBytes: watched.baselineBytes + own.incrementBytes,
    occurrences: own.occurrences,
    timeNs: own.timeNs,
  }
}

type Cells = [memory: string, peak: string, increment: string, occurrences: string]

function cells(numbers: RowNumbers | null, precision: number): Cells {
  if (numbers === null) return ['', '', '', '']
  const mebibytes = (bytes: number) => `${formatMebibytes(bytes, precision).padStart(precision + 4)} MiB`
  const level = (bytes: number | null) => (bytes === null ? '' : mebibytes(bytes))
  return [
    level(numbers.memoryBytes),
    level(numbers.peakBytes),
    mebibytes(numbers.incrementBytes),
    String(numbers.occurrences),
  ]
}

/** `{0:>6} {1:>12} {2:>12}  {3:>10}   {4:<}`; a value that is too wide shifts what follows. */
function row(
  [line, memory, peak, increment, occurrences, text]: [string, ...Cells, string],
  options: TableOptions,
): string {
  const peakColumn = options.peak === true ? `${peak.padStart(12)} ` : ''
  return `${line.padStart(6)} ${memory.padStart(12)} ${peakColumn}${increment.padStart(12)}  ${occurrences.padStart(10)}   ${text}`
}

import type {
  FunctionResult,
  RepeatedFunction,
  RepeatedLine,
  RepeatedRuns,
  RunRequest,
  SourceFile,
  Spread,
} from '../contract/index.ts'
import {
  DEFAULT_PRECISION,
  gapRow,
  markedCell,
  printedRows,
  type TableOptions,
  tableText,
} from './classicTable.ts'
import { csvText } from './csv.ts'
import { displayPath } from './displayPath.ts'
import type { FunctionRow } from './functionRows.ts'
import { formatMebibytes } from './mebibytes.ts'
import { overlapMark } from './overlap.ts'
import { type SourceReader, sourceReader } from './sourceLines.ts'
import { jsonText, visible } from './visible.ts'

/**
 * The runs of a group as tables of the classic shape: medians, and behind the median increment of a line its lowest and
 * highest. A row that carries the baseline has no lowest and highest.
 */
export function repeatedTable(
  { runs, functions }: RepeatedRuns,
  request: RunRequest,
  sources: readonly SourceFile[],
  options: TableOptions = { precision: DEFAULT_PRECISION },
): string {
  const textOf = sourceReader(sources)
  return functions
    .filter(({ calls }) => calls.high > 0)
    .map((watched) => {
      const path = displayPath(watched.file, request)
      const title = `Filename: ${path}\nMedians of ${runs.length} runs`
      return functionTable(watched, request, title, textOf, options)
    })
    .join('')
}

const HEADER: Cells = {
  line: 'Line #',
  memory: 'Mem usage',
  peak: 'Peak',
  increment: 'Increment',
  low: 'Lowest',
  high: 'Highest',
  occurrences: 'Occurrences',
  text: 'Line Contents',
}

function functionTable(
  watched: RepeatedFunction,
  request: RunRequest,
  title: string,
  textOf: SourceReader,
  options: TableOptions,
): string {
  const spreads = new Map(watched.lines.map((line) => [line.line, line.incrementBytes]))
  const header = rowText(HEADER, options)
  const rows = printedRows(medianOf(watched), request, textOf, options)
  const lines = rows.map((row, index) => {
    if ('omitted' in row) return gapRow(row, header)
    const isBaseline = index === 0
    return rowText(cellsOf(row, isBaseline ? undefined : spreads.get(row.line), options), options)
  })
  return tableText(title, header, lines, rows)
}

/** The function as one run has it, of medians. */
export function medianOf(watched: RepeatedFunction): FunctionResult {
  const { file, name, firstLine, lastLine, calls, baselineBytes, lines } = watched
  return {
    file,
    name,
    firstLine,
    lastLine,
    calls: calls.median,
    baselineBytes: baselineBytes.median,
    lines: lines.map((each) => ({
      line: each.line,
      occurrences: each.occurrences.median,
      incrementBytes: each.incrementBytes.median,
      memoryBytes: each.memoryBytes.median,
      peakBytes: each.peakBytes.median,
      timeNs: each.timeNs.median,
      overlapped: each.overlapped,
    })),
  }
}

interface Cells {
  readonly line: string
  readonly memory: string
  readonly peak: string
  readonly increment: string
  readonly low: string
  readonly high: string
  readonly occurrences: string
  readonly text: string
}

function cellsOf(
  { line, numbers, text }: FunctionRow,
  spread: Spread | undefined,
  { precision }: TableOptions,
): Cells {
  const mebibytes = (bytes: number | null | undefined) =>
    typeof bytes === 'number' ? `${formatMebibytes(bytes, precision).padStart(precision + 4)} MiB` : ''
  return {
    line: String(line),
    memory: mebibytes(numbers?.memoryBytes),
    peak: mebibytes(numbers?.peakBytes),
    increment: `${mebibytes(numbers?.incrementBytes)}${overlapMark(numbers?.overlapped === true)}`,
    low: mebibytes(spread?.low),
    high: mebibytes(spread?.high),
    occurrences: numbers === null ? '' : String(numbers.occurrences),
    text: visible(text),
  }
}

function rowText(cells: Cells, { peak: withPeak }: TableOptions): string {
  const { line, memory, peak, increment, low, high, occurrences, text } = cells
  const before = [line.padStart(6), ...[memory, ...(withPeak === true ? [peak] : [])].map(wide)].join(' ')
  const spread = `${markedCell(increment, 12)}${wide(low)} ${wide(high)}`
  return `${before} ${spread}  ${occurrences.padStart(11)}   ${text}`
}

function wide(cell: string): string {
  return cell.padStart(12)
}

/** The runs of a group as JSON, indented, with a final newline. */
export function repeatedJson(repeated: RepeatedRuns): string {
  return jsonText(repeated)
}

const CSV_NUMBERS = [
  ['occurrences', 'occurrences'],
  ['increment_bytes', 'incrementBytes'],
  ['memory_bytes', 'memoryBytes'],
  ['peak_bytes', 'peakBytes'],
  ['time_ns', 'timeNs'],
] as const satisfies readonly (readonly [string, keyof RepeatedLine])[]

/** One record for each line that ran in any of the runs: of each number the median, the lowest and the highest. */
export function repeatedCsv({ runs, functions }: RepeatedRuns, sources: readonly SourceFile[]): string {
  const textOf = sourceReader(sources)
  const titles = CSV_NUMBERS.flatMap(([title]) => [title, `${title}_lowest`, `${title}_highest`])
  const records = [
    ['file', 'function', 'first_line', 'runs', 'line', ...titles, 'overlapped', 'source'],
    ...functions.flatMap(({ file, name, firstLine, lines }) =>
      lines.map((each) => [
        file,
        name,
        String(firstLine),
        String(runs.length),
        String(each.line),
        ...CSV_NUMBERS.flatMap(([, key]) => [each[key].median, each[key].low, each[key].high].map(String)),
        String(each.overlapped),
        textOf(file, each.line),
      ]),
    ),
  ]
  return csvText(records)
}

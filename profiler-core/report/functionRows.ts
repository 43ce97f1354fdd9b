import type { FunctionResult, LineResult } from '../contract/index.ts'
import type { SourceReader } from './sourceLines.ts'

/** What a row says between line number and source; absent for a line that never ran. */
export interface RowNumbers {
  /** `null` where it is not known: the run ended within the line's first execution, before anything was read. */
  readonly memoryBytes: number | null
  readonly peakBytes: number | null
  readonly incrementBytes: number
  readonly occurrences: number
  /** `null` for a baseline. */
  readonly timeNs: number | null
  /** The increment may be another thread's. */
  readonly overlapped: boolean
}

export interface FunctionRow {
  /** 0 for the baseline of `<module>`. */
  readonly line: number
  /** `null` for a line that never ran. */
  readonly numbers: RowNumbers | null
  readonly text: string
}

/** Rows that are left out, in the place of which one stands. */
export interface Gap {
  readonly omitted: number
}

/** Rows on either side of one that is shown, so that it can be read. */
const CONTEXT = 1
/** Fewer rows than this are not worth a gap. */
const LEAST_GAP = 3

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

/** The first row and those that `isShown`, with those beside them; a gap for each stretch of others. */
export function foldRows(
  rows: readonly FunctionRow[],
  isShown: (row: FunctionRow) => boolean,
): (FunctionRow | Gap)[] {
  const near = new Set<number>([0])
  for (const [index, row] of rows.entries()) {
    if (index === 0 || !isShown(row)) continue
    for (let each = index - CONTEXT; each <= index + CONTEXT; each += 1) near.add(each)
  }
  const folded: (FunctionRow | Gap)[] = []
  let hidden: FunctionRow[] = []
  const close = () => {
    if (hidden.length < LEAST_GAP) folded.push(...hidden)
    else folded.push({ omitted: hidden.length })
    hidden = []
  }
  for (const [index, row] of rows.entries()) {
    if (!near.has(index)) {
      hidden.push(row)
      continue
    }
    close()
    folded.push(row)
  }
  close()
  return folded
}

function baseline({ baselineBytes, calls }: FunctionResult): RowNumbers {
  return {
    memoryBytes: baselineBytes,
    peakBytes: baselineBytes,
    incrementBytes: baselineBytes,
    occurrences: calls,
    timeNs: null,
    overlapped: false,
  }
}

/** A line that was never left has no memory on leaving: the highest that was seen stands in for it. */
function numbersOf(result: LineResult | undefined): RowNumbers | null {
  if (result === undefined) return null
  const { memoryBytes, peakBytes, incrementBytes, occurrences, timeNs, overlapped } = result
  const numbers = { incrementBytes, occurrences, timeNs, overlapped }
  if (memoryBytes > 0) return { memoryBytes, peakBytes, ...numbers }
  const seen = peakBytes > 0 ? peakBytes : null
  return { memoryBytes: seen, peakBytes: seen, ...numbers }
}

function firstRow(watched: FunctionResult, own: LineResult | undefined): RowNumbers {
  if (own === undefined) return baseline(watched)
  return {
    memoryBytes: Math.max(watched.baselineBytes, own.memoryBytes),
    peakBytes: Math.max(watched.baselineBytes, own.peakBytes),
    incrementBytes: watched.baselineBytes + own.incrementBytes,
    occurrences: own.occurrences,
    timeNs: own.timeNs,
    overlapped: own.overlapped,
  }
}

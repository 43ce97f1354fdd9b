import type { Backend, FunctionResult, LineResult } from '../../contract/index.ts'
import type { FunctionRecord } from './logReader.ts'
import { FUNCTION, LINE, ROW_CELLS } from './tableLayout.ts'
import { positive, type TableSnapshot } from './tableReader.ts'

/** One process's numbers of a function; `null` where it never called it there. */
export function functionResult(
  record: FunctionRecord,
  snapshot: TableSnapshot | null,
  backend: Backend,
): FunctionResult | null {
  if (snapshot === null) return null
  const rowCells = (row: number) => snapshot.cells.subarray(row * ROW_CELLS, (row + 1) * ROW_CELLS)
  const own = rowCells(record.row)
  const calls = countOf(own[FUNCTION.calls])
  const lines = record.lines.flatMap(
    (line, index) => lineResult(line, rowCells(record.row + 1 + index), backend) ?? [],
  )
  if (calls === 0 && lines.length === 0) return null
  return {
    file: record.file,
    name: record.name,
    firstLine: Math.max(1, record.firstLine),
    lastLine: Math.max(1, record.lastLine),
    calls,
    baselineBytes: positive(own[FUNCTION.baseline]),
    lines,
  }
}

/** `null` for a line that never ran. */
function lineResult(line: number, cells: Float64Array, backend: Backend): LineResult | null {
  const occurrences = countOf(cells[LINE.occurrences])
  if (occurrences === 0) return null
  const increment = cells[LINE.increment] ?? 0
  const memoryBytes = positive(cells[LINE.memory])
  // What the sampler sees from outside is resident memory, whatever the agent measures.
  const sampled = backend === 'rss' ? positive(cells[LINE.sampledPeak]) : 0
  return {
    line,
    occurrences,
    incrementBytes: Number.isFinite(increment) ? increment : 0,
    memoryBytes,
    peakBytes: Math.max(positive(cells[LINE.peak]), sampled, memoryBytes),
    timeNs: positive(cells[LINE.time]),
    overlapped: cells[LINE.overlapped] === 1,
  }
}

/**
 * The same function's numbers over several processes: counts, increments and times add up, levels are the highest of
 * any. The baseline is that of the first which has one. `null` where there are none.
 */
export function mergeResults(results: readonly FunctionResult[]): FunctionResult | null {
  const [first] = results
  if (!first || results.length === 1) return first ?? null
  const lines = new Map<number, LineResult>()
  for (const result of results) {
    for (const line of result.lines) lines.set(line.line, mergeLines(lines.get(line.line), line))
  }
  return {
    ...first,
    calls: results.reduce((sum, each) => sum + each.calls, 0),
    baselineBytes: results.find((each) => each.baselineBytes > 0)?.baselineBytes ?? 0,
    lines: [...lines.values()].sort((a, b) => a.line - b.line),
  }
}

/**
 * File by file as they came, within a file as they stand there, the module level last. (The order in which an agent meets
 * functions depends on the version of Python.)
 */
export function inSourceOrder(results: readonly FunctionResult[]): FunctionResult[] {
  const files = new Map<string, number>()
  for (const { file } of results) if (!files.has(file)) files.set(file, files.size)
  const place = ({ file, name, firstLine }: FunctionResult) =>
    [files.get(file) ?? 0, name === '<module>' ? Number.POSITIVE_INFINITY : firstLine] as const
  return results
    .map((result) => ({ result, place: place(result) }))
    .sort((a, b) => a.place[0] - b.place[0] || compare(a.place[1], b.place[1]))
    .map(({ result }) => result)
}

/** The highest memory that was seen while a function was executing, bytes; 0 where nothing was. */
export function functionPeak(
  record: FunctionRecord,
  snapshot: TableSnapshot | null,
  backend: Backend,
): number {
  if (snapshot === null) return 0
  // Where lines are not watched, the lanes hold functions, and the sampler credits what it sees to them.
  const own = snapshot.cells[record.row * ROW_CELLS + LINE.sampledPeak]
  let peak = backend === 'rss' && record.lines.length === 0 ? positive(own) : 0
  for (const line of functionResult(record, snapshot, backend)?.lines ?? []) {
    if (line.peakBytes > peak) peak = line.peakBytes
  }
  return peak
}

/** Whether other threads were at work during a function's calls: as its lines tell, or, where none are watched, its own row. */
export function isFunctionOverlapped(record: FunctionRecord, snapshot: TableSnapshot | null): boolean {
  const rows = [record.row, ...record.lines.map((_, index) => record.row + 1 + index)]
  return rows.some((row) => snapshot?.cells[row * ROW_CELLS + FUNCTION.overlapped] === 1)
}

/** A count of a table that a program may have damaged: such that those of a thousand processes add up exactly. */
export function countOf(value: number | undefined): number {
  return Math.min(Math.floor(positive(value)), 2 ** 43)
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function mergeLines(a: LineResult | undefined, b: LineResult): LineResult {
  if (!a) return b
  return {
    line: a.line,
    occurrences: a.occurrences + b.occurrences,
    incrementBytes: a.incrementBytes + b.incrementBytes,
    memoryBytes: Math.max(a.memoryBytes, b.memoryBytes),
    peakBytes: Math.max(a.peakBytes, b.peakBytes),
    timeNs: a.timeNs + b.timeNs,
    overlapped: a.overlapped || b.overlapped,
  }
}

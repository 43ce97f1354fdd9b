import type { Backend, FunctionResult, LineResult } from '../contract/index.ts'
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
  const calls = Math.floor(positive(own[FUNCTION.calls]))
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
  const occurrences = Math.floor(positive(cells[LINE.occurrences]))
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

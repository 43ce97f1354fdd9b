import type {
  Change,
  ComparedFunction,
  ComparedRuns,
  ComparisonReportJson,
  FunctionComparison,
  Overlapped,
  RunComparison,
} from '../contract/index.ts'
import { runReport } from './json.ts'
import { jsonText } from './visible.ts'

/** The documented part of a comparison, as text, indented, with a final newline. */
export function comparisonJson(comparison: RunComparison): string {
  return jsonText(comparisonReport(comparison))
}

/** Built key by key, so that a new field of the contract does not leak into the promise. */
function comparisonReport(comparison: RunComparison): ComparisonReportJson {
  const { base, now, peak, firstProcessPeak, duration, functions, differences, notes, verdict } = comparison
  return {
    verdict,
    base: side(base),
    now: side(now),
    peak: change(peak),
    firstProcessPeak: firstProcessPeak && change(firstProcessPeak),
    duration: change(duration),
    differences: differences.map(({ kind, message }) => ({ kind, message })),
    notes,
    functions: functions.map(functionReport),
  }
}

function side({ run, ids }: ComparedRuns): ComparisonReportJson['base'] {
  return { run: runReport({ ...run, functions: [] }).run, ids }
}

function functionReport(of: FunctionComparison): ComparisonReportJson['functions'][number] {
  return {
    match: of.match,
    base: place(of.base),
    now: place(of.now),
    calls: change(of.calls),
    growth: change(of.growth),
    peak: change(of.peak),
    time: change(of.time),
    overlapped: overlapped(of.overlapped),
    lines: of.lines.map((line) => ({
      match: line.match,
      baseLine: line.baseLine,
      nowLine: line.nowLine,
      increment: change(line.increment),
      peak: change(line.peak),
      time: change(line.time),
      occurrences: change(line.occurrences),
      overlapped: overlapped(line.overlapped),
    })),
  }
}

function place(of: ComparedFunction | null): ComparedFunction | null {
  if (of === null) return null
  const { file, name, firstLine, lastLine } = of
  return { file, name, firstLine, lastLine }
}

function change({ base, now, delta, pValue }: Change): Change {
  return { base: spread(base), now: spread(now), delta, pValue }
}

function overlapped({ base, now }: Overlapped): Overlapped {
  return { base, now }
}

function spread(of: Change['base']): Change['base'] {
  return of === null ? null : { low: of.low, median: of.median, high: of.high }
}

import type {
  FunctionResult,
  FunctionSteps,
  LineResult,
  LineSeries,
  LineSteps,
  SourceLine,
} from '../contract/index.ts'

/** A stretch of a run, nanoseconds since its start. */
export interface TimeWindow {
  readonly fromNs: number
  readonly toNs: number
}

/** What the lines did within a window. */
export interface WindowNumbers {
  /** The window as it could be cut: whole stretches of the series. */
  readonly window: TimeWindow
  /**
   * Functions and lines that did anything in it. Sums are those of the window; levels (`memoryBytes`, `peakBytes`,
   * `baselineBytes`) are the highest since the run began, for more is not kept.
   */
  readonly functions: FunctionResult[]
}

/**
 * What happened inside a window: every stretch of the series that it touches. `isOverlapped` tells the lines of the run whose
 * numbers may be another thread's: when that was is not kept.
 */
export function numbersWithin(
  series: LineSeries,
  { fromNs, toNs }: TimeWindow,
  isOverlapped: (place: SourceLine) => boolean = () => false,
): WindowNumbers {
  const { edgesNs, functions } = series
  const count = Math.max(0, edgesNs.length - 1)
  let first = 0
  while (first < count && (edgesNs[first + 1] ?? 0) <= fromNs) first++
  let end = first
  while (end < count && (edgesNs[end] ?? 0) < toNs) end++
  const window = end > first ? { fromNs: edgesNs[first] ?? 0, toNs: edgesNs[end] ?? 0 } : { fromNs, toNs }
  return {
    window,
    functions: functions.flatMap((each) => functionWithin(each, first, end, isOverlapped) ?? []),
  }
}

function functionWithin(
  steps: FunctionSteps,
  first: number,
  end: number,
  isOverlapped: (place: SourceLine) => boolean,
): FunctionResult | null {
  const { file, name, firstLine, lastLine, baselineBytes } = steps
  const calls = sumWithin(steps.at, steps.calls, first, end)
  const lines = steps.lines.flatMap((each) => {
    const within = lineWithin(each, first, end)
    return within === null ? [] : [{ ...within, overlapped: isOverlapped({ file, line: each.line }) }]
  })
  if (calls === 0 && lines.length === 0) return null
  return { file, name, firstLine, lastLine, calls, baselineBytes, lines }
}

function lineWithin(steps: LineSteps, first: number, end: number): Omit<LineResult, 'overlapped'> | null {
  const from = lowerBound(steps.at, first)
  const to = lowerBound(steps.at, end)
  if (from === to) return null
  const level = steps.peakBytes[to - 1] ?? 0
  return {
    line: steps.line,
    occurrences: sum(steps.occurrences, from, to),
    incrementBytes: sum(steps.incrementBytes, from, to),
    memoryBytes: level,
    peakBytes: level,
    timeNs: sum(steps.timeNs, from, to),
  }
}

function sumWithin(at: readonly number[], values: readonly number[], first: number, end: number): number {
  return sum(values, lowerBound(at, first), lowerBound(at, end))
}

function sum(values: readonly number[], from: number, to: number): number {
  let total = 0
  for (let index = from; index < to; index++) total += values[index] ?? 0
  return total
}

/** Index of the first entry that is not below `value`. */
function lowerBound(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

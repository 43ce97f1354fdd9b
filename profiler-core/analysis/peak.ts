import type { FunctionResult, LineResult, PeakProcess, RunDetail, SourceLine } from '../contract/index.ts'

/** Where a run's memory was highest. */
export interface PeakPlace extends SourceLine {
  /** Qualified name of the function. */
  readonly name: string
  readonly peakBytes: number
}

/** Readings within this part of the highest are taken for the same moment. */
const SAME = 0.99
/** Least part of the highest rise that counts as one. */
const RISE = 0.01

/** Where a run's memory was highest. */
export interface RunPeakPlace {
  /** `null` where no watched line is known to have been executing there. */
  readonly line: PeakPlace | null
  /** `null`: the first one. */
  readonly process: PeakProcess | null
}

/** Where the memory of a run was highest, in the process that had most of it then. */
export function runPeakPlace({
  functions,
  peakProcess: process,
}: Pick<RunDetail, 'functions' | 'peakProcess'>): RunPeakPlace {
  if (process === null) return { line: peakPlace(functions), process }
  const { place, isFirst } = process
  const other = isFirst ? null : process
  if (place === null) return { line: null, process: other }
  const result = functions
    .find(({ file, name }) => file === place.file && name === place.name)
    ?.lines.find(({ line }) => line === place.line)
  return { line: { ...place, peakBytes: result?.peakBytes ?? 0 }, process: other }
}

/**
 * The line that brought memory to its highest. Lines that it returned to, or that came after it, may have seen the same
 * peak, but memory did not rise in them; those that called it saw both, and took more time. `null` where no watched line
 * ran.
 */
export function peakPlace(functions: readonly FunctionResult[]): PeakPlace | null {
  const all = functions.flatMap(({ file, name, lines }) => lines.map((line) => ({ file, name, line })))
  const highest = all.reduce((most, { line }) => Math.max(most, line.peakBytes), 0)
  if (highest === 0) return null
  const atPeak = all.filter(({ line }) => line.peakBytes >= highest * SAME)
  const steepest = atPeak.reduce((most, { line }) => Math.max(most, rise(line)), 0)
  const { file, name, line } = atPeak
    .filter((each) => rise(each.line) >= steepest * RISE)
    .reduce((best, each) => (timeOf(each.line) < timeOf(best.line) ? each : best))
  return { file, name, line: line.line, peakBytes: line.peakBytes }
}

/**
 * How far memory rose above what it was when the line was entered first, as far as sums over many executions tell;
 * unknown, so 0, where it was never left.
 */
function rise({ peakBytes, memoryBytes, incrementBytes }: LineResult): number {
  return memoryBytes === 0 ? 0 : Math.max(0, peakBytes - memoryBytes + incrementBytes)
}

/** A line that was never left was still executing when all others had come to their end. */
function timeOf({ memoryBytes, timeNs }: LineResult): number {
  return memoryBytes === 0 ? Number.POSITIVE_INFINITY : timeNs
}

import { z } from 'zod'
import { Spread } from './comparison.ts'
import { LineResult, RunSummary } from './run.ts'
import { LineNumber, Path } from './units.ts'

const summary = RunSummary.shape

/** A line in the runs of a group; in a run in which it did not run, it counts as 0 of everything. */
export const RepeatedLine = z.strictObject({
  line: LineNumber,
  occurrences: Spread,
  incrementBytes: Spread,
  memoryBytes: Spread,
  peakBytes: Spread,
  timeNs: Spread,
  /** In any of the runs. */
  overlapped: LineResult.shape.overlapped,
})
export type RepeatedLine = z.infer<typeof RepeatedLine>

/** A function in the runs of a group. */
export const RepeatedFunction = z.strictObject({
  file: Path,
  /** Qualified. */
  name: z.string(),
  firstLine: LineNumber,
  lastLine: LineNumber,
  calls: Spread,
  /** Memory at the first call. */
  baselineBytes: Spread,
  /** Sum of the increments of its lines. */
  growthBytes: Spread,
  /** Highest of the peaks of its lines. */
  peakBytes: Spread,
  /** Ascending by line. */
  lines: z.array(RepeatedLine),
})
export type RepeatedFunction = z.infer<typeof RepeatedFunction>

/**
 * The runs of a group as one: medians, and the lowest and highest of each number. What `mebi run --repeat N --format json`
 * prints; a promise to scripts, as `RunReportJson` is.
 */
export const RepeatedRuns = z.strictObject({
  /** By start. */
  runs: z.array(
    z.strictObject({
      id: summary.id,
      startedAt: summary.startedAt,
      durationNs: summary.durationNs,
      peakBytes: summary.peakBytes,
      firstProcessPeakBytes: summary.firstProcessPeakBytes.unwrap(),
    }),
  ),
  peakBytes: Spread,
  /** Of the first process by itself; `null` where that is not known of all runs. */
  firstProcessPeakBytes: Spread.nullable(),
  durationNs: Spread,
  functions: z.array(RepeatedFunction),
})
export type RepeatedRuns = z.infer<typeof RepeatedRuns>

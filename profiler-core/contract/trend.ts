import { z } from 'zod'
import { Bytes, BytesDelta, Nanoseconds } from './units.ts'

/** A function in the project's runs, by start. Entry `i` of each array belongs to one run. */
export const FunctionTrend = z.object({
  runIds: z.array(z.number().int().positive()),
  calls: z.array(z.number().int().nonnegative()),
  /** Sum of the increments of its lines. */
  growthBytes: z.array(BytesDelta),
  /** Highest of the peaks of its lines. */
  peakBytes: z.array(Bytes),
  timeNs: z.array(Nanoseconds),
})
export type FunctionTrend = z.infer<typeof FunctionTrend>

/** Which runs a clean-up keeps. Those that are pinned or a baseline are always kept. */
export const RetentionRules = z.object({
  /** So many of the newest runs of each target. */
  keepLast: z.number().int().nonnegative(),
  /** Of older ones, the last run of each day (UTC) of each target. */
  keepOneADay: z.boolean(),
})
export type RetentionRules = z.infer<typeof RetentionRules>

/** How much room the history takes. */
export const HistoryUsage = z.object({
  /** Of all projects. */
  runs: z.number().int().nonnegative(),
  /** On disk. */
  bytes: Bytes,
  /** Of the project that was asked for. */
  projectRuns: z.number().int().nonnegative(),
})
export type HistoryUsage = z.infer<typeof HistoryUsage>

/** What a clean-up removes, or would remove. */
export const CleanUp = z.object({
  ids: z.array(z.number().int().positive()),
  /** How much room that gives back, about. */
  bytes: Bytes,
  /** Recordings that could not be understood at a start of Mebi and were put aside, of whatever project. */
  damaged: z.number().int().nonnegative(),
})
export type CleanUp = z.infer<typeof CleanUp>

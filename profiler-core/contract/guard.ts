import { z } from 'zod'
import { Spread } from './comparison.ts'
import { Bytes, BytesDelta, LineNumber, Path } from './units.ts'

/** Growth below this does not count, whatever it is in percent, unless somebody says otherwise: an arena here, a page there. */
export const MIN_GROWTH_BYTES = 2 ** 20
/** What may be added to a baseline unless somebody says otherwise, in percent. */
export const MAX_GROWTH = 10

/** A line that accounts for what a number grew by. */
export const GuardLine = z.strictObject({
  file: Path,
  /** `null`: the base has it, the program does not any more. */
  line: LineNumber.nullable(),
  /** Without its indentation. */
  text: z.string(),
  base: BytesDelta.nullable(),
  now: BytesDelta.nullable(),
  delta: BytesDelta,
  /** It may be what other threads took that were at work meanwhile. */
  overlapped: z.boolean(),
})
export type GuardLine = z.infer<typeof GuardLine>

/**
 * A number that was judged. `max-peak`: peak of the run against a fixed limit. `peak`: peak of the run, `function-peak`: highest
 * memory while a function ran, `function-growth`: what all calls of it kept, each against the baseline.
 */
export const GuardNumber = z.strictObject({
  kind: z.enum(['max-peak', 'peak', 'function-growth', 'function-peak']),
  /** `null`: the run as a whole. */
  function: z.strictObject({ file: Path, name: z.string(), line: LineNumber }).nullable(),
  /** `null` for a fixed limit. */
  base: Spread.nullable(),
  now: Spread,
  /** Median now minus median of the base; above a fixed limit: minus the limit. */
  delta: BytesDelta,
  /** What it may be at most: by the percentage, or by the least growth that counts, whichever is more. */
  allowed: BytesDelta,
  /**
   * `holds`: it grew by no more than the percentage. `small`: by more, but it grew by less than counts. `noise`: above, but within what
   * the runs differ among themselves. `grew`: none of these.
   */
  outcome: z.enum(['holds', 'small', 'noise', 'grew']),
  /** Some of it may be what other threads took that were at work meanwhile: of a growth, not of a peak. */
  overlapped: z.boolean(),
  /** Where it grew, most first; empty where it did not. */
  lines: z.array(GuardLine),
})
export type GuardNumber = z.infer<typeof GuardNumber>

/** What `mebi check --json` prints. A promise to scripts, as `RunReportJson` is. */
export const GuardReport = z.strictObject({
  /** `not-measured`: the program did not finish, so that nothing can be said. */
  outcome: z.enum(['holds', 'grew', 'not-measured']),
  /** The verdict in a sentence. */
  message: z.string(),
  /** What ran, as `targetWords` has it. */
  target: z.string(),
  /** What it was held against, such as `mebi-baseline.json` or `run 12`; `null` without a baseline. */
  baseline: z.string().nullable(),
  limits: z.strictObject({
    maxPeakBytes: Bytes.nullable(),
    /** In percent of the baseline. */
    maxGrowth: z.number().nonnegative().nullable(),
    /** What grew by less does not count. */
    minGrowthBytes: Bytes,
  }),
  /** Numbers in the history; `null` for runs that were not saved. */
  runs: z.array(z.number().int().positive().nullable()),
  durationNs: z.number().nonnegative(),
  /** Of all processes together. */
  peak: Spread.nullable(),
  /** Of the first process by itself; `null` where that is not known, and `peak` is the first process's alone. */
  firstProcessPeak: Spread.nullable(),
  /** Those that grew first, the largest growth first. */
  numbers: z.array(GuardNumber),
  /** What a reader should know, such as what else differs from the baseline. */
  notes: z.array(z.string()),
})
export type GuardReport = z.infer<typeof GuardReport>

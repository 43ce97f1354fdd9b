import { z } from 'zod'
import { RunSummary } from './run.ts'
import { LineNumber, Path } from './units.ts'

/** A number in one or more runs of the same thing: all three are equal where there is one run. */
export const Spread = z.object({ low: z.number(), median: z.number(), high: z.number() })
export type Spread = z.infer<typeof Spread>

/** A number before and now, in bytes or nanoseconds. */
export const Change = z.object({
  /** `null`: the base has no such line or function. */
  base: Spread.nullable(),
  now: Spread.nullable(),
  /** Median now minus median of the base; where one is missing, it counts as 0. */
  delta: z.number(),
  /**
   * Probability of at least such a difference where there is none, by the Mann-Whitney U test (two-sided, exact for small
   * groups); `null` where a side has too few runs to tell.
   */
  pValue: z.number().min(0).max(1).nullable(),
})
export type Change = z.infer<typeof Change>

/** On which sides a growth may be what other threads took that were at work meanwhile. */
export const Overlapped = z.object({ base: z.boolean(), now: z.boolean() })
export type Overlapped = z.infer<typeof Overlapped>

/** `unchanged`: the same text, up to indentation. `changed`: an edited line. */
export const LineMatch = z.enum(['unchanged', 'changed', 'added', 'removed'])
export type LineMatch = z.infer<typeof LineMatch>

/** A line of a function in both runs; lines that ran in neither are absent. */
export const LineComparison = z.object({
  match: LineMatch,
  /** `null`: an added line. */
  baseLine: LineNumber.nullable(),
  /** `null`: a removed line. */
  nowLine: LineNumber.nullable(),
  increment: Change,
  peak: Change,
  time: Change,
  occurrences: Change,
  /** Of the increment. */
  overlapped: Overlapped,
})
export type LineComparison = z.infer<typeof LineComparison>

/**
 * `same`: same name and file. `moved`: same name, another file. `renamed`: another name, found by its text. `added`,
 * `removed`: in one run only.
 */
export const FunctionMatch = z.enum(['same', 'moved', 'renamed', 'added', 'removed'])
export type FunctionMatch = z.infer<typeof FunctionMatch>

/** A function as one of the runs knows it. */
export const ComparedFunction = z.object({
  file: Path,
  name: z.string(),
  firstLine: LineNumber,
  lastLine: LineNumber,
})
export type ComparedFunction = z.infer<typeof ComparedFunction>

/** A function in both runs. */
export const FunctionComparison = z.object({
  match: FunctionMatch,
  base: ComparedFunction.nullable(),
  now: ComparedFunction.nullable(),
  calls: Change,
  /** Sum of the increments of its lines. */
  growth: Change,
  /** Highest of the peaks of its lines. */
  peak: Change,
  /** Sum of the times of its lines. */
  time: Change,
  /** Of the growth: that of some line. */
  overlapped: Overlapped,
  /** In the order of the text now; removed lines stand where they stood. */
  lines: z.array(LineComparison),
})
export type FunctionComparison = z.infer<typeof FunctionComparison>

/** Something other than the code that differs between the runs, so that their numbers may differ for it. */
export const RunDifference = z.object({
  kind: z.enum([
    'data',
    'interpreter',
    'backend',
    'machine',
    'target',
    'arguments',
    'watched',
    'detail',
    'ending',
  ]),
  /** A sentence for people. */
  message: z.string(),
})
export type RunDifference = z.infer<typeof RunDifference>

/** One side of a comparison: a run, or the runs of its group. */
export const ComparedRuns = z.object({
  /** The run that was asked for. */
  run: RunSummary,
  /** All runs that count, that one included, by start. */
  ids: z.array(z.number().int().positive()),
})
export type ComparedRuns = z.infer<typeof ComparedRuns>

/** Two runs, or two groups of runs, side by side. Comparing the other way round negates every delta. */
export const RunComparison = z.object({
  base: ComparedRuns,
  now: ComparedRuns,
  /**
   * Of the whole run: all processes together, or the first ones alone where of some of the runs no more is known, which a note
   * says.
   */
  peak: Change,
  /** Of the first process by itself; `null` where that is not known of all runs. */
  firstProcessPeak: Change.nullable(),
  /** Wall-clock time of the whole run. */
  duration: Change,
  /** Largest change of growth first, up or down; added and removed functions included. */
  functions: z.array(FunctionComparison),
  differences: z.array(RunDifference),
  /** What a reader should know of the comparison itself, such as a text that was too long to be lined up. */
  notes: z.array(z.string()),
  /** `Peak fell from 812 to 214 MiB (-74 %); line 14 of load.py no longer keeps 400 MiB; 6 % slower.` */
  verdict: z.string(),
})
export type RunComparison = z.infer<typeof RunComparison>

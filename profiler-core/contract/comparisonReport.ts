import { z } from 'zod'
import {
  Change,
  ComparedFunction,
  FunctionComparison,
  LineComparison,
  Overlapped,
  RunComparison,
  RunDifference,
  Spread,
} from './comparison.ts'
import { RunReportJson } from './runReport.ts'

const StrictChange = Change.extend({
  base: Spread.strict().nullable(),
  now: Spread.strict().nullable(),
}).strict()

const StrictLine = LineComparison.extend({
  increment: StrictChange,
  peak: StrictChange,
  time: StrictChange,
  occurrences: StrictChange,
  overlapped: Overlapped.strict(),
}).strict()

const StrictFunction = FunctionComparison.extend({
  base: ComparedFunction.strict().nullable(),
  now: ComparedFunction.strict().nullable(),
  calls: StrictChange,
  growth: StrictChange,
  peak: StrictChange,
  time: StrictChange,
  overlapped: Overlapped.strict(),
  lines: z.array(StrictLine),
}).strict()

/** A side: the run that was named, as `RunReportJson` has it, and the numbers of all runs that count. */
const ComparedRunJson = z.strictObject({
  run: RunReportJson.shape.run,
  ids: z.array(z.number().int().positive()),
})

/**
 * What `mebi compare --json` prints. A promise to scripts, as `RunReportJson` is: keys are neither renamed nor removed;
 * memory in bytes, times in nanoseconds, every `delta` is median now minus median of the base.
 */
export const ComparisonReportJson = z.strictObject({
  base: ComparedRunJson,
  now: ComparedRunJson,
  peak: StrictChange,
  firstProcessPeak: StrictChange.nullable(),
  duration: StrictChange,
  functions: z.array(StrictFunction),
  differences: z.array(RunDifference.strict()),
  notes: RunComparison.shape.notes,
  verdict: RunComparison.shape.verdict,
})
export type ComparisonReportJson = z.infer<typeof ComparisonReportJson>

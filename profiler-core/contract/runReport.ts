import { z } from 'zod'
import { Backend } from './request.ts'
import {
  CodePlace,
  FunctionResult,
  LineResult,
  PeakProcess,
  RunError,
  RunStatus,
  RunSummary,
  RunWarning,
  SourceLine,
} from './run.ts'

const summary = RunSummary.shape
const watched = FunctionResult.shape

/**
 * What `mebi run --format json` and `mebi show --format json` print. A promise to scripts: keys are neither renamed nor
 * removed. Memory in bytes, durations in nanoseconds, `startedAt` in ISO 8601 (UTC). Paths are absolute; a byte that
 * is not valid UTF-8 is a lone surrogate escape (`\udc80` to `\udcff`), as Python's `os.fsdecode` writes it.
 */
export const RunReportJson = z.strictObject({
  run: z.strictObject({
    /** Number in the history; `null` for a run that was not saved. */
    id: summary.id,
    status: RunStatus,
    /** `null` where a signal ended the program. */
    exitCode: summary.exitCode,
    /** Such as `SIGKILL`. */
    signal: summary.signal,
    backend: Backend,
    startedAt: summary.startedAt,
    durationNs: summary.durationNs,
    /** Memory when the program itself began. */
    baselineBytes: summary.baselineBytes,
    /** Highest memory of the program and the processes that it started, together at one moment. */
    peakBytes: summary.peakBytes,
    /** Highest memory of the first process by itself; `null`: `peakBytes` is that, no other process was looked at. */
    firstProcessPeakBytes: summary.firstProcessPeakBytes.unwrap(),
    /** The process that had most of it at the peak; `null`: the first one, which was alone then, or it is not known. */
    peakProcess: PeakProcess.extend({ place: CodePlace.strict().nullable() }).strict().nullable(),
    /** The watched line that was executing when the run ended; `null` after an orderly end. */
    lastLine: SourceLine.strict().nullable(),
    /** The exception that ended the program. */
    error: RunError.strict().nullable(),
    /** What the reader should know of the measurement. */
    warnings: z.array(RunWarning.strict()),
  }),
  functions: z.array(
    z.strictObject({
      file: watched.file,
      /** Qualified: `Loader.load`, `outer.<locals>.inner`, `<module>`. */
      name: watched.name,
      firstLine: watched.firstLine,
      /** How many frames of the function were started. */
      calls: watched.calls,
      /** Lines that ran, ascending. `incrementBytes` is a difference, `memoryBytes` and `peakBytes` are levels. */
      lines: z.array(LineResult.strict()),
    }),
  ),
})
export type RunReportJson = z.infer<typeof RunReportJson>

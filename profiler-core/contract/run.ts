import { z } from 'zod'
import { Dataset } from './dataset.ts'
import { Backend, RunRequest } from './request.ts'
import { Bytes, BytesDelta, LineNumber, Nanoseconds, Path } from './units.ts'

/**
 * How a run ended. `finished`: exit code 0. `failed`: another exit code. `killed`: by a signal that Mebi did not send.
 * `stopped`: by the person. `limit`: by a limit of the request, such as its time. `interrupted`: Mebi itself died
 * meanwhile; the run was recovered from its folder.
 */
export const RunStatus = z.enum(['finished', 'failed', 'killed', 'stopped', 'limit', 'interrupted'])
export type RunStatus = z.infer<typeof RunStatus>

/** A place in a source file. */
export const SourceLine = z.object({ file: Path, line: LineNumber })
export type SourceLine = z.infer<typeof SourceLine>

/** A line of a function. */
export const CodePlace = z.object({
  file: Path,
  /** Qualified name of the function. */
  name: z.string(),
  line: LineNumber,
})
export type CodePlace = z.infer<typeof CodePlace>

/** An exception that ended the program; `file` and `line` say where it was raised, `null` where that is unknown. */
export const RunError = z.object({
  type: z.string(),
  message: z.string(),
  file: Path.nullable(),
  line: LineNumber.nullable(),
})
export type RunError = z.infer<typeof RunError>

/**
 * What ended a program, where it did not end by itself. `kernel-oom`: the kernel, because the machine had no memory left;
 * `cgroup-oom`: the kernel, because the program's memory cgroup (container, batch job) had none left; `out-of-memory`: a
 * `MemoryError`, an allocation that failed; `memory-limit`, `time-limit`: Mebi, at a limit of the request; `person`: a stop;
 * `signal`: a signal that nobody owns up to; `fatal-error`: the interpreter itself, which could not go on; `exit`: the
 * program, without the interpreter's orderly end (`os._exit`).
 */
export const EndCause = z.object({
  kind: z.enum([
    'kernel-oom',
    'cgroup-oom',
    'out-of-memory',
    'memory-limit',
    'time-limit',
    'person',
    'signal',
    'fatal-error',
    'exit',
  ]),
  /** Memory as last seen, of the process, or of all processes where a limit is about all of them. */
  memoryBytes: Bytes,
  /** The limit that was met: of the request, or of the cgroup; `null` where there is none, or it is not known. */
  limitBytes: Bytes.nullable(),
})
export type EndCause = z.infer<typeof EndCause>

/** Something about the measurement that the reader should know; `code` is stable, `message` one sentence. */
export const RunWarning = z.object({
  code: z.string(),
  message: z.string(),
  /** Time since the start of the run, where it applies to a moment. */
  atNs: Nanoseconds.nullable(),
})
export type RunWarning = z.infer<typeof RunWarning>

/** The interpreter that ran the program. */
export const InterpreterInfo = z.object({
  path: Path,
  /** Such as `3.12.1`. */
  version: z.string(),
  implementation: z.string(),
})
export type InterpreterInfo = z.infer<typeof InterpreterInfo>

/** State of the project's git repository when the run began. */
export const GitState = z.object({ commit: z.string(), branch: z.string().nullable(), dirty: z.boolean() })
export type GitState = z.infer<typeof GitState>

/** The machine of the run. */
export const HostInfo = z.object({
  name: z.string(),
  platform: z.string(),
  arch: z.string(),
  cpus: z.number().int().positive(),
  memoryBytes: Bytes,
})
export type HostInfo = z.infer<typeof HostInfo>

/** One watched line, summed over all its executions, in all threads and watched processes. */
export const LineResult = z.object({
  line: LineNumber,
  /** How often the line was entered from another line, or from outside the function. */
  occurrences: z.number().int().nonnegative(),
  /** Sum over all executions of memory when left minus memory when entered; suspensions excluded. */
  incrementBytes: BytesDelta,
  /** Highest memory seen on leaving the line. */
  memoryBytes: Bytes,
  /** Highest memory seen at any moment while the line was executing, calls included. */
  peakBytes: Bytes,
  /** Wall-clock time spent on the line, calls included, suspensions excluded. */
  timeNs: Nanoseconds,
  /** Another watched thread was at work meanwhile: process-wide memory cannot be told apart. */
  overlapped: z.boolean(),
})
export type LineResult = z.infer<typeof LineResult>

/** One watched function that was called. Lines that never ran are absent. */
export const FunctionResult = z.object({
  file: Path,
  /** Qualified name: `Loader.load`, `outer.<locals>.inner`, `<module>`. */
  name: z.string(),
  firstLine: LineNumber,
  lastLine: LineNumber,
  /** How many frames of the function were started. */
  calls: z.number().int().nonnegative(),
  /** Memory at the function's first call. */
  baselineBytes: Bytes,
  /** Ascending by line. */
  lines: z.array(LineResult),
})
export type FunctionResult = z.infer<typeof FunctionResult>

/**
 * What was to be watched, as far as that is known before a program runs. `marks`: what the program marks with `@profile`;
 * `program`: all of the program's own functions, for it marks none; `project`: all of the project's; `names`: those asked for.
 */
export const ToWatch = z.object({
  why: z.enum(['marks', 'program', 'project', 'names']),
  /** How many functions. */
  count: z.number().int().nonnegative(),
  /** The first of them. */
  functions: z.array(z.object({ file: Path, name: z.string() })),
})
export type ToWatch = z.infer<typeof ToWatch>

/** Where a run that was taken in from a file came from. */
export const RunOrigin = z.object({
  kind: z.enum(['mebi', 'mprof', 'memory_profiler']),
  /** Of the file, without its folder. */
  fileName: z.string(),
})
export type RunOrigin = z.infer<typeof RunOrigin>

/** The process of a run that had most of the memory at its peak. */
export const PeakProcess = z.object({
  pid: z.number().int(),
  /** It is the first one. */
  isFirst: z.boolean(),
  /** Its command line; empty where it is not known. */
  command: z.string(),
  /** The watched line that it was executing; `null` where there was none, or it was not watched. */
  place: CodePlace.nullable(),
})
export type PeakProcess = z.infer<typeof PeakProcess>

/** What is known of a run apart from its lines. */
export const RunSummary = z.object({
  /** Number in the history; `null` for a run that was not saved. */
  id: z.number().int().positive().nullable(),
  /** Unique name of the run, also while it has no number. */
  key: z.string(),
  status: RunStatus,
  exitCode: z.number().int().nullable(),
  /** Such as `SIGKILL`; `null` where the program was not ended by a signal. */
  signal: z.string().nullable(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  durationNs: Nanoseconds,
  /** Memory when the program itself began, the agent being loaded. */
  baselineBytes: Bytes,
  /**
   * Highest memory of the program and the processes that it started, together at one moment; pages that they share count
   * once. Where `firstProcessPeakBytes` is `null` it is the first process's alone.
   */
  peakBytes: Bytes,
  /**
   * Highest memory of the first process by itself, which may have been at another moment. `null`: no other process was looked
   * at, as by versions of Mebi that knew no more, by other tools, and on systems without `/proc`.
   */
  firstProcessPeakBytes: Bytes.nullable().default(null),
  /** The process that had most of the memory at the peak; `null` where the first one was alone then, or that is not known. */
  peakProcess: PeakProcess.nullable().default(null),
  /** The watched line that was executing when the run ended; `null` after an orderly end. */
  lastLine: SourceLine.nullable(),
  error: RunError.nullable(),
  /** `null` for a program that ended by itself, or of which that is not known. */
  cause: EndCause.nullable().default(null),
  warnings: z.array(RunWarning),
  request: RunRequest,
  /** `null` where it is not known: of older runs. */
  toWatch: ToWatch.nullable().default(null),
  backend: Backend,
  interpreter: InterpreterInfo,
  host: HostInfo,
  git: GitState.nullable(),
  label: z.string().nullable(),
  note: z.string().nullable(),
  /** The person wants to keep it: no clean-up removes it. */
  pinned: z.boolean(),
  /** Runs of one group are repetitions of the same thing; `null` for a run that was not repeated. */
  group: z.string().nullable().default(null),
  dataset: Dataset.nullable().default(null),
  /** What later runs of the same target are held against; at most one of each target in a project. */
  baseline: z.boolean().default(false),
  /** `null` for a run that was measured here. */
  origin: RunOrigin.nullable().default(null),
})
export type RunSummary = z.infer<typeof RunSummary>

/** A piece of the program's output, in the order in which it came. */
export const OutputChunk = z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string() })
export type OutputChunk = z.infer<typeof OutputChunk>

/** A source file as it was when the run began. */
export const SourceFile = z.object({ file: Path, text: z.string() })
export type SourceFile = z.infer<typeof SourceFile>

/** A whole run. */
export const RunDetail = RunSummary.extend({ functions: z.array(FunctionResult) })
export type RunDetail = z.infer<typeof RunDetail>

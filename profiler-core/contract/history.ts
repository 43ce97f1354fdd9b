import { z } from 'zod'
import { RunRequest } from './request.ts'
import { FunctionResult, OutputChunk, RunSummary, SourceLine } from './run.ts'
import { Bytes, BytesDelta, Nanoseconds, Path } from './units.ts'

const summary = RunSummary.shape

/** A run as a line of the history: what a list of ten thousand shows and filters by. */
export const HistoryEntry = z.object({
  id: z.number().int().positive(),
  key: summary.key,
  status: summary.status,
  signal: summary.signal,
  exitCode: summary.exitCode,
  startedAt: summary.startedAt,
  durationNs: summary.durationNs,
  peakBytes: Bytes,
  /** As `RunSummary` has it. */
  firstProcessPeakBytes: Bytes.nullable(),
  /** What ran, in a few words: `train.py`, `-m pkg.cli`, `train.py: fit(1)`; runs of one target are one group. */
  target: z.string(),
  /** What was watched, in a few words: `load, fit`, `all functions`. */
  watched: z.string(),
  backend: summary.backend,
  label: summary.label,
  note: summary.note,
  pinned: summary.pinned,
  git: summary.git,
  group: summary.group,
  dataset: summary.dataset,
  baseline: summary.baseline,
  origin: summary.origin,
  /** Memory over the run in equal steps: the highest of each, at most 32; empty where nothing was sampled. */
  sparkline: z.array(Bytes),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

/** What is known of a function from the project's latest runs. */
export const FunctionHistory = z.object({
  file: Path,
  /** Qualified. */
  name: z.string(),
  /** How many of the latest runs called it. */
  runs: z.number().int().positive(),
  /** Of the newest of them that knows its lines, where one does. */
  runId: z.number().int().positive(),
  /** Sum of its lines' increments. */
  incrementBytes: BytesDelta,
  /** Highest of its lines' peaks. */
  peakBytes: Bytes,
  /** Some increment may be another thread's. */
  overlapped: z.boolean(),
})
export type FunctionHistory = z.infer<typeof FunctionHistory>

/** A run that goes on, with everything that a page needs to follow it from the middle. */
export const ActiveRun = z.object({
  key: z.string(),
  pid: z.number().int().positive(),
  request: RunRequest,
  startedAt: summary.startedAt,
  /** This and the next three as `run.memory` tells them. */
  elapsedNs: Nanoseconds,
  bytes: Bytes,
  firstProcessBytes: Bytes,
  peakBytes: Bytes,
  line: SourceLine.nullable(),
  functions: z.array(FunctionResult),
  /** The latest output, at most a mebibyte. */
  output: z.array(OutputChunk),
})
export type ActiveRun = z.infer<typeof ActiveRun>

/** A run that waits until those before it have ended. */
export const QueuedRun = z.object({ ticket: z.string(), request: RunRequest })
export type QueuedRun = z.infer<typeof QueuedRun>

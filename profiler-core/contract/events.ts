import { z } from 'zod'
import { QueuedRun } from './history.ts'
import { ProjectChange } from './project.ts'
import { RunRequest } from './request.ts'
import { CallError } from './result.ts'
import { FunctionResult, OutputChunk, RunDetail, RunSummary, SourceLine } from './run.ts'
import { Bytes, Nanoseconds } from './units.ts'

const ofRun = z.object({ key: z.string() })

/** Every event of the core, by name. Those of a run name it by its key. */
export const events = {
  /** The program's process exists. */
  'run.started': ofRun.extend({
    pid: z.number().int().positive(),
    request: RunRequest,
    startedAt: RunSummary.shape.startedAt,
  }),
  /** Ten times a second while something moves: the functions whose numbers changed, whole. */
  'run.lines': ofRun.extend({ functions: z.array(FunctionResult) }),
  /** Ten times a second: where the run stands. */
  'run.memory': ofRun.extend({
    elapsedNs: Nanoseconds,
    /** Of all processes together, now. */
    bytes: Bytes,
    /** The first process's part of it. */
    firstProcessBytes: Bytes,
    /** Highest memory of all together so far. */
    peakBytes: Bytes,
    line: SourceLine.nullable(),
  }),
  'run.output': ofRun.extend(OutputChunk.shape),
  /** The run has ended, and is in the history if it was to be saved. */
  'run.ended': ofRun.extend({ run: RunDetail }),
  /** What waits, after every change. */
  'queue.changed': z.object({ waiting: z.array(QueuedRun) }),
  /** A run whose turn had come could not be started. */
  'queue.failed': z.object({ ticket: z.string(), request: RunRequest, error: CallError }),
  /** The history is another one: a run was added, described, removed or restored, by whichever page. */
  'history.changed': z.object({}),
  'project.changed': ProjectChange,
} as const satisfies Record<string, z.ZodType>

export type EventName = keyof typeof events
export const eventNames = Object.keys(events) as readonly EventName[]
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>

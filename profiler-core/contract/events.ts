import { z } from 'zod'
import { FunctionResult, OutputChunk, RunDetail, SourceLine } from './run.ts'
import { Bytes, Nanoseconds } from './units.ts'

const ofRun = z.object({ key: z.string() })

/** Every event of the core, by name. Each names the run by its key. */
export const events = {
  /** The program's process exists. */
  'run.started': ofRun.extend({ pid: z.number().int().positive() }),
  /** Ten times a second while something moves: the functions whose numbers changed, whole. */
  'run.lines': ofRun.extend({ functions: z.array(FunctionResult) }),
  /** Ten times a second: where the run stands. */
  'run.memory': ofRun.extend({
    elapsedNs: Nanoseconds,
    bytes: Bytes,
    peakBytes: Bytes,
    line: SourceLine.nullable(),
  }),
  'run.output': ofRun.extend(OutputChunk.shape),
  /** The run has ended, and is in the history if it was to be saved. */
  'run.ended': ofRun.extend({ run: RunDetail }),
} as const satisfies Record<string, z.ZodType>

export type EventName = keyof typeof events
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>

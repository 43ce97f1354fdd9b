import type { Backend } from '../../contract/index.ts'
import type { PeakSnapshot } from '../story/peakSnapshot.ts'
import type { SampleBatch } from './samplesFile.ts'

/** What the sampler's thread is started with; it waits until there is a process to sample. */
export interface SamplerOptions {
  folder: string
  backend: Backend
  includeChildren: boolean
  /** Stands in the command line of the program, and so in that of its forks. */
  mark: string
  /** A `SamplerControl`. */
  control: SharedArrayBuffer
}

/** How the host steers the thread: it sets `state` last, and wakes it. */
export interface SamplerControl {
  /** `[0]` one of `WAITING`, `SAMPLING` and `ENDING`, `[1]` the process that was spawned. */
  state: Int32Array
  /** `[0]` `process.hrtime` at the start of the run, nanoseconds. */
  startedNs: BigInt64Array
}

export const WAITING = 0
export const SAMPLING = 1
export const ENDING = 2
export const CONTROL_BYTES = 16

export function samplerControl(buffer: SharedArrayBuffer): SamplerControl {
  return { state: new Int32Array(buffer, 0, 2), startedNs: new BigInt64Array(buffer, 8, 1) }
}

/** What the sampler's thread says: once that it is ready, then ten times a second what it saw. */
export type SamplerMessage = 'ready' | SamplerReport

export interface SamplerReport extends SampleBatch {
  /** Highest memory of the first process by itself, bytes. */
  firstHighBytes: number
  /** Since when the main process runs another program, nanoseconds since the start of the run; `null`: it does not. */
  replacedAtNs: number | null
  /** Why samples could not be written to the run folder; `null` where they could. */
  writeProblem: string | null
  /** In the last report, what was seen at the highest point of the run. */
  peak: PeakSnapshot | null
}

import type { Readable, Writable } from 'node:stream'
import type { OutputChunk } from '../../contract/index.ts'
import type { Ending } from '../ending.ts'

/** A program that was started, whatever its streams are. */
export interface Launched {
  readonly pid: number
  /** `process.hrtime` at the start, nanoseconds. */
  readonly startedNs: bigint
  /** What the program reads from, where the host writes it. */
  readonly stdin: Writable | null
  readonly stdout: Readable
  readonly stderr: Readable
  /** The stream in which comes what a terminal of the program's shows; `null` where it has none. */
  readonly shown: OutputChunk['stream'] | null
  readonly exited: Promise<Exit>
  /** To be told how much of what the terminal shows was passed on to the person, bytes more. */
  readonly passed: (bytes: number) => void
  /** The person pressed Ctrl-C on the program's terminal. */
  readonly wasInterrupted: () => boolean
  /** Gives a terminal back to the person, for whom all that the program wrote is there by now. */
  readonly release: () => Promise<void>
}

export type Exit = Pick<Ending, 'exitCode' | 'signal'>

/** How a process is started: its program and arguments, where, and with what environment. */
export interface Start {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

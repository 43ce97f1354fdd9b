import { z } from 'zod'
import {
  MebiError,
  OutputChunk,
  RunDetail,
  type RunSummary,
  SourceFile,
  Timeline,
} from '../contract/index.ts'

/** Everything that is kept of one run. `detail.id` is ignored: the store gives the number. */
export const StoredRun = z.object({
  detail: RunDetail,
  sources: z.array(SourceFile),
  timeline: Timeline.refine(
    ({ timesNs, bytes }) => timesNs.length === bytes.length,
    'times and bytes differ in length',
  ),
  output: z.array(OutputChunk),
})
export type StoredRun = z.infer<typeof StoredRun>

/** What `doctor` wants to know of the history. */
export interface StoreCheck {
  /** The database file; `null` for a store in memory. */
  readonly file: string | null
  readonly sqliteVersion: string | null
  /** Such as `wal`; `null` for a store in memory. */
  readonly journalMode: string | null
  /** Bytes on disk, the write-ahead log included. */
  readonly sizeBytes: number
  /** How many runs there are; `null` where they cannot be counted. */
  readonly runs: number | null
  /** What the integrity check found, one sentence each; empty where all is well. */
  readonly problems: readonly string[]
}

/**
 * The history of runs. Every call may throw a `MebiError`: `run-not-found` for an id that there is not,
 * `run-unreadable` for a damaged record, `database-busy`, `database-read-only`, `database-damaged`, `disk-full` or
 * `database-failed` for what the file underneath does. A call that throws has changed nothing.
 */
export interface RunStore {
  /** Nothing can be written; what is read is the history as it was when the store was opened. */
  readonly readOnly: boolean
  /**
   * Keeps a run and returns its number. A run whose `detail.key` is there already is left as it is and its number
   * returned, so that a recovery may be repeated. Throws `run-invalid` for what does not fit the contract.
   */
  add(run: StoredRun): number
  /** Newest first, by start; of runs that started at once, the one added last first. */
  list(query: { readonly projectDir?: string | undefined; readonly limit: number }): RunSummary[]
  get(id: number): RunDetail
  sources(id: number): SourceFile[]
  timeline(id: number): Timeline
  output(id: number): OutputChunk[]
  /** Sets what is given, clears what is `null`, leaves what is absent. */
  describe(
    id: number,
    changes: { label?: string | null | undefined; note?: string | null | undefined },
  ): RunSummary
  /** Removes the runs that exist and returns how many they were. Their numbers are never given again. */
  remove(ids: readonly number[]): number
  /** Path of the interpreter chosen for a project, or `null`. */
  interpreterChoice(projectDir: string): string | null
  /** Remembers a project's interpreter; `null` forgets it. */
  chooseInterpreter(projectDir: string, path: string | null): void
  /** Looks at the whole file, about a second per GB. Reports damage instead of throwing. */
  check(): StoreCheck
  /** May be called again. */
  close(): void
}

/** A deep, checked copy of `run`; throws `run-invalid`. */
export function parseRun(run: StoredRun): StoredRun {
  const parsed = StoredRun.safeParse(run)
  if (parsed.success) return parsed.data
  throw new MebiError('run-invalid', `The run cannot be kept: ${z.prettifyError(parsed.error)}`, null, {
    cause: parsed.error,
  })
}

export function runNotFound(id: number): MebiError {
  return new MebiError('run-not-found', `There is no run ${id}.`, 'mebi list shows the runs there are.')
}

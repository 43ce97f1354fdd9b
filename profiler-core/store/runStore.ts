import { z } from 'zod'
import {
  type Dataset,
  type FunctionHistory,
  type FunctionTrend,
  type HistoryEntry,
  MebiError,
  type OutputChunk,
  type RunDetail,
  type RunRequest,
  type RunStory,
  type RunSummary,
  type SourceFile,
  StoredRun,
  type Timeline,
} from '../contract/index.ts'
import type { Having } from './matching.ts'

/** A project that was opened. */
export interface StoredProject {
  /** Real path. */
  readonly dir: string
  /** ISO 8601, UTC. */
  readonly openedAt: string
  readonly trusted: boolean
}

/** What a person says of a run: what is given is set, `null` clears, what is absent stays. */
export interface Description {
  readonly label?: string | null | undefined
  readonly note?: string | null | undefined
  readonly pinned?: boolean | undefined
  readonly dataset?: Dataset | null | undefined
  /** A baseline takes the place of that of its target. */
  readonly baseline?: boolean | undefined
}

/** A function as the history knows it, across runs. */
export interface NamedFunction {
  readonly file: string
  /** Qualified. */
  readonly name: string
}

/** "Not here": what a rule said of a line, which is known by its text. */
export const DismissedHint = z.object({
  file: z.string(),
  rule: z.string(),
  /** The line without its indentation. */
  code: z.string(),
})
export type DismissedHint = z.infer<typeof DismissedHint>

/** So long after its removal a run can be restored, in milliseconds. */
export const UNDO_MS = 60 * 60 * 1000

/** So many of a project's latest runs tell of its functions. */
export const LATEST_RUNS = 200

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
  /**
   * Why nothing can be written; `null` where it can. What is read then is the history as it was when the store was opened.
   * On a full disk runs can be removed all the same.
   */
  readonly obstacle: MebiError | null
  /**
   * Keeps a run and returns its number. A run whose `detail.key` is there already is left as it is and its number
   * returned, so that a recovery may be repeated. Throws `run-invalid` for what does not fit the contract.
   */
  add(run: StoredRun): number
  /** The number of the run with this key, also of one that can be restored; `null` where there is none. */
  idOf(key: string): number | null
  /** Newest first, by start; of runs that started at once, the one added last first. */
  list(query: { readonly projectDir?: string | undefined; readonly limit: number }): RunSummary[]
  get(id: number): RunDetail
  sources(id: number): SourceFile[]
  timeline(id: number): Timeline
  /** The parts that are asked for; others are as if they had not been measured. */
  story(id: number, parts: readonly (keyof RunStory)[]): RunStory
  output(id: number): OutputChunk[]
  /** Sets what is given, clears what is `null`, leaves what is absent. */
  describe(id: number, changes: Description): RunSummary
  /**
   * Removes the runs that exist and returns how many they were. Their numbers are never given again. `undoable`: they
   * are out of sight, as if removed, until they are restored, or until the history is opened or closed by any host
   * when `UNDO_MS` have passed.
   */
  remove(ids: readonly number[], options?: { readonly undoable: boolean }): number
  /** Brings back what was removed undoably, and returns how many runs that were. */
  restore(ids: readonly number[]): number
  /** All runs of a project as lines of a list, newest first. */
  history(projectDir: string): HistoryEntry[]
  /** Numbers of the project's runs that called such a function and have such a source; of all where nothing is asked for. */
  having(projectDir: string, wanted: Having): number[]
  /** What the project's latest runs (`LATEST_RUNS`) tell of its functions. */
  functions(projectDir: string): FunctionHistory[]
  /** Numbers of the runs of a group, by start. */
  ofGroup(group: string): number[]
  /** A function in the project's runs, by start; not in those that watched it as a whole, of which its lines say nothing. */
  functionTrend(projectDir: string, wanted: NamedFunction): FunctionTrend
  /** How many runs there are, of a project or of all. */
  count(projectDir?: string): number
  /** How many bytes the runs that exist take, about; 0 in a store in memory. */
  storedBytes(ids: readonly number[]): number
  /** Removes those of the runs that are neither pinned nor a baseline, for good, and returns which those were. */
  discard(ids: readonly number[]): number[]
  /**
   * Gives back a piece of the room that removed runs have left to the file system, and returns whether there is more. Where
   * it throws, the room stays in the file for later runs.
   */
  giveBack(): boolean
  /** Bytes on disk, the write-ahead log included; 0 for a store in memory. */
  sizeBytes(): number
  /** Path of the interpreter chosen for a project, or `null`. */
  interpreterChoice(projectDir: string): string | null
  /** Remembers a project's interpreter; `null` forgets it. */
  chooseInterpreter(projectDir: string, path: string | null): void
  /** Looks at the whole file, about a second per GB. Reports damage instead of throwing. */
  check(): StoreCheck
  /** The projects that were opened, last opened first. */
  projects(): StoredProject[]
  /** Keeps a project, or what is new about it. */
  keepProject(project: StoredProject): void
  /** Forgets that a project was opened, and that it was trusted; its runs and requests stay. */
  forgetProject(dir: string): void
  /** How a subject of a project (see `requests.remembered`) was run the last time. */
  rememberedRequest(projectDir: string, subject: string): RunRequest | null
  rememberRequest(projectDir: string, subject: string, request: RunRequest): void
  /** The hints of a project to which the person said "not here". */
  dismissedHints(projectDir: string): DismissedHint[]
  /** Says "not here", or takes it back. */
  dismissHint(projectDir: string, hint: DismissedHint, dismissed: boolean): void
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

import Database from 'better-sqlite3'
import { z } from 'zod'
import {
  MebiError,
  OutputChunk,
  Path,
  RunDetail,
  RunRequest,
  RunStory,
  RunSummary,
  SourceFile,
} from '../../contract/index.ts'
import { parseRun, type RunStore, runNotFound, UNDO_MS } from '../runStore.ts'
import { checkDatabase, sizeOnDisk } from './check.ts'
import { guarded } from './errors.ts'
import { functionTable } from './functions.ts'
import { hintTable } from './hints.ts'
import { historyQueries } from './history.ts'
import { projectTable } from './projects.ts'
import { removingIn } from './removing.ts'
import type { Reserve } from './reserve.ts'
import { bytesInUse, FUNCTION_BYTES, RUN_BYTES } from './room.ts'
import { runTable } from './runs.ts'
import { sourceTable } from './sources.ts'
import { storyTable } from './stories.ts'
import { traceTables } from './traces.ts'

const Sources = z.array(SourceFile)
const Output = z.array(OutputChunk)
/** A damaged choice counts as none: the person chooses again. */
const Choice = Path.nullable().catch(null)

export interface SqliteStoreOptions {
  /** Where the database lies. */
  readonly file: string
  /** Why nothing can be written; `null` where it can. */
  readonly obstacle: MebiError | null
  readonly reserve: Reserve
  /** Called once, after it was closed. */
  readonly closed: () => void
}

/** Where nothing is laid aside for a full disk. */
export const NO_RESERVE: Reserve = { isSpent: false, keep: () => {}, spend: () => false }

/** The store on an open, migrated database. */
export function sqliteStore(
  db: Database.Database,
  { file, obstacle, reserve, closed }: SqliteStoreOptions,
): RunStore {
  const removing = removingIn(db, reserve)
  const runs = runTable(db)
  const functions = functionTable(db)
  const sources = sourceTable(db)
  const traces = traceTables(db)
  const stories = storyTable(db)
  const hints = hintTable(db)
  const projects = projectTable(db)
  const history = historyQueries(db)

  const write = <T>(work: () => T): T => {
    if (obstacle !== null) throw obstacle
    return guarded(file, () => db.transaction(work).immediate())
  }

  /** Reads a record of run `id`, which has to exist, and says so where it does not fit. */
  const record = <T>(id: number, read: () => T): T => {
    if (!runs.exists(id)) throw runNotFound(id)
    try {
      return read()
    } catch (error) {
      throw error instanceof Database.SqliteError ? error : unreadable(id, error)
    }
  }
  /** In a transaction, so that all of it is of the same moment. */
  const readRun = <T>(id: number, read: () => T): T =>
    guarded(file, () => db.transaction(record<T>)(id, read))

  /** Drops what no run has any more, where `work` has removed runs; returns how many it says those were. */
  const withoutOrphans = <T extends number | readonly number[]>(work: () => T): T => {
    const removed = work()
    if ((typeof removed === 'number' ? removed : removed.length) > 0) {
      functions.collect()
      sources.collect()
    }
    return removed
  }
  /** Removes for good what was removed so long ago that it cannot be restored. */
  const purge = () => {
    if (obstacle !== null) return
    const moment = new Date(Date.now() - UNDO_MS).toISOString()
    try {
      if (guarded(file, () => runs.hasHiddenBefore(moment)))
        write(() => withoutOrphans(() => runs.purge(moment)))
    } catch (error) {
      // Next time, then: this keeps nobody from the history.
      if (!(error instanceof MebiError)) throw error
    }
  }
  purge()

  return {
    obstacle,
    add(given) {
      const run = parseRun(given)
      return guarded(file, () => {
        const known = runs.idOf(run.detail.key)
        if (known !== null) return known
        const newFunctions = functions.prepare(run.detail.functions)
        const newSources = sources.prepare(run.sources)
        const newTraces = traces.prepare(run.timeline, run.output)
        const newStory = stories.prepare(run.story, run.timeline)
        const blobs: (Buffer | null)[] = [
          ...newFunctions.map(({ lines }) => lines),
          ...newStory.map(({ content }) => content),
          ...newSources.map(({ text }) => text),
          newTraces.points,
          newTraces.chunks,
          newTraces.text,
        ]
        const storedBytes = blobs.reduce(
          (sum, blob) => sum + (blob?.length ?? 0),
          RUN_BYTES + newFunctions.length * FUNCTION_BYTES,
        )
        return write(() => {
          const addedMeanwhile = runs.idOf(run.detail.key)
          if (addedMeanwhile !== null) return addedMeanwhile
          const id = runs.insert(run.detail, run.timeline, storedBytes)
          functions.insert(id, newFunctions)
          sources.insert(id, newSources)
          traces.insert(id, newTraces)
          stories.insert(id, newStory)
          return id
        })
      })
    },
    idOf: (key) => guarded(file, () => runs.idOf(key)),
    list: ({ projectDir, limit }) => guarded(file, () => runs.list(projectDir, limit, unreadable)),
    get: (id) => readRun(id, () => RunDetail.parse({ ...runs.find(id), functions: functions.ofRun(id) })),
    ofGroup: (group) => guarded(file, () => runs.ofGroup(group)),
    functionTrend: (projectDir, named) => guarded(file, () => history.functionTrend(projectDir, named)),
    sizeBytes: () => guarded(file, () => sizeOnDisk(file)),
    count: (projectDir) => guarded(file, () => runs.count(projectDir)),
    storedBytes: (ids) =>
      guarded(file, () => runs.storedBytes(ids, bytesInUse(db) / Math.max(1, runs.count()))),
    discard: (ids) => {
      const gone: number[] = []
      removing.runs(ids, (some) => {
        const discarded = write(() => withoutOrphans(() => runs.discard(some)))
        gone.push(...discarded)
        return discarded.length
      })
      return gone
    },
    giveBack: () => guarded(file, () => removing.giveBack()),
    sources: (id) => readRun(id, () => Sources.parse(sources.ofRun(id))),
    timeline: (id) => readRun(id, () => stories.timeline(id, traces.timeline(id))),
    story: (id, parts) => readRun(id, () => RunStory.parse(stories.ofRun(id, parts))),
    output: (id) => readRun(id, () => Output.parse(traces.output(id))),
    describe: (id, changes) =>
      write(() => {
        runs.describe(id, changes)
        return record(id, () => RunSummary.parse(runs.find(id)))
      }),
    remove: (ids, { undoable } = { undoable: false }) =>
      removing.runs(ids, (some) =>
        write(() =>
          undoable ? runs.hide(some, new Date().toISOString()) : withoutOrphans(() => runs.remove(some)),
        ),
      ),
    restore: (ids) => write(() => runs.restore(ids)),
    history: (projectDir) => guarded(file, () => history.entries(projectDir, unreadable)),
    having: (projectDir, wanted) => guarded(file, () => history.having(projectDir, wanted)),
    functions: (projectDir) => guarded(file, () => history.functions(projectDir)),
    interpreterChoice: (projectDir) => guarded(file, () => Choice.parse(projects.interpreter(projectDir))),
    chooseInterpreter: (projectDir, path) => write(() => projects.setInterpreter(projectDir, path)),
    check: () => checkDatabase(db, file),
    projects: () => guarded(file, () => projects.opened()),
    keepProject: (project) => {
      write(() => projects.keep(project))
    },
    forgetProject: (dir) => write(() => projects.forget(dir)),
    rememberedRequest: (projectDir, subject) =>
      guarded(file, () => parseRequest(projects.request(projectDir, subject))),
    rememberRequest: (projectDir, subject, request) => {
      write(() => projects.setRequest(projectDir, subject, request))
    },
    dismissedHints: (projectDir) => guarded(file, () => hints.ofProject(projectDir)),
    dismissHint: (projectDir, hint, dismissed) => {
      write(() => hints.set(projectDir, hint, dismissed))
    },
    close() {
      if (!db.open) return
      purge()
      db.close()
      closed()
    },
  }
}

/** A damaged request counts as none: the person is asked again. */
function parseRequest(json: string | null): RunRequest | null {
  try {
    return json === null ? null : (RunRequest.safeParse(JSON.parse(json)).data ?? null)
  } catch {
    return null
  }
}

function unreadable(id: number, cause: unknown): MebiError {
  return new MebiError('run-unreadable', `The record of run ${id} is damaged.`, `mebi rm ${id} removes it.`, {
    cause,
  })
}

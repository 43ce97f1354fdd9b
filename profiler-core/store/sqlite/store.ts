import Database from 'better-sqlite3'
import { z } from 'zod'
import {
  MebiError,
  OutputChunk,
  Path,
  RunDetail,
  RunSummary,
  SourceFile,
  Timeline,
} from '../../contract/index.ts'
import { parseRun, type RunStore, runNotFound } from '../runStore.ts'
import { checkDatabase } from './check.ts'
import { guarded } from './errors.ts'
import { functionTable } from './functions.ts'
import { projectTable } from './projects.ts'
import { runTable } from './runs.ts'
import { sourceTable } from './sources.ts'
import { traceTables } from './traces.ts'

const Sources = z.array(SourceFile)
const Output = z.array(OutputChunk)
/** A damaged choice counts as none: the person chooses again. */
const Choice = Path.nullable().catch(null)

/** The store on an open, migrated database. `file` is where it lies; `closed` is called once, after it was closed. */
export function sqliteStore(
  db: Database.Database,
  file: string,
  readOnly: boolean,
  closed: () => void,
): RunStore {
  const runs = runTable(db)
  const functions = functionTable(db)
  const sources = sourceTable(db)
  const traces = traceTables(db)
  const projects = projectTable(db)

  const write = <T>(work: () => T): T => guarded(file, () => db.transaction(work).immediate())

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

  return {
    readOnly,
    add(given) {
      const run = parseRun(given)
      return guarded(file, () => {
        const known = runs.idOf(run.detail.key)
        if (known !== null) return known
        const newFunctions = functions.prepare(run.detail.functions)
        const newSources = sources.prepare(run.sources)
        const newTraces = traces.prepare(run.timeline, run.output)
        return write(() => {
          const addedMeanwhile = runs.idOf(run.detail.key)
          if (addedMeanwhile !== null) return addedMeanwhile
          const id = runs.insert(run.detail)
          functions.insert(id, newFunctions)
          sources.insert(id, newSources)
          traces.insert(id, newTraces)
          return id
        })
      })
    },
    list: ({ projectDir, limit }) => guarded(file, () => runs.list(projectDir, limit, unreadable)),
    get: (id) => readRun(id, () => RunDetail.parse({ ...runs.find(id), functions: functions.ofRun(id) })),
    sources: (id) => readRun(id, () => Sources.parse(sources.ofRun(id))),
    timeline: (id) => readRun(id, () => Timeline.parse(traces.timeline(id))),
    output: (id) => readRun(id, () => Output.parse(traces.output(id))),
    describe: (id, { label, note }) =>
      write(() => {
        if (label !== undefined) runs.setLabel(id, label)
        if (note !== undefined) runs.setNote(id, note)
        return record(id, () => RunSummary.parse(runs.find(id)))
      }),
    remove: (ids) =>
      write(() => {
        const removed = runs.remove(ids)
        if (removed > 0) {
          functions.collect()
          sources.collect()
        }
        return removed
      }),
    interpreterChoice: (projectDir) => guarded(file, () => Choice.parse(projects.interpreter(projectDir))),
    chooseInterpreter: (projectDir, path) => write(() => projects.setInterpreter(projectDir, path)),
    check: () => checkDatabase(db, file),
    close() {
      if (!db.open) return
      db.close()
      closed()
    },
  }
}

function unreadable(id: number, cause: unknown): MebiError {
  return new MebiError('run-unreadable', `The record of run ${id} is damaged.`, `mebi rm ${id} removes it.`, {
    cause,
  })
}

import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import type { MebiError } from '../../contract/index.ts'
import type { RunStore } from '../runStore.ts'
import { sizeOf } from './check.ts'
import {
  fullDisk,
  guarded,
  isCode,
  isFileError,
  isFull,
  readOnlyDatabase,
  sealedDatabase,
  unusableFolder,
} from './errors.ts'
import { onFullDisk } from './fullDisk.ts'
import { hasPendingChanges, inMemory, inspect, snapshot } from './inspect.ts'
import { migrate, userVersion } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { keepPrivate, makePrivateFile } from './private.ts'
import { type Reserve, reserveIn } from './reserve.ts'
import { enableGivingBack } from './room.ts'
import { NO_RESERVE, sqliteStore } from './store.ts'

/** A larger history is not read into memory where the disk is full, but in the room that the reserve gives up. */
const READ_INTO_MEMORY = 256 * 2 ** 20

export interface OpenOptions {
  /** How long to wait for another host that is writing, in milliseconds. */
  readonly busyTimeoutMs?: number
}

/**
 * Opens the history in a data folder, which is made if need be, and brings it up to date. Where nothing may be
 * written but there is a history, it opens that to be read. Throws a `MebiError`: `data-folder-unusable`,
 * `database-damaged`, `database-foreign`, `database-newer` (the file is left untouched), `database-busy`,
 * `database-read-only`, `disk-full` or `database-failed`.
 */
export function openStore(dataDir: string, { busyTimeoutMs = 5000 }: OpenOptions = {}): RunStore {
  const folder = resolve(dataDir)
  const file = join(folder, 'mebi.sqlite')
  return guarded(file, () => {
    makeFolder(folder)
    keepPrivate(folder)
    if (isWritable(folder) && (isWritable(file) || !exists(file))) return openWithRoom(file, busyTimeoutMs)
    if (!exists(file)) throw unusableFolder(folder, 'nothing may be written there')
    return openToRead(file, readOnlyDatabase(file))
  })
}

/** Opens a history to be written; one on a full disk to be read, for which there is room in memory. */
function openWithRoom(file: string, busyTimeoutMs: number): RunStore {
  const reserve = reserveIn(dirname(file))
  const isThere = sizeOf(file) > 0
  try {
    return openToWrite(file, busyTimeoutMs, reserve)
  } catch (error) {
    if (!isFull(error) || !isThere) throw error
    const full = fullDisk(file, error)
    const inReserve = () => {
      if (!reserve.spend()) throw full
      return guarded(file, () => openToWrite(file, busyTimeoutMs, reserve))
    }
    if (sizeOf(file) > READ_INTO_MEMORY || hasPendingChanges(file)) return inReserve()
    return onFullDisk(openToRead(file, full), inReserve)
  }
}

function openToWrite(file: string, busyTimeoutMs: number, reserve: Reserve): RunStore {
  inspectUnlessOpen(file)
  makePrivateFile(file)
  const db = openForWriting(file, busyTimeoutMs)
  return orClose(db, () => {
    // The run folder is removed as soon as a run was added: what is committed must survive a power cut.
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    // Else the log keeps the size that the largest removal gave it.
    db.pragma('journal_size_limit = 16777216')
    // What SQLite would put into a temporary file may find no room there.
    db.pragma('temp_store = MEMORY')
    migrate(db, file)
    if (!reserve.isSpent) reserve.keep()
    const forget = noteOpen(file)
    const closed = () => {
      forget()
      reserve.keep()
    }
    return sqliteStore(db, { file, obstacle: null, reserve, closed })
  })
}

/**
 * Reading a database in WAL mode takes a `-shm` file that can be written, and would leave files behind. So what is read
 * is a copy in memory, or, while changes are pending, the file with the `-shm` that another host has there.
 */
function openToRead(file: string, obstacle: MebiError): RunStore {
  const pending = hasPendingChanges(file) || isOpenHere(file)
  // Node reads files up to 2 GiB at once.
  if (!pending && sizeOf(file) >= 2 ** 31) throw sealedDatabase(file, 'is too large to be read without that')
  try {
    inspectUnlessOpen(file)
    const db = pending ? openPending(file) : snapshot(file)
    return orClose(db, () => {
      migrate(db, file)
      db.pragma('query_only = ON')
      return sqliteStore(db, { file, obstacle, reserve: NO_RESERVE, closed: () => {} })
    })
  } catch (error) {
    if (pending && isCode(error, 'SQLITE_CANTOPEN', 'SQLITE_READONLY')) {
      throw sealedDatabase(file, 'has changes that were never finished', error)
    }
    throw error
  }
}

/** A file with pending changes; a copy in memory of one that is of an older version, and has to be brought up to date. */
function openPending(file: string): Database.Database {
  const db = new Database(file, { readonly: true })
  return orClose(db, () => {
    if (userVersion(db) === migrations.length) return db
    const copy = inMemory(db.serialize())
    db.close()
    return copy
  })
}

/**
 * The last host to close a database removes its log. SQLite that opens the log at that very moment may find it gone, take
 * it to be read-only, and refuse every write: so a write lock is tried, and the database opened anew where that fails.
 */
function openForWriting(file: string, busyTimeoutMs: number): Database.Database {
  for (let attempt = 1; ; attempt += 1) {
    const isNew = sizeOf(file) === 0
    const db = new Database(file, { timeout: busyTimeoutMs })
    try {
      if (isNew) enableGivingBack(db)
      writeAhead(db, busyTimeoutMs)
      tryToWrite(db, busyTimeoutMs)
      return db
    } catch (error) {
      db.close()
      if (!isCode(error, 'SQLITE_READONLY') || attempt === 5) throw error
    }
  }
}

/** Takes the write lock for a moment; a lock that another host holds is a good sign too. */
function tryToWrite(db: Database.Database, busyTimeoutMs: number): void {
  db.pragma('busy_timeout = 0')
  try {
    db.exec('BEGIN IMMEDIATE; ROLLBACK')
  } catch (error) {
    if (!isCode(error, 'SQLITE_BUSY')) throw error
  } finally {
    db.pragma(`busy_timeout = ${busyTimeoutMs}`)
  }
}

/** Write-ahead logging: readers and one writer at once. Kept in the file, so most of the time this finds it done. */
function writeAhead(db: Database.Database, busyTimeoutMs: number): void {
  const deadline = performance.now() + busyTimeoutMs
  for (;;) {
    try {
      db.pragma('journal_mode = WAL')
      return
    } catch (error) {
      // To avoid deadlocks, SQLite does not always wait here when two hosts begin at once.
      if (!isCode(error, 'SQLITE_BUSY') || performance.now() >= deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

/** Files that this process has open in SQLite, and how often: `inspect` must leave them alone. */
const openHere = new Map<string, number>()

function inspectUnlessOpen(file: string): void {
  if (!isOpenHere(file)) inspect(file)
}

function isOpenHere(file: string): boolean {
  return openHere.has(identity(file))
}

/** Returns what undoes it. */
function noteOpen(file: string): () => void {
  const id = identity(file)
  openHere.set(id, (openHere.get(id) ?? 0) + 1)
  return () => {
    const left = (openHere.get(id) ?? 1) - 1
    if (left === 0) openHere.delete(id)
    else openHere.set(id, left)
  }
}

/** The same for all names of a file. */
function identity(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stats ? `${stats.dev}:${stats.ino}` : ''
}

function orClose<T>(db: Database.Database, work: () => T): T {
  try {
    return work()
  } catch (error) {
    db.close()
    throw error
  }
}

function makeFolder(folder: string): void {
  try {
    makeWithParents(folder)
  } catch (error) {
    if (isFileError(error, 'ENOSPC', 'EDQUOT')) throw error
    throw unusableFolder(folder, error instanceof Error ? error.message : String(error), error)
  }
}

/** Not by `recursive`: where a folder can hold no files, such as /proc, Node then tries for ever. */
function makeWithParents(folder: string): void {
  if (isFolder(folder)) return
  makeWithParents(dirname(folder))
  try {
    // Runs hold environment variables and output: nobody else's business.
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (!isFolder(folder)) throw error // else another host was quicker
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

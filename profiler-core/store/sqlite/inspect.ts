import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { MebiError } from '../../contract/index.ts'
import { quickCheck, sizeOf } from './check.ts'
import { damagedDatabase, foreignDatabase, isCode, newerDatabase } from './errors.ts'
import { APPLICATION_ID, userVersion } from './migrate.ts'
import { migrations } from './migrations/index.ts'

/**
 * Looks at a database file before SQLite may write to it, so that one that is damaged, foreign or newer stays as it is,
 * to the byte, with nothing put beside it. Throws `database-damaged`, `database-foreign` or `database-newer`.
 *
 * Must not be called while this process has the file open in SQLite: POSIX drops all locks that a process holds on a
 * file as soon as it closes any descriptor of it.
 */
export function inspect(file: string): void {
  for (let attempt = 1; ; attempt += 1) {
    const before = fingerprint(file)
    const fault = findFault(file)
    if (!fault) return
    // A file that another host was writing meanwhile may look damaged to us.
    if (attempt === 3 || fingerprint(file) === before) throw fault
  }
}

/** Changes wait in the log beside the file: it is in use by another host, or was left by one that crashed. */
export function hasPendingChanges(file: string): boolean {
  return sizeOf(`${file}-wal`) > 0
}

/** A copy in memory of a file without pending changes. */
export function snapshot(file: string): Database.Database {
  return inMemory(readFileSync(file))
}

/** A database in memory, of the bytes of a file. */
export function inMemory(bytes: Buffer): Database.Database {
  // Bytes 18 and 19 say whether the file is written through a log (2) or not (1); there is no log in memory.
  if (bytes.length >= HEADER_BYTES) bytes.fill(1, 18, 20)
  return new Database(bytes)
}

/**
 * Smaller files are checked as a whole at each opening (10 ms for the largest of them); in larger ones, damage in the middle
 * is found when it is met, or by `check`.
 */
const CHECKED_WHOLE_BYTES = 8 * 2 ** 20

const HEADER_BYTES = 100

function findFault(file: string): MebiError | null {
  const size = sizeOf(file)
  // An empty file is how SQLite begins; a journal is for SQLite to roll back.
  if (size === 0 || sizeOf(`${file}-journal`) > 0) return null
  const pending = hasPendingChanges(file)
  const header = readHeader(file)
  if (header?.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    return damagedDatabase(file, 'it is not an SQLite database')
  }
  if (pending) return examine(file, () => new Database(file, { readonly: true }), size <= CHECKED_WHOLE_BYTES)
  const version = header.readUInt32BE(60)
  const fault = judge(file, version, header.readUInt32BE(68))
  if (fault) return fault
  if (size < pageSize(header) * header.readUInt32BE(28))
    return damagedDatabase(file, 'a part of it is missing')
  if (size <= CHECKED_WHOLE_BYTES) return examine(file, () => snapshot(file), true)
  return version === 0 ? foreignDatabase(file) : null
}

/** Lets SQLite look at the database, without a right to write. */
function examine(file: string, open: () => Database.Database, whole: boolean): MebiError | null {
  try {
    const db = open()
    try {
      // In one transaction: another host may be migrating.
      const fault = db.transaction(() => {
        const version = userVersion(db)
        const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get())
        if (version === 0 && tables > 0) return foreignDatabase(file)
        return judge(file, version, Number(db.pragma('application_id', { simple: true })))
      })()
      const problem = whole && !fault ? quickCheck(db)[0] : undefined
      return problem === undefined ? fault : damagedDatabase(file, problem)
    } finally {
      db.close()
    }
  } catch (error) {
    if (isCode(error, 'SQLITE_CORRUPT', 'SQLITE_NOTADB')) return damagedDatabase(file, error.message, error)
    throw error
  }
}

/** Our databases bear our mark from the first migration on. */
function judge(file: string, version: number, application: number): MebiError | null {
  if (application !== APPLICATION_ID && (application !== 0 || version !== 0)) return foreignDatabase(file)
  return version > migrations.length ? newerDatabase(file, version, migrations.length) : null
}

function readHeader(file: string): Buffer | null {
  const header = Buffer.alloc(HEADER_BYTES)
  const descriptor = openSync(file, 'r')
  try {
    return readSync(descriptor, header, 0, HEADER_BYTES, 0) === HEADER_BYTES ? header : null
  } finally {
    closeSync(descriptor)
  }
}

/** In bytes. The header says 1 for 65,536. */
function pageSize(header: Buffer): number {
  const size = header.readUInt16BE(16)
  return size === 1 ? 65_536 : size
}

function fingerprint(file: string): string {
  return [file, `${file}-wal`, `${file}-journal`]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((stats) => (stats ? `${stats.size} ${stats.mtimeMs}` : 'absent'))
    .join()
}

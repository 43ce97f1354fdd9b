import Database from 'better-sqlite3'
import { MebiError } from '../../contract/index.ts'

/** `Database.SqliteError` itself names the type of the class, not of what it makes. */
type SqliteError = InstanceType<typeof Database.SqliteError>

const ELSEWHERE = 'or point MEBI_HOME at another folder'

export function newerDatabase(file: string, version: number, known: number): MebiError {
  return new MebiError(
    'database-newer',
    `The history ${file} was written by a newer Mebi (format ${version}; this one knows formats up to ${known}).`,
    `Update Mebi, ${ELSEWHERE}. The file was not changed.`,
  )
}

export function damagedDatabase(file: string, detail: string, cause?: unknown): MebiError {
  return new MebiError(
    'database-damaged',
    `The history ${file} is damaged: ${detail}.`,
    `Restore it from a backup, move it away to begin a new one, ${ELSEWHERE}. The file was not changed.`,
    { cause },
  )
}

export function foreignDatabase(file: string): MebiError {
  return new MebiError(
    'database-foreign',
    `${file} is a database, but not one of Mebi.`,
    `Move it away, ${ELSEWHERE}. The file was not changed.`,
  )
}

export function readOnlyDatabase(file: string, cause?: unknown): MebiError {
  return new MebiError(
    'database-read-only',
    `The history ${file} can be read but not written.`,
    `Make the file and its folder writable, ${ELSEWHERE}.`,
    { cause },
  )
}

/** For a history that cannot even be read while nothing may be written beside it; `why` as in "it is too large". */
export function sealedDatabase(file: string, why: string, cause?: unknown): MebiError {
  return new MebiError(
    'database-read-only',
    `The history ${file} ${why}, and nothing may be written there.`,
    `Make the file and its folder writable, ${ELSEWHERE}.`,
    { cause },
  )
}

export function unusableFolder(folder: string, why: string, cause?: unknown): MebiError {
  return new MebiError(
    'data-folder-unusable',
    `The data folder ${folder} cannot be used: ${why}.`,
    'Make it a folder that you may write to, or point MEBI_HOME at another one.',
    { cause },
  )
}

/** For a folder into which anybody may put files. */
export function openFolder(folder: string): MebiError {
  return new MebiError(
    'data-folder-unusable',
    `The data folder ${folder} cannot be used: everybody may write there.`,
    'Make it a folder that only you may write to, or point MEBI_HOME at another one.',
  )
}

export function fullDisk(file: string, cause?: unknown): MebiError {
  return new MebiError(
    'disk-full',
    `The history ${file} cannot be written: the disk is full.`,
    `Free some space, ${ELSEWHERE}.`,
    { cause },
  )
}

/** Runs `work` on the database `file`; what SQLite or the file system throws becomes a `MebiError`, all else passes. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Database.SqliteError) throw explain(file, error)
    if (isFull(error)) throw fullDisk(file, error)
    if (isFileError(error)) throw failedDatabase(file, error)
    throw error
  }
}

/** SQLite's extended codes begin with the primary one: `SQLITE_BUSY_SNAPSHOT` is a `SQLITE_BUSY`. */
export function isCode(error: unknown, ...primary: readonly string[]): error is SqliteError {
  return (
    error instanceof Database.SqliteError &&
    primary.some((code) => error.code === code || error.code.startsWith(`${code}_`))
  )
}

/** An error of the file system, with one of `codes` if there are any. */
export function isFileError(error: unknown, ...codes: readonly string[]): error is Error {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return false
  return codes.length === 0 || codes.some((code) => code === error.code)
}

/** Under a full disk the shared memory file is often the first that cannot grow. */
export function isFull(error: unknown): boolean {
  if (error instanceof MebiError) return error.code === 'disk-full'
  return isCode(error, 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE') || isFileError(error, 'ENOSPC', 'EDQUOT')
}

function explain(file: string, error: SqliteError): MebiError {
  if (isCode(error, 'SQLITE_CORRUPT', 'SQLITE_NOTADB')) return damagedDatabase(file, error.message, error)
  if (isFull(error)) return fullDisk(file, error)
  if (isCode(error, 'SQLITE_READONLY')) return readOnlyDatabase(file, error)
  if (isCode(error, 'SQLITE_BUSY', 'SQLITE_LOCKED')) return busyDatabase(file, error)
  return failedDatabase(file, error)
}

function busyDatabase(file: string, cause: unknown): MebiError {
  return new MebiError(
    'database-busy',
    `The history ${file} is locked by another program.`,
    'Close other programs that have it open, then try again.',
    { cause },
  )
}

function failedDatabase(file: string, cause: Error): MebiError {
  return new MebiError(
    'database-failed',
    `The history ${file} cannot be used: ${cause.message}.`,
    `Check the disk and the folder's permissions, ${ELSEWHERE}.`,
    { cause },
  )
}

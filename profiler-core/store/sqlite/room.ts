import type Database from 'better-sqlite3'
import { isCode } from './errors.ts'

/** What a function of a run takes beside its lines: its row, and its places in the indices. */
export const FUNCTION_BYTES = 130
/** What a run takes beside what belongs to it: its row, and its places in the indices. */
export const RUN_BYTES = 1500

/** Pages that are moved in one go: a few milliseconds for other hosts to wait. */
const PAGES_AT_ONCE = 500

const NONE = 0

/** Makes a database able to give back room piece by piece. To be called before anything is written to it. */
export function enableGivingBack(db: Database.Database): void {
  unlessBusy(() => db.pragma('auto_vacuum = INCREMENTAL')) // else another host is beginning it, and does the same
}

/**
 * Gives back a piece of the room that removed runs have left to the file system; returns whether there is more. A history
 * that was begun by an older version is rewritten as a whole, once. Other hosts may read and write between the pieces.
 */
export function giveBack(db: Database.Database, pages = PAGES_AT_ONCE): boolean {
  if (Number(db.pragma('auto_vacuum', { simple: true })) === NONE) {
    db.pragma('auto_vacuum = INCREMENTAL')
    rewrite(db)
  }
  const before = freePages(db)
  if (before > 0) db.pragma(`incremental_vacuum(${pages})`)
  const left = freePages(db)
  if (left > 0 && left < before) return true
  // The file becomes smaller when the log goes into it; while another host reads or writes, that waits for a later time.
  shortenLog(db)
  return false
}

/** The whole of a history may not fit into memory. */
function rewrite(db: Database.Database): void {
  db.pragma('temp_store = FILE')
  try {
    db.exec('VACUUM')
  } finally {
    db.pragma('temp_store = MEMORY')
  }
}

/** Puts what is in the log into the file, as far as nobody reads or writes. */
export function shortenLog(db: Database.Database): void {
  unlessBusy(() => db.pragma('wal_checkpoint(TRUNCATE)'))
}

function unlessBusy(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!isCode(error, 'SQLITE_BUSY', 'SQLITE_LOCKED')) throw error
  }
}

/** Bytes of the file that hold something. */
export function bytesInUse(db: Database.Database): number {
  const pages = Number(db.pragma('page_count', { simple: true })) - freePages(db)
  return pages * Number(db.pragma('page_size', { simple: true }))
}

function freePages(db: Database.Database): number {
  return Number(db.pragma('freelist_count', { simple: true }))
}

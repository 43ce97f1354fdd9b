import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { StoreCheck } from '../runStore.ts'

/** What `doctor` is told about the database; damage is reported, not thrown. */
export function checkDatabase(db: Database.Database, file: string): StoreCheck {
  return {
    file,
    sqliteVersion: String(db.prepare('SELECT sqlite_version()').pluck().get()),
    journalMode: String(db.pragma('journal_mode', { simple: true })),
    sizeBytes: sizeOnDisk(file),
    runs: attempt(
      () => Number(db.prepare('SELECT count(*) FROM runs WHERE removed_at IS NULL').pluck().get()),
      () => null,
    ),
    problems: attempt(
      () => quickCheck(db),
      (problem) => [problem],
    ),
  }
}

/** What SQLite's integrity check finds, one sentence each. Throws a `SqliteError` where it cannot even begin. */
export function quickCheck(db: Database.Database): string[] {
  const found = db.prepare<[], string>('PRAGMA quick_check(20)').pluck().all()
  return found.filter((line) => line !== 'ok')
}

/** In bytes, the write-ahead log included. */
export function sizeOnDisk(file: string): number {
  return sizeOf(file) + sizeOf(`${file}-wal`)
}

/** In bytes; 0 for a file that is not there. Does not open the file: `inspect.ts` says why that matters. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function attempt<T, F>(work: () => T, failed: (problem: string) => F): T | F {
  try {
    return work()
  } catch (error) {
    if (error instanceof Database.SqliteError) return failed(error.message)
    throw error
  }
}

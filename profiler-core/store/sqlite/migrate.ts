import type Database from 'better-sqlite3'
import { newerDatabase } from './errors.ts'
import { type Migration, migrations } from './migrations/index.ts'

/** `MEBI`: the mark by which we know our own databases. */
export const APPLICATION_ID = 0x4d454249

/**
 * Brings the database to the newest version, each step in a transaction of its own. Two hosts may do so at once: the
 * version is read again under the write lock. Throws `database-newer` for a version that we do not know.
 */
export function migrate(db: Database.Database, file: string, steps: readonly Migration[] = migrations): void {
  for (;;) {
    const version = userVersion(db)
    if (version > steps.length) throw newerDatabase(file, version, steps.length)
    if (version === steps.length) return
    db.transaction(() => {
      const current = userVersion(db)
      const step = steps[current]
      if (step === undefined) return
      if (typeof step === 'string') db.exec(step)
      else step(db)
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${current + 1}`)
    }).immediate()
  }
}

/** The number of migrations that were applied. */
export function userVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

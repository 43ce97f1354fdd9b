import type Database from 'better-sqlite3'
import { fromText, toText } from './text.ts'

/** What is remembered of each project. */
export function projectTable(db: Database.Database) {
  const get = db.prepare<[string], { interpreter_path: string }>(
    'SELECT interpreter_path FROM projects WHERE dir = ?',
  )
  const set = db.prepare<[string, string]>(
    `INSERT INTO projects (dir, interpreter_path) VALUES (?, ?)
     ON CONFLICT (dir) DO UPDATE SET interpreter_path = excluded.interpreter_path`,
  )
  const forget = db.prepare<[string]>('DELETE FROM projects WHERE dir = ?')

  return {
    /** The choice, for a schema to check, or `null`. */
    interpreter(dir: string): unknown {
      const row = get.get(toText(dir))
      return row ? fromText(row.interpreter_path) : null
    },
    setInterpreter(dir: string, path: string | null): void {
      if (path === null) forget.run(toText(dir))
      else set.run(toText(dir), toText(path))
    },
  }
}

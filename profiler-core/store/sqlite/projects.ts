import type Database from 'better-sqlite3'
import type { RunRequest } from '../../contract/index.ts'
import type { StoredProject } from '../runStore.ts'
import { fromText, toText, toTextOrNull } from './text.ts'

/** What is remembered of each project, and how its subjects were run. */
export function projectTable(db: Database.Database) {
  const interpreter = db.prepare<[string], { interpreter_path: string | null }>(
    'SELECT interpreter_path FROM projects WHERE dir = ?',
  )
  const setInterpreter = db.prepare<[string, string | null]>(
    `INSERT INTO projects (dir, interpreter_path) VALUES (?, ?)
     ON CONFLICT (dir) DO UPDATE SET interpreter_path = excluded.interpreter_path`,
  )
  const opened = db.prepare<[], { dir: string; opened_at: string; trusted: number }>(
    `SELECT dir, opened_at, trusted FROM projects WHERE opened_at IS NOT NULL ORDER BY opened_at DESC, dir`,
  )
  const keep = db.prepare<[string, string, number]>(
    `INSERT INTO projects (dir, opened_at, trusted) VALUES (?, ?, ?)
     ON CONFLICT (dir) DO UPDATE SET opened_at = excluded.opened_at, trusted = excluded.trusted`,
  )
  const forget = db.prepare<[string]>('UPDATE projects SET opened_at = NULL, trusted = 0 WHERE dir = ?')
  const request = db.prepare<[string, string], { request: string }>(
    'SELECT request FROM requests WHERE project_dir = ? AND subject = ?',
  )
  const setRequest = db.prepare<[string, string, string]>(
    `INSERT INTO requests (project_dir, subject, request) VALUES (?, ?, ?)
     ON CONFLICT (project_dir, subject) DO UPDATE SET request = excluded.request`,
  )
  const collect = db.prepare<[]>('DELETE FROM projects WHERE opened_at IS NULL AND interpreter_path IS NULL')

  return {
    /** The choice, for a schema to check, or `null`. */
    interpreter(dir: string): unknown {
      const path = interpreter.get(toText(dir))?.interpreter_path ?? null
      return path === null ? null : fromText(path)
    },
    setInterpreter(dir: string, path: string | null): void {
      setInterpreter.run(toText(dir), toTextOrNull(path))
      collect.run()
    },
    /** Last opened first; damaged rows are left out: the person opens such a project again. */
    opened: (): StoredProject[] =>
      opened.all().flatMap((row) => {
        const dir = fromText(row.dir)
        const openedAt = fromText(row.opened_at)
        if (typeof dir !== 'string' || typeof openedAt !== 'string') return []
        return [{ dir, openedAt, trusted: row.trusted === 1 }]
      }),
    keep: ({ dir, openedAt, trusted }: StoredProject) =>
      keep.run(toText(dir), toText(openedAt), Number(trusted)),
    forget(dir: string): void {
      forget.run(toText(dir))
      collect.run()
    },
    /** JSON of the request, or `null`. */
    request: (projectDir: string, subject: string): string | null =>
      request.get(toText(projectDir), toText(subject))?.request ?? null,
    setRequest: (projectDir: string, subject: string, remembered: RunRequest) =>
      setRequest.run(toText(projectDir), toText(subject), JSON.stringify(remembered)),
  }
}

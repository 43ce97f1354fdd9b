import type Database from 'better-sqlite3'
import { DismissedHint } from '../runStore.ts'
import { fromText, toText } from './text.ts'

/** The hints to which a person said "not here". */
export function hintTable(db: Database.Database) {
  const ofProject = db.prepare<[string], { file: string; rule: string; code: string }>(
    'SELECT file, rule, code FROM dismissed_hints WHERE project_dir = ?',
  )
  const add = db.prepare<[string, string, string, string]>(
    'INSERT OR IGNORE INTO dismissed_hints (project_dir, file, rule, code) VALUES (?, ?, ?, ?)',
  )
  const remove = db.prepare<[string, string, string, string]>(
    'DELETE FROM dismissed_hints WHERE project_dir = ? AND file = ? AND rule = ? AND code = ?',
  )
  return {
    /** A damaged one counts as none: the hint is shown again. */
    ofProject: (projectDir: string): DismissedHint[] =>
      ofProject.all(toText(projectDir)).flatMap(({ file, rule, code }) => {
        const hint = { file: fromText(file), rule: fromText(rule), code: fromText(code) }
        return DismissedHint.safeParse(hint).data ?? []
      }),
    set(projectDir: string, { file, rule, code }: DismissedHint, dismissed: boolean): void {
      const statement = dismissed ? add : remove
      statement.run(toText(projectDir), toText(file), toText(rule), toText(code))
    },
  }
}

import type Database from 'better-sqlite3'
import type { FunctionResult } from '../../contract/index.ts'
import { packLines, unpackLines } from './blobs.ts'
import { fromText, toText } from './text.ts'

interface FunctionRow {
  file: string
  name: string
  first_line: number
  last_line: number
  calls: number
  baseline_bytes: number
  lines: Buffer
}

/** The functions of each run, with totals for trends and their lines. */
export function functionTable(db: Database.Database) {
  const addFunction = db.prepare<[string, string]>('INSERT INTO functions (file, name) VALUES (?, ?)')
  const idOf = db.prepare<[string, string], { id: number }>(
    'SELECT id FROM functions WHERE file = ? AND name = ?',
  )
  const insert = db.prepare<
    [number, number, number, number, number, number, number, number, number, number, Buffer]
  >(
    `INSERT INTO run_functions (run_id, position, function_id, first_line, last_line, calls, baseline_bytes,
       net_growth_bytes, peak_bytes, time_ns, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const ofRun = db.prepare<[number], FunctionRow>(
    `SELECT file, name, first_line, last_line, calls, baseline_bytes, lines
     FROM run_functions JOIN functions ON functions.id = function_id WHERE run_id = ? ORDER BY position`,
  )
  const collect = db.prepare<[]>(
    'DELETE FROM functions WHERE NOT EXISTS (SELECT 1 FROM run_functions WHERE function_id = functions.id)',
  )

  const identify = (file: string, name: string): number =>
    idOf.get(file, name)?.id ?? Number(addFunction.run(file, name).lastInsertRowid)

  return {
    /** Packing is the slow part: to be done before the write lock is taken. */
    prepare: (functions: readonly FunctionResult[]) =>
      functions.map((result) => ({ result, lines: packLines(result.lines) })),
    insert(runId: number, prepared: readonly { result: FunctionResult; lines: Buffer }[]): void {
      for (const [position, { result, lines }] of prepared.entries()) {
        insert.run(
          runId,
          position,
          identify(toText(result.file), toText(result.name)),
          result.firstLine,
          result.lastLine,
          result.calls,
          result.baselineBytes,
          result.lines.reduce((sum, { incrementBytes }) => sum + incrementBytes, 0),
          result.lines.reduce((highest, { peakBytes }) => Math.max(highest, peakBytes), 0),
          result.lines.reduce((sum, { timeNs }) => sum + timeNs, 0),
          lines,
        )
      }
    },
    /** A run's functions, for `RunDetail` to check. */
    ofRun: (runId: number): unknown[] =>
      ofRun.all(runId).map((row) => ({
        file: fromText(row.file),
        name: fromText(row.name),
        firstLine: row.first_line,
        lastLine: row.last_line,
        calls: row.calls,
        baselineBytes: row.baseline_bytes,
        lines: unpackLines(row.lines),
      })),
    /** Drops the functions that no run has any more. */
    collect: () => collect.run(),
  }
}

import type Database from 'better-sqlite3'
import { type RunDetail, RunSummary, type Timeline, targetWords, watchedWords } from '../../contract/index.ts'
import type { Description } from '../runStore.ts'
import { sparkline } from '../sparkline.ts'
import { fromText, fromTextOrNull, toText, toTextOrNull } from './text.ts'

/** A row of `runs`; the tables are STRICT, so SQLite itself vouches for these types. */
interface RunRow {
  id: number
  key: string
  status: string
  exit_code: number | null
  signal: string | null
  started_at: string
  duration_ns: number
  baseline_bytes: number
  peak_bytes: number
  first_process_peak_bytes: number | null
  peak_process: string | null
  last_line: string | null
  error: string | null
  cause: string | null
  warnings: string
  request: string
  to_watch: string | null
  project_dir: string
  backend: string
  interpreter_path: string
  interpreter_version: string
  interpreter_implementation: string
  host: string
  git_commit: string | null
  git_branch: string | null
  git_dirty: number | null
  label: string | null
  note: string | null
  pinned: number
  group_key: string | null
  dataset: string | null
  baseline: number
  origin: string | null
}
interface NewRow extends Omit<RunRow, 'id'> {
  target: string
  watched: string
  sparkline: string
  stored_bytes: number
}

function toRow(run: RunDetail, timeline: Timeline, storedBytes: number): NewRow {
  return {
    key: toText(run.key),
    status: run.status,
    exit_code: run.exitCode,
    signal: toTextOrNull(run.signal),
    started_at: toText(run.startedAt),
    duration_ns: run.durationNs,
    baseline_bytes: run.baselineBytes,
    peak_bytes: run.peakBytes,
    first_process_peak_bytes: run.firstProcessPeakBytes,
    peak_process: run.peakProcess && JSON.stringify(run.peakProcess),
    last_line: run.lastLine && JSON.stringify(run.lastLine),
    error: run.error && JSON.stringify(run.error),
    cause: run.cause && JSON.stringify(run.cause),
    warnings: JSON.stringify(run.warnings),
    request: JSON.stringify(run.request),
    to_watch: run.toWatch && JSON.stringify(run.toWatch),
    project_dir: toText(run.request.projectDir),
    backend: run.backend,
    interpreter_path: toText(run.interpreter.path),
    interpreter_version: toText(run.interpreter.version),
    interpreter_implementation: toText(run.interpreter.implementation),
    host: JSON.stringify(run.host),
    git_commit: run.git && toText(run.git.commit),
    git_branch: run.git && toTextOrNull(run.git.branch),
    git_dirty: run.git && Number(run.git.dirty),
    label: toTextOrNull(run.label),
    note: toTextOrNull(run.note),
    pinned: Number(run.pinned),
    group_key: toTextOrNull(run.group),
    dataset: run.dataset && JSON.stringify(run.dataset),
    baseline: Number(run.baseline),
    origin: run.origin && JSON.stringify(run.origin),
    target: toText(targetWords(run.request)),
    watched: toText(watchedWords(run.request)),
    sparkline: JSON.stringify(sparkline(timeline)),
    stored_bytes: storedBytes,
  }
}

/** What `RunSummary` is to check. */
function fromRow(row: RunRow) {
  return {
    id: row.id,
    key: fromText(row.key),
    status: row.status,
    exitCode: row.exit_code,
    signal: fromTextOrNull(row.signal),
    startedAt: fromText(row.started_at),
    durationNs: row.duration_ns,
    baselineBytes: row.baseline_bytes,
    peakBytes: row.peak_bytes,
    firstProcessPeakBytes: row.first_process_peak_bytes,
    peakProcess: fromJson(row.peak_process),
    lastLine: fromJson(row.last_line),
    error: fromJson(row.error),
    cause: fromJson(row.cause),
    warnings: fromJson(row.warnings),
    request: fromJson(row.request),
    toWatch: fromJson(row.to_watch),
    backend: row.backend,
    interpreter: {
      path: fromText(row.interpreter_path),
      version: fromText(row.interpreter_version),
      implementation: fromText(row.interpreter_implementation),
    },
    host: fromJson(row.host),
    git:
      row.git_commit === null
        ? null
        : {
            commit: fromText(row.git_commit),
            branch: fromTextOrNull(row.git_branch),
            dirty: row.git_dirty === 1,
          },
    label: fromTextOrNull(row.label),
    note: fromTextOrNull(row.note),
    pinned: row.pinned === 1,
    group: fromTextOrNull(row.group_key),
    dataset: fromJson(row.dataset),
    baseline: row.baseline === 1,
    origin: fromJson(row.origin),
  }
}

function fromJson(json: string | null): unknown {
  return json === null ? null : JSON.parse(json)
}

const newColumns = [
  'key',
  'status',
  'exit_code',
  'signal',
  'started_at',
  'duration_ns',
  'baseline_bytes',
  'peak_bytes',
  'first_process_peak_bytes',
  'peak_process',
  'last_line',
  'error',
  'cause',
  'warnings',
  'request',
  'to_watch',
  'project_dir',
  'backend',
  'interpreter_path',
  'interpreter_version',
  'interpreter_implementation',
  'host',
  'git_commit',
  'git_branch',
  'git_dirty',
  'label',
  'note',
  'pinned',
  'group_key',
  'dataset',
  'baseline',
  'origin',
  'target',
  'watched',
  'sparkline',
  'stored_bytes',
] as const satisfies readonly (keyof NewRow)[]

/** The table of runs, without what belongs to them. Runs that were removed undoably are as if they were not there. */
export function runTable(db: Database.Database) {
  const insert = db.prepare<[NewRow]>(
    `INSERT INTO runs (${newColumns.join(', ')}) VALUES (${newColumns.map((name) => `@${name}`).join(', ')})`,
  )
  const idOfKey = db.prepare<[string], { id: number }>('SELECT id FROM runs WHERE key = ?')
  const one = db.prepare<[number], RunRow>('SELECT * FROM runs WHERE id = ? AND removed_at IS NULL')
  const newest = db.prepare<[number], RunRow>(
    'SELECT * FROM runs WHERE removed_at IS NULL ORDER BY started_at DESC, id DESC LIMIT ?',
  )
  const newestOfProject = db.prepare<[string, number], RunRow>(
    `SELECT * FROM runs WHERE project_dir = ? AND removed_at IS NULL
     ORDER BY started_at DESC, id DESC LIMIT ?`,
  )
  const setLabel = db.prepare<[string | null, number]>('UPDATE runs SET label = ? WHERE id = ?')
  const setNote = db.prepare<[string | null, number]>('UPDATE runs SET note = ? WHERE id = ?')
  const setDataset = db.prepare<[string | null, number]>('UPDATE runs SET dataset = ? WHERE id = ?')
  const setBaseline = db.prepare<[number, number]>('UPDATE runs SET baseline = ? WHERE id = ?')
  const unsetBaselines = db.prepare<[number]>(
    `UPDATE runs SET baseline = 0 WHERE baseline = 1
       AND (project_dir, target) = (SELECT project_dir, target FROM runs WHERE id = ?)`,
  )
  const ofGroup = db
    .prepare<[string], number>(
      'SELECT id FROM runs WHERE group_key = ? AND removed_at IS NULL ORDER BY started_at, id',
    )
    .pluck()
  const setPinned = db.prepare<[number, number]>('UPDATE runs SET pinned = ? WHERE id = ?')
  const remove = db.prepare<[string]>(
    'DELETE FROM runs WHERE id IN (SELECT value FROM json_each(?)) AND removed_at IS NULL',
  )
  const discard = db
    .prepare<[string], number>(
      `DELETE FROM runs WHERE id IN (SELECT value FROM json_each(?)) AND removed_at IS NULL
         AND pinned = 0 AND baseline = 0 RETURNING id`,
    )
    .pluck()
  const count = db.prepare<[], number>('SELECT count(*) FROM runs WHERE removed_at IS NULL').pluck()
  const countOfProject = db
    .prepare<[string], number>('SELECT count(*) FROM runs WHERE project_dir = ? AND removed_at IS NULL')
    .pluck()
  const storedBytes = db
    .prepare<[number, string], number>(
      `SELECT total(coalesce(stored_bytes, ?)) FROM runs
       WHERE id IN (SELECT value FROM json_each(?)) AND removed_at IS NULL`,
    )
    .pluck()
  const hide = db.prepare<[string, string]>(
    'UPDATE runs SET removed_at = ? WHERE id IN (SELECT value FROM json_each(?)) AND removed_at IS NULL',
  )
  const restore = db.prepare<[string]>(
    'UPDATE runs SET removed_at = NULL WHERE id IN (SELECT value FROM json_each(?)) AND removed_at IS NOT NULL',
  )
  const hiddenBefore = db.prepare<[string], number>('SELECT 1 FROM runs WHERE removed_at < ? LIMIT 1').pluck()
  const purge = db.prepare<[string]>('DELETE FROM runs WHERE removed_at < ?')

  return {
    idOf: (key: string): number | null => idOfKey.get(toText(key))?.id ?? null,
    /** `storedBytes`: what the run and all that belongs to it take, about. */
    insert: (run: RunDetail, timeline: Timeline, storedBytes: number): number =>
      Number(insert.run(toRow(run, timeline, storedBytes)).lastInsertRowid),
    exists: (id: number): boolean => one.get(id) !== undefined,
    /** The run as `RunSummary` is to find it, or `null`. */
    find(id: number) {
      const row = one.get(id)
      return row ? fromRow(row) : null
    },
    /** Calls `unreadable` with the id of a run whose row does not fit. */
    list(
      projectDir: string | undefined,
      limit: number,
      unreadable: (id: number, cause: unknown) => Error,
    ): RunSummary[] {
      const rows =
        projectDir === undefined ? newest.all(limit) : newestOfProject.all(toText(projectDir), limit)
      return rows.map((row) => {
        try {
          return RunSummary.parse(fromRow(row))
        } catch (error) {
          throw unreadable(row.id, error)
        }
      })
    },
    /** By start. */
    ofGroup: (group: string): number[] => ofGroup.all(toText(group)),
    describe(id: number, { label, note, pinned, dataset, baseline }: Description): void {
      if (label !== undefined) setLabel.run(toTextOrNull(label), id)
      if (note !== undefined) setNote.run(toTextOrNull(note), id)
      if (pinned !== undefined) setPinned.run(Number(pinned), id)
      if (dataset !== undefined) setDataset.run(dataset && JSON.stringify(dataset), id)
      if (baseline === true) unsetBaselines.run(id)
      if (baseline !== undefined) setBaseline.run(Number(baseline), id)
    },
    count: (projectDir?: string): number =>
      (projectDir === undefined ? count.get() : countOfProject.get(toText(projectDir))) ?? 0,
    /** What runs take, about; `unknown`: one of which nobody counted it. */
    storedBytes: (ids: readonly number[], unknown: number): number =>
      storedBytes.get(unknown, JSON.stringify(ids)) ?? 0,
    /** Removes those that are neither pinned nor a baseline, and returns which those were. */
    discard: (ids: readonly number[]): number[] => discard.all(JSON.stringify(ids)),
    remove: (ids: readonly number[]): number => remove.run(JSON.stringify(ids)).changes,
    /** `at`: ISO 8601, as are all moments here. */
    hide: (ids: readonly number[], at: string): number => hide.run(at, JSON.stringify(ids)).changes,
    restore: (ids: readonly number[]): number => restore.run(JSON.stringify(ids)).changes,
    hasHiddenBefore: (moment: string): boolean => hiddenBefore.get(moment) !== undefined,
    /** Removes for good what was hidden before a moment. */
    purge: (moment: string): number => purge.run(moment).changes,
  }
}

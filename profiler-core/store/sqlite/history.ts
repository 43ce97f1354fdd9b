import type Database from 'better-sqlite3'
import {
  Backend,
  Dataset,
  type FunctionHistory,
  type FunctionTrend,
  type HistoryEntry,
  RunOrigin,
  RunStatus,
} from '../../contract/index.ts'
import { containing, fileContaining, type Having } from '../matching.ts'
import { LATEST_RUNS, type NamedFunction } from '../runStore.ts'
import { hasOverlap } from './blobs.ts'
import { fromText, fromTextOrNull, toText } from './text.ts'

/** What a list needs of a row of `runs`; the tables are STRICT, so SQLite itself vouches for these types. */
interface EntryRow {
  id: number
  key: string
  status: string
  signal: string | null
  exit_code: number | null
  started_at: string
  duration_ns: number
  peak_bytes: number
  first_process_peak_bytes: number | null
  target: string
  watched: string
  backend: string
  label: string | null
  note: string | null
  pinned: number
  git_commit: string | null
  git_branch: string | null
  git_dirty: number | null
  sparkline: string
  group_key: string | null
  dataset: string | null
  baseline: number
  origin: string | null
}

interface NamedRow {
  id: number
  file: string
  name: string
}

/** What a run says of a function. */
interface TotalRow {
  id: number
  increment: number
  peak: number
}

interface TrendRow {
  id: number
  calls: number
  growth: number
  peak: number
  time: number
}

/** Whether nothing older needs be asked: of a function that was watched as a whole no line is known. */
function isMeasured(newest: TotalRow, older: TotalRow): boolean {
  return newest.peak > 0 || older.peak === 0
}

/** Questions about many runs of a project at once. Rows are checked by hand: schemas take ten times as long. */
export function historyQueries(db: Database.Database) {
  const entries = db.prepare<[string], EntryRow>(
    `SELECT id, key, status, signal, exit_code, started_at, duration_ns, peak_bytes, first_process_peak_bytes,
       target, watched, backend,
       label, note, pinned, git_commit, git_branch, git_dirty, sparkline, group_key, dataset, baseline, origin
     FROM runs WHERE project_dir = ? AND removed_at IS NULL ORDER BY started_at DESC, id DESC`,
  )
  const allFunctions = db.prepare<[], NamedRow>('SELECT id, file, name FROM functions')
  // Each file once: from one to the next through the index, however many runs have it.
  const allFiles = db
    .prepare<[], string>(
      `WITH RECURSIVE files (file) AS (
         SELECT min(file) FROM run_sources
         UNION ALL
         SELECT (SELECT min(file) FROM run_sources WHERE file > files.file) FROM files WHERE file IS NOT NULL
       ) SELECT file FROM files WHERE file IS NOT NULL`,
    )
    .pluck()
  // By run rather than by function: most often the first that is tried is one that the run has.
  const having = db
    .prepare<[{ projectDir: string; functions: string | null; files: string | null }], number>(
      `SELECT id FROM runs WHERE project_dir = @projectDir AND removed_at IS NULL
         AND (@functions IS NULL OR EXISTS (
           SELECT 1 FROM run_functions
           WHERE function_id IN (SELECT value FROM json_each(@functions)) AND run_id = runs.id))
         AND (@files IS NULL OR EXISTS (
           SELECT 1 FROM run_sources
           WHERE file IN (SELECT value FROM json_each(@files)) AND run_id = runs.id))
       ORDER BY started_at DESC, id DESC`,
    )
    .pluck()
  const latestRuns = db
    .prepare<[string, number], number>(
      `SELECT id FROM runs WHERE project_dir = ? AND removed_at IS NULL
       ORDER BY started_at DESC, id DESC LIMIT ?`,
    )
    .pluck()
  const totals = db.prepare<[number], TotalRow>(
    `SELECT function_id AS id, sum(net_growth_bytes) AS increment, max(peak_bytes) AS peak
     FROM run_functions WHERE run_id = ? GROUP BY function_id`,
  )
  const trend = db.prepare<[{ projectDir: string; file: string; name: string }], TrendRow>(
    `SELECT id, sum(calls) AS calls, sum(net_growth_bytes) AS growth, max(run_functions.peak_bytes) AS peak,
       sum(time_ns) AS time
     FROM run_functions INDEXED BY run_functions_by_function JOIN runs ON runs.id = run_id
     WHERE function_id = (SELECT id FROM functions WHERE file = @file AND name = @name)
       AND project_dir = @projectDir AND removed_at IS NULL
     -- Of a function that was watched as a whole no line is known.
     GROUP BY id HAVING max(run_functions.peak_bytes) > 0 ORDER BY started_at, id`,
  )
  const linesOf = db
    .prepare<[number, number], Buffer>('SELECT lines FROM run_functions WHERE run_id = ? AND function_id = ?')
    .pluck()
  const nameOf = db.prepare<[number], NamedRow>('SELECT id, file, name FROM functions WHERE id = ?')

  const functionsNamed = (part: string): number[] => {
    const matches = containing(part)
    return allFunctions
      .all()
      .filter(({ name }) => matches(decoded(name)))
      .map(({ id }) => id)
  }
  const filesNamed = (part: string, projectDir: string): string[] => {
    const matches = fileContaining(part, projectDir)
    return allFiles.all().filter((file) => matches(decoded(file)))
  }

  return {
    /** Calls `unreadable` with the id of a run whose row does not fit. */
    entries: (projectDir: string, unreadable: (id: number, cause: unknown) => Error): HistoryEntry[] =>
      entries.all(toText(projectDir)).map((row) => {
        try {
          return entryOf(row)
        } catch (error) {
          throw unreadable(row.id, error)
        }
      }),
    having: (projectDir: string, wanted: Having): number[] =>
      having.all({
        projectDir: toText(projectDir),
        functions: wanted.function === undefined ? null : JSON.stringify(functionsNamed(wanted.function)),
        files: wanted.file === undefined ? null : JSON.stringify(filesNamed(wanted.file, projectDir)),
      }),
    functionTrend(projectDir: string, { file, name }: NamedFunction): FunctionTrend {
      const rows = trend.all({ projectDir: toText(projectDir), file: toText(file), name: toText(name) })
      return {
        runIds: rows.map(({ id }) => id),
        calls: rows.map(({ calls }) => calls),
        growthBytes: rows.map(({ growth }) => growth),
        peakBytes: rows.map(({ peak }) => peak),
        timeNs: rows.map(({ time }) => time),
      }
    },
    functions(projectDir: string): FunctionHistory[] {
      const found = new Map<number, { runs: number; runId: number; newest: TotalRow }>()
      for (const runId of latestRuns.all(toText(projectDir), LATEST_RUNS)) {
        for (const newest of totals.all(runId)) {
          const known = found.get(newest.id)
          const runs = (known?.runs ?? 0) + 1
          if (known && isMeasured(known.newest, newest)) known.runs = runs
          else found.set(newest.id, { runs, runId, newest })
        }
      }
      return [...found.values()].flatMap(({ runs, runId, newest }) => {
        const named = nameOf.get(newest.id)
        if (!named) return []
        const { increment, peak } = newest
        const [file, name] = [decoded(named.file), decoded(named.name)]
        const overlapped = linesOf.all(runId, newest.id).some(hasOverlap)
        return [{ file, name, runs, runId, incrementBytes: increment, peakBytes: peak, overlapped }]
      })
    },
  }
}

function entryOf(row: EntryRow): HistoryEntry {
  const commit = fromTextOrNull(row.git_commit)
  return {
    id: row.id,
    key: text(fromText(row.key)),
    status: oneOf(RunStatus.options, row.status),
    signal: textOrNull(fromTextOrNull(row.signal)),
    exitCode: row.exit_code,
    startedAt: text(fromText(row.started_at)),
    durationNs: row.duration_ns,
    peakBytes: row.peak_bytes,
    firstProcessPeakBytes: row.first_process_peak_bytes,
    target: text(fromText(row.target)),
    watched: text(fromText(row.watched)),
    backend: oneOf(Backend.options, row.backend),
    label: textOrNull(fromTextOrNull(row.label)),
    note: textOrNull(fromTextOrNull(row.note)),
    pinned: row.pinned === 1,
    git:
      commit === null
        ? null
        : {
            commit: text(commit),
            branch: textOrNull(fromTextOrNull(row.git_branch)),
            dirty: row.git_dirty === 1,
          },
    group: textOrNull(fromTextOrNull(row.group_key)),
    dataset: row.dataset === null ? null : Dataset.parse(JSON.parse(row.dataset)),
    baseline: row.baseline === 1,
    origin: row.origin === null ? null : RunOrigin.parse(JSON.parse(row.origin)),
    sparkline: JSON.parse(row.sparkline) as number[],
  }
}

/** A text that may be damaged, in which case it is taken as it is. */
function decoded(stored: string): string {
  const value = fromText(stored)
  return typeof value === 'string' ? value : stored
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw new RangeError('not a text')
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value)
}

function oneOf<T extends string>(words: readonly T[], value: string): T {
  const word = words.find((each) => each === value)
  if (word !== undefined) return word
  throw new RangeError(`not one of ${words.join(', ')}`)
}

import type Database from 'better-sqlite3'
import { RunRequest, targetWords, watchedWords } from '../../../contract/index.ts'
import { sparkline } from '../../sparkline.ts'
import { unpackTimeline } from '../blobs.ts'
import { toText } from '../text.ts'

/** What lists show of a run becomes columns of their own; projects and requests are remembered. */
export function projects(db: Database.Database): void {
  db.exec(schema)
  const setWords = db.prepare<[string, string, number]>(
    'UPDATE runs SET target = ?, watched = ? WHERE id = ?',
  )
  const setSparkline = db.prepare<[string, number]>('UPDATE runs SET sparkline = ? WHERE id = ?')
  const run = db.prepare<[number], { request: string; points: Buffer | null }>(
    'SELECT request, points FROM runs LEFT JOIN timelines ON run_id = id WHERE id = ?',
  )
  for (const id of db.prepare<[], number>('SELECT id FROM runs').pluck().all()) {
    const { request = '', points = null } = run.get(id) ?? {}
    // What is damaged stays empty, and is told of where the run itself is read.
    ignoreDamage(() => {
      const parsed = RunRequest.parse(JSON.parse(request))
      setWords.run(toText(targetWords(parsed)), toText(watchedWords(parsed)), id)
    })
    ignoreDamage(() => {
      if (points !== null) setSparkline.run(JSON.stringify(sparkline(unpackTimeline(points))), id)
    })
  }
}

const schema = `
ALTER TABLE runs ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN target TEXT NOT NULL DEFAULT '';        -- in words
ALTER TABLE runs ADD COLUMN watched TEXT NOT NULL DEFAULT '';       -- in words
ALTER TABLE runs ADD COLUMN sparkline TEXT NOT NULL DEFAULT '[]';   -- JSON
ALTER TABLE runs ADD COLUMN removed_at TEXT;                        -- ISO 8601; NULL: not removed
CREATE INDEX runs_removed ON runs (removed_at) WHERE removed_at IS NOT NULL;
DROP INDEX runs_by_start;
DROP INDEX runs_by_project;
CREATE INDEX runs_by_start ON runs (started_at, id) WHERE removed_at IS NULL;
CREATE INDEX runs_by_project ON runs (project_dir, started_at, id) WHERE removed_at IS NULL;

-- Which runs called a function is read from the index alone.
DROP INDEX run_functions_by_function;
CREATE INDEX run_functions_by_function ON run_functions (function_id, run_id);
CREATE INDEX run_sources_by_file ON run_sources (file);

CREATE TABLE known_projects (
  dir TEXT PRIMARY KEY,
  opened_at TEXT,                         -- ISO 8601; NULL: never opened, only its interpreter was chosen
  trusted INTEGER NOT NULL DEFAULT 0,
  interpreter_path TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO known_projects (dir, interpreter_path) SELECT dir, interpreter_path FROM projects;
DROP TABLE projects;
ALTER TABLE known_projects RENAME TO projects;

CREATE TABLE requests (
  project_dir TEXT NOT NULL,
  subject TEXT NOT NULL,
  request TEXT NOT NULL,                  -- JSON
  PRIMARY KEY (project_dir, subject)
) STRICT, WITHOUT ROWID;
`

function ignoreDamage(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (error instanceof Error && error.name === 'SqliteError') throw error
  }
}

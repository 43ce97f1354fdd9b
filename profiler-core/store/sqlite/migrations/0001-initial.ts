/**
 * Bytes and nanoseconds are REAL because the contract allows fractions; SQLite keeps whole ones as integers anyway.
 * Text that may hold lone surrogates is coded as `text.ts` says, blobs as `blobs.ts` says.
 */
export const initial = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- a number is never given twice, also not after a removal
  key TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  exit_code INTEGER,
  signal TEXT,
  started_at TEXT NOT NULL,
  duration_ns REAL NOT NULL,
  baseline_bytes REAL NOT NULL,
  peak_bytes REAL NOT NULL,
  last_line TEXT,                         -- JSON
  error TEXT,                             -- JSON
  warnings TEXT NOT NULL,                 -- JSON
  request TEXT NOT NULL,                  -- JSON
  project_dir TEXT NOT NULL,
  backend TEXT NOT NULL,
  interpreter_path TEXT NOT NULL,
  interpreter_version TEXT NOT NULL,
  interpreter_implementation TEXT NOT NULL,
  host TEXT NOT NULL,                     -- JSON
  git_commit TEXT,                        -- NULL: not in a repository
  git_branch TEXT,
  git_dirty INTEGER,
  label TEXT,
  note TEXT
) STRICT;
CREATE INDEX runs_by_start ON runs (started_at, id);
CREATE INDEX runs_by_project ON runs (project_dir, started_at, id);

-- A function's identity across runs.
CREATE TABLE functions (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (file, name)
) STRICT;

-- The totals are columns, for trends over many runs. The lines are one blob: 17 bytes a line where a row took 34, in
-- one insertion instead of dozens, and as quick to read. 10,000 runs of 200 functions of 15 lines make 0.75 GB.
CREATE TABLE run_functions (
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  position INTEGER NOT NULL,
  function_id INTEGER NOT NULL REFERENCES functions,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  baseline_bytes REAL NOT NULL,
  net_growth_bytes REAL NOT NULL,         -- sum of its lines' increments
  peak_bytes REAL NOT NULL,               -- highest of its lines' peaks, 0 without lines
  time_ns REAL NOT NULL,                  -- sum of its lines' times
  lines BLOB NOT NULL,
  PRIMARY KEY (run_id, position)
) STRICT;
CREATE INDEX run_functions_by_function ON run_functions (function_id);

-- Each text once, however many runs had it.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,              -- SHA-256
  text BLOB NOT NULL
) STRICT;
CREATE TABLE run_sources (
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  position INTEGER NOT NULL,
  file TEXT NOT NULL,
  source_id INTEGER NOT NULL REFERENCES sources,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_sources_by_source ON run_sources (source_id);

CREATE TABLE timelines (
  run_id INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  points BLOB NOT NULL
) STRICT;

CREATE TABLE outputs (
  run_id INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  chunks BLOB NOT NULL,
  text BLOB NOT NULL
) STRICT;

CREATE TABLE projects (
  dir TEXT PRIMARY KEY,
  interpreter_path TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`

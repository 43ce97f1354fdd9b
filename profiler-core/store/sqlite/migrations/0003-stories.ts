/** What a run tells beside its lines, by part, so that each is read alone; and the hints that a person did not want. */
export const stories = `
ALTER TABLE runs ADD COLUMN cause TEXT;   -- JSON; NULL: ended by itself, or unknown

CREATE TABLE stories (
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  part TEXT NOT NULL,                     -- a key of the contract's RunStory, or 'timeline'
  content BLOB NOT NULL,                  -- JSON, packed
  PRIMARY KEY (run_id, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE dismissed_hints (
  project_dir TEXT NOT NULL,
  file TEXT NOT NULL,
  rule TEXT NOT NULL,
  code TEXT NOT NULL,                     -- the line without its indentation
  PRIMARY KEY (project_dir, file, rule, code)
) STRICT, WITHOUT ROWID;
`

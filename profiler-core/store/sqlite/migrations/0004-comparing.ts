/** What comparing runs needs to know of them: repetitions, data, baselines; totals of functions in the index alone. */
export const comparing = `
ALTER TABLE runs ADD COLUMN group_key TEXT;                        -- NULL: not repeated
ALTER TABLE runs ADD COLUMN dataset TEXT;                          -- JSON; NULL: not told
ALTER TABLE runs ADD COLUMN baseline INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN origin TEXT;                           -- JSON; NULL: measured here
CREATE INDEX runs_by_group ON runs (group_key) WHERE group_key IS NOT NULL;
CREATE INDEX runs_baseline ON runs (project_dir, target) WHERE baseline = 1;
DROP INDEX run_functions_by_function;
CREATE INDEX run_functions_by_function
  ON run_functions (function_id, run_id, calls, net_growth_bytes, peak_bytes, time_ns);
`

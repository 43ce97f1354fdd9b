/**
 * Peaks are those of all processes together from now on. What was stored before is the first process's alone, and stays so: the
 * memory of the others was read too seldom, and shared pages with each.
 */
export const peaks = `
ALTER TABLE runs ADD COLUMN first_process_peak_bytes REAL;   -- NULL: peak_bytes is the first process's alone
ALTER TABLE runs ADD COLUMN peak_process TEXT;               -- JSON; NULL: the first one alone
`

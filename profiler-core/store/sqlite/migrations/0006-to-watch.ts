/** What was to be watched: why a run has no table. JSON; NULL: not known, of runs that are older. */
export const toWatch = `
ALTER TABLE runs ADD COLUMN to_watch TEXT;
`

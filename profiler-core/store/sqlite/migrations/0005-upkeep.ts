/** How much room a run takes is counted when it is added: a clean-up says what it gives back before it does. */
export const upkeep = `
ALTER TABLE runs ADD COLUMN stored_bytes INTEGER;   -- NULL: added before anybody counted
`

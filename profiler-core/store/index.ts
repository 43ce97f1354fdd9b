export { dataFolder } from './dataFolder.ts'
export { memoryStore } from './memory.ts'
export { type RunStore, type StoreCheck, StoredRun } from './runStore.ts'
export { type OpenOptions, openStore } from './sqlite/open.ts'

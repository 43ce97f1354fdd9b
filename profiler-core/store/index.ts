export { dataFolder } from './dataFolder.ts'
export type { Having } from './matching.ts'
export { memoryStore } from './memory.ts'
export {
  type Description,
  type DismissedHint,
  type NamedFunction,
  type RunStore,
  type StoreCheck,
  type StoredProject,
  UNDO_MS,
} from './runStore.ts'
export { type OpenOptions, openStore } from './sqlite/open.ts'
export { type Openness, openness } from './sqlite/private.ts'

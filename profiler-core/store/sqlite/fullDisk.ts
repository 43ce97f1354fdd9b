import type { RunStore } from '../runStore.ts'

/** What makes room. */
const REMOVES: ReadonlySet<string | symbol> = new Set<keyof RunStore>(['remove', 'discard', 'giveBack'])

/**
 * A history on a disk that has no room for its log: it is read, until runs are to be removed. Then it is opened to be
 * written, in the room that `openToWrite` makes for that.
 */
export function onFullDisk(reading: RunStore, openToWrite: () => RunStore): RunStore {
  let store = reading
  const writing = (): RunStore => {
    if (store !== reading) return store
    const opened = openToWrite()
    reading.close()
    store = opened
    return store
  }
  return new Proxy(reading, {
    get: (_, name: keyof RunStore) => (REMOVES.has(name) ? writing() : store)[name],
  })
}

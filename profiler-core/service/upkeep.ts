import { setImmediate } from 'node:timers/promises'
import { runsToRemove } from '../analysis/index.ts'
import { MebiError } from '../contract/index.ts'
import { damagedFolders, removeDamaged } from '../run/damaged.ts'
import type { RunStore } from '../store/index.ts'
import type { Handlers } from './dispatch.ts'
import type { History } from './history.ts'

type Upkeep = Pick<Handlers, 'runs.functionTrend' | 'history.usage' | 'history.cleanUp'>

/** So many runs are removed in one go: this process, and other hosts that write, go on in between. */
const RUNS_AT_ONCE = 20

/** The history over time: trends, its size, and what may go. `store` gives the history with everything in it. */
export function createUpkeep(store: () => Promise<RunStore>, history: History, dataFolder: string): Upkeep {
  return {
    'runs.functionTrend': async ({ projectDir, ...named }) =>
      (await store()).functionTrend(projectDir, named),
    'history.usage': async ({ projectDir }) => {
      const all = await store()
      return { runs: all.count(), bytes: all.sizeBytes(), projectRuns: all.count(projectDir) }
    },
    'history.cleanUp': async ({ projectDir, rules, dryRun }) => {
      const all = await store()
      const ids = runsToRemove(all.history(projectDir), rules)
      const bytes = all.storedBytes(ids)
      if (dryRun) return { ids, bytes, damaged: damagedFolders(dataFolder).length }
      const damaged = await removeDamaged(dataFolder)
      const before = all.sizeBytes()
      const removed = await discard(all, history, ids)
      await giveBack(all)
      return { ids: removed, bytes: Math.max(0, before - all.sizeBytes()), damaged }
    },
  }
}

/** Removes runs, or says how far it came. */
async function discard(store: RunStore, history: History, ids: readonly number[]): Promise<number[]> {
  const removed: number[] = []
  try {
    for (let from = 0; from < ids.length; from += RUNS_AT_ONCE) {
      removed.push(...store.discard(ids.slice(from, from + RUNS_AT_ONCE)))
      await setImmediate()
    }
  } catch (error) {
    throw removed.length > 0 && error instanceof MebiError
      ? stopped(error, removed.length, ids.length)
      : error
  } finally {
    // Once, when all is done: pages that are told ask for the whole history.
    history.change(() => removed.length)
  }
  return removed
}

function stopped(error: MebiError, removed: number, all: number): MebiError {
  const message = `${error.message} ${removed} of ${all} runs are removed.`
  return new MebiError(error.code, message, error.hint, { cause: error })
}

async function giveBack(store: RunStore): Promise<void> {
  try {
    while (store.giveBack()) await setImmediate()
  } catch (error) {
    // The runs are gone all the same; their room is for later ones, and the next clean-up tries again.
    if (!(error instanceof MebiError)) throw error
  }
}

import { MebiError } from '../contract/index.ts'
import type { RunStore } from '../store/index.ts'
import type { Handlers } from './dispatch.ts'
import type { History } from './history.ts'

type Upkeep = Pick<Handlers, 'runs.functionTrend' | 'history.usage' | 'history.cleanUp'>

/** The history over time: trends, its size, and what may go. `store` gives the history with everything in it. */
export function createUpkeep(store: () => Promise<RunStore>, _history: History): Upkeep {
  return {
    'runs.functionTrend': async ({ projectDir, ...named }) =>
      (await store()).functionTrend(projectDir, named),
    'history.usage': () => {
      throw new MebiError('not-built', 'not built yet')
    },
    'history.cleanUp': () => {
      throw new MebiError('not-built', 'not built yet')
    },
  }
}

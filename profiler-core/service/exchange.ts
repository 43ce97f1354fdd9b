import { MebiError } from '../contract/index.ts'
import type { RunStore } from '../store/index.ts'
import type { Handlers } from './dispatch.ts'
import type { History } from './history.ts'

type Exchange = Pick<Handlers, 'runs.export' | 'runs.import'>

/** Whole runs to files and from files. `store` gives the history with everything in it that belongs there. */
export function createExchange(_store: () => Promise<RunStore>, _history: History): Exchange {
  return {
    'runs.export': () => {
      throw new MebiError('not-built', 'not built yet')
    },
    'runs.import': () => {
      throw new MebiError('not-built', 'not built yet')
    },
  }
}

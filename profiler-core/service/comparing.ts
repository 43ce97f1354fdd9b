import { MebiError } from '../contract/index.ts'
import type { RunStore } from '../store/index.ts'
import type { Handlers } from './dispatch.ts'

/** Runs side by side. `store` gives the history with everything in it that belongs there. */
export function createComparing(_store: () => Promise<RunStore>): Pick<Handlers, 'runs.compare'> {
  return {
    'runs.compare': () => {
      throw new MebiError('not-built', 'not built yet')
    },
  }
}

import { MebiError } from '../contract/index.ts'
import type { RunStore } from '../store/index.ts'
import type { Handlers } from './dispatch.ts'

type Reports = Pick<Handlers, 'runs.report' | 'runs.comparisonReport'>

/** Documents about runs. `store` gives the history with everything in it that belongs there. */
export function createReports(_store: () => Promise<RunStore>): Reports {
  return {
    'runs.report': () => {
      throw new MebiError('not-built', 'not built yet')
    },
    'runs.comparisonReport': () => {
      throw new MebiError('not-built', 'not built yet')
    },
  }
}

import { createHash } from 'node:crypto'
import { withoutReturned } from '../analysis/returned.ts'
import type { RunStory } from '../contract/index.ts'
import type { RunStore } from '../store/index.ts'
import { compareStored } from './comparing.ts'
import type { Handlers } from './dispatch.ts'

type Reports = Pick<Handlers, 'runs.report' | 'runs.comparisonReport'>

/** Documents about runs. `store` gives the history with everything in it that belongs there. */
export function createReports(store: () => Promise<RunStore>): Reports {
  return {
    'runs.report': async ({ id }) => {
      const [{ runPage }, history] = [await pages(), await store()]
      const reported = {
        run: history.get(id),
        sources: history.sources(id),
        timeline: history.timeline(id),
        story: settledStory(history, id),
      }
      return { name: `mebi-run-${id}.html`, text: runPage(reported, sha256) }
    },
    'runs.comparisonReport': async (pair) => {
      const [{ comparisonPage }, history] = [await pages(), await store()]
      const comparison = await compareStored(history, pair)
      const side = ({ ids: [first = 0], run: { id } }: typeof comparison.base) => ({
        sources: history.sources(id ?? first),
        timeline: history.timeline(id ?? first),
      })
      const { base, now } = comparison
      return {
        name: `mebi-compare-${base.run.id}-${now.run.id}.html`,
        text: comparisonPage({ comparison, base: side(base), now: side(now) }, sha256),
      }
    },
  }
}

/** Loaded when a page is asked for, which is seldom. */
function pages() {
  return import('../report/html/index.ts')
}

/** A call's growth is what stayed when it had returned, as everywhere in Mebi. */
function settledStory(history: RunStore, id: number): Pick<RunStory, 'peak' | 'callTree'> {
  const { peak, callTree, series } = history.story(id, ['peak', 'callTree', 'series'])
  return { peak, callTree: callTree === null ? null : withoutReturned(callTree, series) }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64')
}

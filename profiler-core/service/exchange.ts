import { type StoredRun, storyParts } from '../contract/index.ts'
import { readRuns, writeMebi } from '../exchange/index.ts'
import type { RunStore } from '../store/index.ts'
import type { Handlers } from './dispatch.ts'
import type { History } from './history.ts'

type Exchange = Pick<Handlers, 'runs.export' | 'runs.import'>

/** Whole runs to files and from files. `store` gives the history with everything in it that belongs there. */
export function createExchange(store: () => Promise<RunStore>, history: History): Exchange {
  return {
    'runs.export': async ({ ids }) => {
      const all = await store()
      const ordered = inOrder(new Set(ids), all)
      const bytes = await writeMebi(ordered.length, wholeRuns(ordered, all))
      return { name: fileName(ordered), base64: bytes.toString('base64') }
    },
    'runs.import': async ({ projectDir, name, base64 }) => {
      const file = { name, bytes: Buffer.from(base64, 'base64') }
      const options = { projectDir, now: new Date().toISOString() }
      // Once to see that all of it is good, before anything is kept, and once to keep it, run by run.
      for await (const _ of readRuns(file, options));
      return keep(readRuns(file, options), await store(), history)
    },
  }
}

/** Keeps runs; one that is there already stays as it is, and comes back if it was removed a moment ago. */
async function keep(
  runs: AsyncIterable<StoredRun>,
  store: RunStore,
  history: History,
): Promise<{ ids: number[]; known: number }> {
  const ids: number[] = []
  let known = 0
  let changes = 0
  try {
    for await (const run of runs) {
      const there = store.idOf(run.detail.key)
      const id = there ?? store.add(run)
      changes += there === null ? 1 : store.restore([id])
      if (there !== null) known += 1
      ids.push(id)
    }
  } finally {
    // Once for all of them: pages load the history anew.
    history.change(() => changes)
  }
  return { ids: [...new Set(ids)], known }
}

/** By start, so that the same runs give the same file in whatever order they were named. */
function inOrder(ids: ReadonlySet<number>, store: RunStore): number[] {
  const moments = [...ids].map((id) => ({ id, startedAt: store.get(id).startedAt }))
  moments.sort((a, b) => (a.startedAt === b.startedAt ? a.id - b.id : a.startedAt < b.startedAt ? -1 : 1))
  return moments.map(({ id }) => id)
}

function* wholeRuns(ids: readonly number[], store: RunStore): Generator<StoredRun> {
  for (const id of ids) {
    yield {
      detail: store.get(id),
      sources: store.sources(id),
      timeline: store.timeline(id),
      story: store.story(id, storyParts),
      output: store.output(id),
    }
  }
}

function fileName(ids: readonly number[]): string {
  return ids.length === 1 ? `run-${ids[0]}.mebi` : `${ids.length}-runs.mebi`
}

import { useOutlines } from './outlines.ts'
import { useProject } from './project.ts'
import { compareFound, type Found, SearchIndex } from './searchIndex.ts'

const index = new SearchIndex()
/** Milliseconds of work at a stretch: half a frame. */
const SLICE_MS = 8

/** Brings the index up to date with what is known of the project's files. */
function refresh(): void {
  const { project, files } = useProject.getState()
  if (project !== null) index.update(project.dir, files ?? [], useOutlines.getState().byFile)
}

let preparing = false

/** Makes the index ready while nothing else is to be done. */
export function prepareSearch(): void {
  if (preparing) return
  preparing = true
  let shard = 0
  const go = (deadline: IdleDeadline) => {
    refresh()
    while (shard < index.size && deadline.timeRemaining() > 2) {
      index.prepare(shard)
      shard += 1
    }
    if (shard < index.size) requestIdleCallback(go)
    else preparing = false
  }
  requestIdleCallback(go)
}

/**
 * The functions and files that fit best, best first. Gives the page its turn between slices; `null` where `isWanted`
 * said meanwhile that nobody waits any more.
 */
export async function search(
  query: string,
  limit: number,
  isWanted: () => boolean,
): Promise<{ found: readonly Found[]; more: boolean } | null> {
  refresh()
  let found: Found[] = []
  let total = 0
  let began = performance.now()
  for (let shard = 0; shard < index.size; shard += 1) {
    const here = index.search(shard, query, limit + 1)
    total += here.length
    found.push(...here)
    if (performance.now() - began < SLICE_MS) continue
    found = found.sort(compareFound).slice(0, limit)
    await nextTurn()
    if (!isWanted()) return null
    began = performance.now()
  }
  return { found: found.sort(compareFound).slice(0, limit), more: total > limit }
}

/** Like `setTimeout(0)`, without the delay that nested timers get. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve()
    port2.postMessage(null)
  })
}

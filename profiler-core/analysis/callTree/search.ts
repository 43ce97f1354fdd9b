import type { FrameTree, Metric } from './frames.ts'

/** What a search found in a tree. */
export interface Found {
  /** Entry `i`: 1 if frame `i` itself is meant. */
  readonly matches: Uint8Array
  /** Entry `i`: 1 if a frame below frame `i` is meant. */
  readonly leads: Uint8Array
  /** Number of frames that are meant. */
  readonly count: number
  /** What they come to with all that they called, nothing counted twice: the metric's totals, in its unit. */
  readonly sums: Readonly<Record<Metric, number>>
  /** The first frame that is meant, in the order of the tree; -1: none. */
  readonly first: number
}

/** Finds the frames whose function or file has a text in its name, ignoring case; `null` for an empty text. */
export function findFrames(tree: FrameTree, text: string): Found | null {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return null
  const { functions, functionOf } = tree.source
  const isMeant = functions.map(({ name, file }) =>
    `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)} ${name}`
      .toLowerCase()
      .includes(wanted),
  )
  const matches = Uint8Array.from(functionOf, (called) => (isMeant[called] === true ? 1 : 0))
  const leads = new Uint8Array(tree.count)
  for (let frame = tree.count - 1; frame >= 0; frame -= 1) {
    const parent = tree.parents[frame] ?? -1
    if (parent >= 0 && (matches[frame] === 1 || leads[frame] === 1)) leads[parent] = 1
  }
  return { matches, leads, ...sumUp(tree, matches) }
}

function sumUp(tree: FrameTree, matches: Uint8Array): Pick<Found, 'count' | 'sums' | 'first'> {
  /** Entry `i`: 1 if frame `i` is meant, or is called by one that is. */
  const covered = new Uint8Array(tree.count)
  const sums = { memory: 0, time: 0 }
  let [count, first] = [0, -1]
  for (let frame = 0; frame < tree.count; frame += 1) {
    const parent = tree.parents[frame] ?? -1
    const isCovered = parent >= 0 && covered[parent] === 1
    covered[frame] = isCovered || matches[frame] === 1 ? 1 : 0
    if (matches[frame] !== 1) continue
    count += 1
    if (first < 0) first = frame
    if (isCovered) continue
    sums.memory += tree.memory.total[frame] ?? 0
    sums.time += tree.time.total[frame] ?? 0
  }
  return { count, sums, first }
}

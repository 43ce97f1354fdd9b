import type { CallTree } from '../../contract/index.ts'

/** What frames are weighed by. */
export type Metric = 'memory' | 'time'

/** One measure of all frames, in bytes or nanoseconds; entry `i` belongs to frame `i`. */
export interface Measure {
  /** Of a frame with all that it called: what was measured. Of memory it may be below 0. */
  readonly total: Float64Array
  /** Of a frame by itself: its total less those of its children. May be below 0: it gave back what a callee had taken. */
  readonly self: Float64Array
  /**
   * What was taken in a frame and below it, what was given back not subtracted: the sum of all `self` above 0. Never less
   * than that of the children together, so it is what an area can stand for.
   */
  readonly gross: Float64Array
  /** `gross` of all roots. */
  readonly whole: number
  /** The largest `self`; 0 where none is above 0. */
  readonly mostSelf: number
}

/** A call tree ready to be read. Frames keep the numbers of the nodes that they are made from. */
export interface FrameTree {
  readonly source: CallTree
  readonly count: number
  /** Of the caller; -1 where there is none. */
  readonly parents: Int32Array
  /** Number of callers above a frame. */
  readonly depths: Int32Array
  /** Number of frames on the longest path. */
  readonly levels: number
  /** The children of frame `i` are `children` from `childStarts[i + 1]` to `childStarts[i + 2]`; those of -1 are the roots. */
  readonly childStarts: Int32Array
  readonly children: Int32Array
  readonly memory: Measure
  readonly time: Measure
}

/** Makes the tree ready, in linear time. A parent that does not come before its child counts as none. */
export function frameTree(source: CallTree): FrameTree {
  const count = source.parents.length
  const parents = new Int32Array(count)
  const depths = new Int32Array(count)
  let levels = 0
  for (let frame = 0; frame < count; frame += 1) {
    const parent = source.parents[frame] ?? -1
    parents[frame] = parent < frame ? parent : -1
    const depth = parent >= 0 && parent < frame ? (depths[parent] ?? 0) + 1 : 0
    depths[frame] = depth
    levels = Math.max(levels, depth + 1)
  }
  return {
    source,
    count,
    parents,
    depths,
    levels,
    ...childLists(parents),
    memory: measure(parents, source.growthBytes),
    time: measure(parents, source.timeNs),
  }
}

function childLists(parents: Int32Array): Pick<FrameTree, 'childStarts' | 'children'> {
  const childStarts = new Int32Array(parents.length + 2)
  for (const parent of parents) childStarts[parent + 2] = (childStarts[parent + 2] ?? 0) + 1
  for (let at = 1; at < childStarts.length; at += 1) {
    childStarts[at] = (childStarts[at] ?? 0) + (childStarts[at - 1] ?? 0)
  }
  const children = new Int32Array(parents.length)
  const next = childStarts.slice()
  for (const [frame, parent] of parents.entries()) {
    const at = next[parent + 1] ?? 0
    children[at] = frame
    next[parent + 1] = at + 1
  }
  return { childStarts, children }
}

function measure(parents: Int32Array, totals: readonly number[]): Measure {
  const total = Float64Array.from(totals)
  const self = total.slice()
  const gross = new Float64Array(total.length)
  let [whole, mostSelf] = [0, 0]
  // Children come after their parents: on the way back, each frame is complete when it is reached.
  for (let frame = total.length - 1; frame >= 0; frame -= 1) {
    const parent = parents[frame] ?? -1
    mostSelf = Math.max(mostSelf, self[frame] ?? 0)
    const taken = (gross[frame] ?? 0) + Math.max(0, self[frame] ?? 0)
    gross[frame] = taken
    if (parent < 0) whole += taken
    else {
      gross[parent] = (gross[parent] ?? 0) + taken
      self[parent] = (self[parent] ?? 0) - (total[frame] ?? 0)
    }
  }
  return { total, self, gross, whole, mostSelf }
}

/** The frames that a frame called, in the order of their first calls; `-1`: the roots. */
export function childrenOf(tree: FrameTree, frame: number): Int32Array {
  return tree.children.subarray(tree.childStarts[frame + 1], tree.childStarts[frame + 2])
}

/** The frame called by this one in which most was taken; -1 where nothing was taken in any. */
export function heaviestChild(tree: FrameTree, frame: number, metric: Metric): number {
  const { gross } = tree[metric]
  let heaviest = -1
  for (const child of childrenOf(tree, frame)) {
    const best = heaviest < 0 ? 0 : (gross[heaviest] ?? 0)
    if ((gross[child] ?? 0) > best) heaviest = child
  }
  return heaviest
}

/** From a frame, which is not among them, down to a leaf, always by the heaviest child; `-1`: from the heaviest root. */
export function heaviestPath(tree: FrameTree, from: number, metric: Metric): number[] {
  const path: number[] = []
  for (let at = heaviestChild(tree, from, metric); at >= 0; at = heaviestChild(tree, at, metric))
    path.push(at)
  return path
}

/** The callers of a frame, outermost first, without itself. */
export function callersOf(tree: FrameTree, frame: number): number[] {
  const callers: number[] = []
  for (let at = tree.parents[frame] ?? -1; at >= 0; at = tree.parents[at] ?? -1) callers.push(at)
  return callers.reverse()
}

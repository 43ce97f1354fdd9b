import type { FrameTree, Metric } from './frames.ts'

/**
 * Where each frame lies when a tree is drawn from the root down, each frame as wide as what was taken in it and below it
 * (`Measure.gross`), the heaviest child first; what a frame took by itself is the rest at its right. Frames in which
 * nothing was taken have no place. Positions are in the metric's unit, from 0 to `whole`.
 */
export interface Icicle {
  readonly tree: FrameTree
  readonly metric: Metric
  readonly whole: number
  /** Entry `i`: where frame `i` begins. */
  readonly starts: Float64Array
  readonly widths: Float64Array
  /** Number of levels that have a place. */
  readonly levels: number
  /** The frames of level `i`, from left to right, are `frames` from `levelStarts[i]` to `levelStarts[i + 1]`. */
  readonly levelStarts: Int32Array
  readonly frames: Int32Array
}

/** Lays a tree out: linear, but for the sorting. */
export function layOut(tree: FrameTree, metric: Metric): Icicle {
  const { gross: widths, whole } = tree[metric]
  const sorted = heaviestFirst(tree, widths)
  const starts = new Float64Array(tree.count)
  const frames = new Int32Array(tree.count)
  const levelStarts = [0]
  let end = 0
  const place = (parent: number, from: number) => {
    let at = from
    for (const child of sorted.subarray(tree.childStarts[parent + 1], tree.childStarts[parent + 2])) {
      const width = widths[child] ?? 0
      if (width <= 0) break
      starts[child] = at
      at += width
      frames[end] = child
      end += 1
    }
  }
  place(-1, 0)
  for (let begin = 0; begin < end; begin = levelStarts.at(-1) ?? end) {
    levelStarts.push(end)
    const last = end
    for (let index = begin; index < last; index += 1) {
      const frame = frames[index] ?? 0
      place(frame, starts[frame] ?? 0)
    }
  }
  return {
    tree,
    metric,
    whole,
    starts,
    widths,
    levels: levelStarts.length - 1,
    levelStarts: Int32Array.from(levelStarts),
    frames: frames.subarray(0, end),
  }
}

/** The child lists of a tree, each with the widest first. */
function heaviestFirst({ parents, childStarts }: FrameTree, widths: Float64Array): Int32Array {
  const all = Int32Array.from(widths.keys())
  all.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0) || a - b)
  const sorted = new Int32Array(all.length)
  const next = childStarts.slice()
  for (const frame of all) {
    const list = (parents[frame] ?? -1) + 1
    const at = next[list] ?? 0
    sorted[at] = frame
    next[list] = at + 1
  }
  return sorted
}

/** The frame of a level at a position; -1 where there is none. */
export function frameAt(icicle: Icicle, level: number, position: number): number {
  if (level < 0 || level >= icicle.levels) return -1
  const index = firstEndingAfter(icicle, level, position)
  const frame = index < (icicle.levelStarts[level + 1] ?? 0) ? (icicle.frames[index] ?? -1) : -1
  return frame >= 0 && (icicle.starts[frame] ?? 0) <= position ? frame : -1
}

/** Told of what is to be drawn. `frame` -1: several frames, too narrow to be told apart. */
export type OnFrame = (frame: number, start: number, end: number) => void

/**
 * Tells of the frames of a level between two positions, from left to right. Those narrower than `narrow` are taken
 * together with their neighbours, without looking at each: the work grows with what can be seen, not with the tree.
 */
export function eachVisible(
  icicle: Icicle,
  level: number,
  { from, to, narrow }: { readonly from: number; readonly to: number; readonly narrow: number },
  onFrame: OnFrame,
): void {
  const { frames, starts, widths, levelStarts } = icicle
  const last = levelStarts[level + 1] ?? 0
  const endOf = (frame: number) => (starts[frame] ?? 0) + (widths[frame] ?? 0)
  // Of the narrow frames that were not told of yet: where the first begins and the last ends.
  let crumbsFrom = Number.NaN
  let crumbsTo = Number.NaN
  const tellCrumbs = () => {
    if (!Number.isNaN(crumbsFrom)) onFrame(-1, crumbsFrom, crumbsTo)
    crumbsFrom = Number.NaN
  }
  let index = firstEndingAfter(icicle, level, from)
  while (index < last) {
    const frame = frames[index] ?? 0
    const start = starts[frame] ?? 0
    const end = endOf(frame)
    if (start >= to) break
    if (end - start >= narrow) {
      tellCrumbs()
      onFrame(frame, start, end)
      index += 1
      continue
    }
    if (start - crumbsTo > narrow) tellCrumbs()
    if (Number.isNaN(crumbsFrom)) crumbsFrom = start
    index = firstEndingAfter(icicle, level, Math.max(end, start + narrow), index + 1)
    // A wide one that begins within reach is told of by itself.
    const before = frames[index - 1] ?? frame
    if (before !== frame && (widths[before] ?? 0) >= narrow) index -= 1
    crumbsTo = endOf(frames[index - 1] ?? frame)
  }
  tellCrumbs()
}

/** Index in `frames` of the first frame of a level that ends behind a position; that of the next level where none does. */
function firstEndingAfter(
  { frames, starts, widths, levelStarts }: Icicle,
  level: number,
  position: number,
  from = levelStarts[level] ?? 0,
): number {
  let low = from
  let high = levelStarts[level + 1] ?? 0
  while (low < high) {
    const middle = (low + high) >>> 1
    const frame = frames[middle] ?? 0
    if ((starts[frame] ?? 0) + (widths[frame] ?? 0) > position) high = middle
    else low = middle + 1
  }
  return low
}

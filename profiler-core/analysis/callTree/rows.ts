import { childrenOf, type FrameTree } from './frames.ts'
import type { Found } from './search.ts'

export const treeColumns = [
  'name',
  'growth',
  'selfGrowth',
  'peak',
  'time',
  'selfTime',
  'calls',
  'perCall',
] as const
/** `perCall` depends on the metric: growth or time by the number of calls. */
export type TreeColumnId = (typeof treeColumns)[number]

export interface TreeSorting {
  readonly column: TreeColumnId
  readonly direction: 'ascending' | 'descending'
}

/** The rows of a tree that is unfolded in part, from top to bottom. Entry `i` of each is one row. */
export interface TreeRows {
  readonly frames: Int32Array
  /** Among the rows of the same parent, from 1. */
  readonly positions: Int32Array
  /** Number of rows of the same parent. */
  readonly siblings: Int32Array
}

export interface RowWishes {
  /** The frames whose children are to be seen. */
  readonly open: ReadonlySet<number>
  /** What a frame is sorted by. */
  readonly sortValue: (frame: number) => number | string
  readonly direction: TreeSorting['direction']
  /** Only what was found, and what leads there; `null`: everything. */
  readonly found: Found | null
}

/** Lists what is to be seen, without recursion: a tree may be deeper than the stack. */
export function treeRows(tree: FrameTree, wishes: RowWishes): TreeRows {
  const frames: number[] = []
  const positions: number[] = []
  const siblings: number[] = []
  const waiting: { readonly list: readonly number[]; next: number }[] = [
    { list: sortedChildren(tree, -1, wishes), next: 0 },
  ]
  for (let level = waiting.at(-1); level !== undefined; level = waiting.at(-1)) {
    const frame = level.list[level.next]
    level.next += 1
    if (frame === undefined) {
      waiting.pop()
      continue
    }
    frames.push(frame)
    positions.push(level.next)
    siblings.push(level.list.length)
    if (isOpen(frame, wishes)) waiting.push({ list: sortedChildren(tree, frame, wishes), next: 0 })
  }
  return {
    frames: Int32Array.from(frames),
    positions: Int32Array.from(positions),
    siblings: Int32Array.from(siblings),
  }
}

/** Whether the children of a frame are to be seen: as it was wished, or because something was found there. */
export function isOpen(frame: number, { open, found }: Pick<RowWishes, 'open' | 'found'>): boolean {
  return open.has(frame) || found?.leads[frame] === 1
}

function sortedChildren(
  tree: FrameTree,
  parent: number,
  { sortValue, direction, found }: RowWishes,
): number[] {
  const sign = direction === 'ascending' ? 1 : -1
  const children: { frame: number; value: number | string }[] = []
  for (const frame of childrenOf(tree, parent)) {
    if (found === null || found.matches[frame] === 1 || found.leads[frame] === 1) {
      children.push({ frame, value: sortValue(frame) })
    }
  }
  // Equal ones keep the order of their first calls.
  children.sort((a, b) => (a.value === b.value ? 0 : a.value < b.value ? -sign : sign))
  return children.map(({ frame }) => frame)
}

/** What a column says about a frame: a name, bytes, nanoseconds or a number. */
export function columnValue(
  tree: FrameTree,
  frame: number,
  column: TreeColumnId,
  metric: 'memory' | 'time',
): number | string {
  const { source, memory, time } = tree
  switch (column) {
    case 'name':
      return source.functions[source.functionOf[frame] ?? -1]?.name ?? ''
    case 'growth':
      return memory.total[frame] ?? 0
    case 'selfGrowth':
      return memory.self[frame] ?? 0
    case 'peak':
      return source.peakBytes[frame] ?? 0
    case 'time':
      return time.total[frame] ?? 0
    case 'selfTime':
      return time.self[frame] ?? 0
    case 'calls':
      return source.calls[frame] ?? 0
    case 'perCall':
      return (tree[metric].total[frame] ?? 0) / Math.max(1, source.calls[frame] ?? 0)
  }
}

import type { CallTree } from '../contract/index.ts'

/** What stacks are weighed by: memory taken, in bytes, or time, in nanoseconds. */
export type StackWeight = 'memory' | 'time'

/** What each node took by itself: its total less those of its children, 0 where it gave back more than it took. */
export function ownParts({ parents, growthBytes, timeNs }: CallTree, weight: StackWeight): Float64Array {
  const totals = weight === 'memory' ? growthBytes : timeNs
  const own = Float64Array.from(totals)
  for (const [node, parent] of parents.entries()) {
    if (parent >= 0) own[parent] = (own[parent] ?? 0) - (totals[node] ?? 0)
  }
  return own.map((part) => Math.max(0, part))
}

/** A tree in the order in which it is told: each node is followed by all that it called. */
export interface ToldTree {
  readonly inOrder: Int32Array
  /** Sum of a number of each node with those of all nodes below it. */
  readonly below: Float64Array
}

/** Brings the nodes into that order, in linear time and without recursion. */
export function sortedByCaller({ parents }: CallTree, numbers: Float64Array): ToldTree {
  const count = parents.length
  const below = numbers.slice()
  /** How many nodes a branch has. */
  const sizes = new Int32Array(count).fill(1)
  for (let node = count - 1; node >= 0; node -= 1) {
    const parent = parents[node] ?? -1
    if (parent < 0) continue
    below[parent] = (below[parent] ?? 0) + (below[node] ?? 0)
    sizes[parent] = (sizes[parent] ?? 0) + (sizes[node] ?? 0)
  }
  const inOrder = new Int32Array(count)
  /** Where the next child of a node comes; the last one is for the roots. */
  const free = new Int32Array(count + 1)
  for (let node = 0; node < count; node += 1) {
    const parent = parents[node] ?? -1
    const list = parent < 0 ? count : parent
    const at = free[list] ?? 0
    free[list] = at + (sizes[node] ?? 0)
    free[node] = at + 1
    inOrder[at] = node
  }
  return { inOrder, below }
}

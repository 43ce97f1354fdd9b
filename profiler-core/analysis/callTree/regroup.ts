import type { CallTree } from '../../contract/index.ts'
import { type FrameTree, frameTree } from './frames.ts'

/** How a call tree is simplified. */
export interface Regrouping {
  /**
   * A call of a function that is under way already, by itself or through others, counts with that earlier call; what it
   * called becomes what the earlier one called.
   */
  readonly foldRecursion: boolean
  /** Calls of one function from several lines of its caller count as one. */
  readonly mergeLines: boolean
}

/**
 * A simpler call tree of the same numbers: what each function took by itself stays, totals are summed up anew along the
 * new paths, so that nothing counts twice and those of all roots together are what they were. Linear in time.
 */
export function regroup(callTree: CallTree, regrouping: Regrouping): CallTree {
  if (!regrouping.foldRecursion && !regrouping.mergeLines) return callTree
  const tree = frameTree(callTree)
  const grouped = new Grouping(tree, regrouping)
  visitDepthFirst(tree, grouped)
  return grouped.result()
}

interface Visitor {
  enter(frame: number): void
  leave(frame: number): void
}

/** Not by recursion: trees may be deeper than the stack. */
function visitDepthFirst({ children, childStarts }: FrameTree, visitor: Visitor): void {
  const next = childStarts.slice()
  const open = [-1]
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    const index = next[at + 1] ?? 0
    if (index < (childStarts[at + 2] ?? 0)) {
      next[at + 1] = index + 1
      const child = children[index] ?? -1
      open.push(child)
      visitor.enter(child)
    } else {
      open.pop()
      if (at >= 0) visitor.leave(at)
    }
  }
}

/** What entering a frame changed, to be taken back on leaving it. */
interface Change {
  readonly depth: number
  /** The group that stood one below it before. */
  readonly below: number
  /** Where the function stood before; only of a frame that opened a level. */
  readonly depthOfFunction: number | null
}

/** Puts frames into groups, each of which becomes a frame of the new tree. */
class Grouping implements Visitor {
  readonly #tree: FrameTree
  readonly #regrouping: Regrouping
  readonly #groups = new Map<number, number>()
  readonly #keys: Int32Array
  readonly #keyCount: number
  /** The groups from the root to where the visit is, up to `#depth`. */
  readonly #path: number[] = []
  #depth = -1
  /** Where on the path each function was put last; it is there only as long as the path says so, too. */
  readonly #depthOfFunction: Int32Array
  readonly #changes: Change[] = []
  readonly #made = {
    parents: [] as number[],
    functionOf: [] as number[],
    callerLines: [] as number[],
    calls: [] as number[],
    growthBytes: [] as number[],
    peakBytes: [] as number[],
    timeNs: [] as number[],
  }

  constructor(tree: FrameTree, regrouping: Regrouping) {
    this.#tree = tree
    this.#regrouping = regrouping
    this.#depthOfFunction = new Int32Array(tree.source.functions.length).fill(-1)
    const { keys, count } = callKeys(tree.source, regrouping.mergeLines)
    this.#keys = keys
    this.#keyCount = count
  }

  enter(frame: number): void {
    const called = this.#tree.source.functionOf[frame] ?? 0
    const earlier = this.#regrouping.foldRecursion ? this.#depthOnPath(called) : -1
    if (earlier >= 0) {
      this.#changes.push({ depth: this.#depth, below: -1, depthOfFunction: null })
      this.#depth = earlier
      this.#add(this.#path[earlier] ?? 0, frame)
      return
    }
    const depth = this.#depth + 1
    this.#changes.push({
      depth: this.#depth,
      below: this.#path[depth] ?? -1,
      depthOfFunction: this.#depthOfFunction[called] ?? -1,
    })
    const group = this.#groupOf(frame, this.#depth < 0 ? -1 : (this.#path[this.#depth] ?? -1))
    this.#depth = depth
    this.#path[depth] = group
    this.#depthOfFunction[called] = depth
    // Several lines that count as one.
    if (this.#made.callerLines[group] !== this.#tree.source.callerLines[frame])
      this.#made.callerLines[group] = 0
    this.#add(group, frame)
  }

  leave(frame: number): void {
    const change = this.#changes.pop()
    if (change === undefined) return
    this.#depth = change.depth
    if (change.depthOfFunction === null) return
    this.#path[change.depth + 1] = change.below
    this.#depthOfFunction[this.#tree.source.functionOf[frame] ?? 0] = change.depthOfFunction
  }

  /** With totals, which until now were each group's own part. */
  result(): CallTree {
    const { parents, growthBytes, timeNs } = this.#made
    for (let group = parents.length - 1; group >= 0; group -= 1) {
      const parent = parents[group] ?? -1
      if (parent < 0) continue
      growthBytes[parent] = (growthBytes[parent] ?? 0) + (growthBytes[group] ?? 0)
      timeNs[parent] = (timeNs[parent] ?? 0) + (timeNs[group] ?? 0)
    }
    return { functions: this.#tree.source.functions, ...this.#made }
  }

  #depthOnPath(called: number): number {
    const depth = this.#depthOfFunction[called] ?? -1
    if (depth < 0 || depth > this.#depth) return -1
    return this.#made.functionOf[this.#path[depth] ?? -1] === called ? depth : -1
  }

  #groupOf(frame: number, parent: number): number {
    const key = (parent + 1) * this.#keyCount + (this.#keys[frame] ?? 0)
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const { source } = this.#tree
    const group = this.#made.parents.length
    this.#groups.set(key, group)
    this.#made.parents.push(parent)
    this.#made.functionOf.push(source.functionOf[frame] ?? 0)
    this.#made.callerLines.push(source.callerLines[frame] ?? 0)
    this.#made.calls.push(0)
    this.#made.growthBytes.push(0)
    this.#made.peakBytes.push(0)
    this.#made.timeNs.push(0)
    return group
  }

  #add(group: number, frame: number): void {
    const { source, memory, time } = this.#tree
    const { calls, growthBytes, peakBytes, timeNs } = this.#made
    calls[group] = (calls[group] ?? 0) + (source.calls[frame] ?? 0)
    growthBytes[group] = (growthBytes[group] ?? 0) + (memory.self[frame] ?? 0)
    timeNs[group] = (timeNs[group] ?? 0) + (time.self[frame] ?? 0)
    peakBytes[group] = Math.max(peakBytes[group] ?? 0, source.peakBytes[frame] ?? 0)
  }
}

/** A number for each frame, equal for those that count as the same call where their caller is the same. */
function callKeys(
  { functionOf, callerLines }: CallTree,
  mergeLines: boolean,
): { keys: Int32Array; count: number } {
  const byCall = new Map<number, number>()
  const lineCount = callerLines.reduce((most, line) => Math.max(most, line), 0) + 1
  const keys = Int32Array.from(functionOf, (called, frame) => {
    const call = mergeLines ? called : called * lineCount + (callerLines[frame] ?? 0)
    const key = byCall.get(call) ?? byCall.size
    byCall.set(call, key)
    return key
  })
  return { keys, count: byCall.size }
}

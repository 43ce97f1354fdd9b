import { currentLane, depthOf, rowAt } from '../tables/lanes.ts'
import { FIRST_LANE, LANE, LANE_CELLS, LANE_DEPTH } from '../tables/tableLayout.ts'

/** Stacks beyond this many are told by as much of their outer part as is known. */
const MOST_NODES = 65_536
/** More than a table has rows. */
const ROWS = 2 ** 27

/**
 * Gives stacks of rows numbers: they are the nodes of a tree, each a row and the node of its caller. Node 0 is the empty
 * stack; every other has a number larger than its parent's.
 */
export class StackInterner {
  readonly #nodes = new Map<number, number>()
  #news: number[] = []
  /** The stack that was last asked for, as the lane had it; mostly it is the same again. */
  readonly #last = new Float64Array(1 + LANE_DEPTH)
  #lastNode = 0

  /**
   * The node of what executes now, by the header and lanes of a table: in the main thread, else in the first thread that
   * runs anything watched. Frames that have not come to a line yet are left out.
   */
  nodeOf(cells: Float64Array): number {
    const lane = currentLane(cells)
    if (lane < 0) return 0
    const depth = depthOf(cells, lane)
    if (!this.#isLast(cells, lane, depth)) {
      this.#lastNode = this.#intern(cells, lane, depth)
      const start = FIRST_LANE + lane * LANE_CELLS + LANE.stack
      this.#last[0] = depth
      for (let level = 0; level < depth; level++) this.#last[1 + level] = cells[start + level] ?? 0
    }
    return this.#lastNode
  }

  /** The nodes that are new since this was last called, a pair of parent and row each. */
  takeNew(): Float64Array {
    const news = Float64Array.from(this.#news)
    this.#news = []
    return news
  }

  #isLast(cells: Float64Array, lane: number, depth: number): boolean {
    if (this.#last[0] !== depth) return false
    const start = FIRST_LANE + lane * LANE_CELLS + LANE.stack
    // The innermost line moves most.
    for (let level = depth - 1; level >= 0; level--) {
      if (this.#last[1 + level] !== cells[start + level]) return false
    }
    return true
  }

  #intern(cells: Float64Array, lane: number, depth: number): number {
    let node = 0
    for (let level = 0; level < depth; level++) {
      const row = rowAt(cells, lane, level)
      if (row === 0) continue
      const key = node * ROWS + row
      const known = this.#nodes.get(key)
      if (known === undefined && this.#nodes.size >= MOST_NODES) return node
      if (known === undefined) {
        this.#news.push(node, row)
        this.#nodes.set(key, this.#nodes.size + 1)
      }
      node = known ?? this.#nodes.size
    }
    return node
  }
}

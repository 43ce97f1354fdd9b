import { NODE, NODE_CELLS } from './callsFile.ts'

/**
 * The nodes of a calls.bin as arrays, node 0 the header, with what the recursion rule needs. All growth is as if every call
 * that is still open ended now.
 */
export interface CallNodes {
  count: number
  parent: Int32Array
  /** Row of the function. */
  functionRow: Float64Array
  /** Row of the line that made the calls; 0: none. */
  callerRow: Float64Array
  /** Memory on leaving minus memory on entering, bytes. */
  growth: Float64Array
  isOpen: Uint8Array
  /** Memory when its last frame was opened, bytes. */
  openedBytes: Float64Array
  /** The nearest node above that is the same function; 0: none. */
  sameAbove: Int32Array
  /** The row of the line of `sameAbove` through which the node was called; 0: none. */
  sameRow: Float64Array
}

/** @param bytes memory now */
export function callNodes(cells: Float64Array, bytes: number): CallNodes {
  const count = Math.max(1, Math.floor(cells.length / NODE_CELLS))
  const nodes: CallNodes = {
    count,
    parent: new Int32Array(count),
    functionRow: new Float64Array(count),
    callerRow: new Float64Array(count),
    growth: new Float64Array(count),
    isOpen: new Uint8Array(count),
    openedBytes: new Float64Array(count),
    sameAbove: new Int32Array(count),
    sameRow: new Float64Array(count),
  }
  for (let node = 1; node < count; node++) {
    const cell = (column: number) => finite(cells[node * NODE_CELLS + column])
    const parent = cell(NODE.parent)
    // A number that is no earlier node is a torn write: the call then has no caller.
    nodes.parent[node] = Number.isInteger(parent) && parent > 0 && parent < node ? parent : 0
    nodes.functionRow[node] = cell(NODE.function)
    nodes.callerRow[node] = nodes.parent[node] === 0 ? 0 : cell(NODE.callerLine)
    nodes.openedBytes[node] = cell(NODE.openedMemory)
    // What is open but has not read its memory yet has taken nothing.
    nodes.isOpen[node] = cell(NODE.open) >= 1 && cell(NODE.openedMemory) > 0 ? 1 : 0
    // Frames that threads have open at once saw the same memory move: it counts once.
    const open = nodes.isOpen[node] === 1 ? bytes - cell(NODE.openedMemory) : 0
    nodes.growth[node] = cell(NODE.growth) + open
  }
  findSameAbove(nodes)
  return nodes
}

/** Walks the tree, and keeps for each function its innermost node on the way. */
function findSameAbove(nodes: CallNodes): void {
  const { count, parent, functionRow, callerRow, sameAbove, sameRow } = nodes
  const firstChild = new Int32Array(count)
  const nextSibling = new Int32Array(count)
  for (let node = count - 1; node > 0; node--) {
    nextSibling[node] = firstChild[parent[node] ?? 0] ?? 0
    firstChild[parent[node] ?? 0] = node
  }
  const innermost = new Map<number, number>()
  /** The child of a node that the walk is in. */
  const inChild = new Int32Array(count)
  for (let node = firstChild[0] ?? 0; node !== 0; ) {
    const row = functionRow[node] ?? 0
    const above = innermost.get(row) ?? 0
    inChild[parent[node] ?? 0] = node
    sameAbove[node] = above
    sameRow[node] = above === 0 ? 0 : (callerRow[inChild[above] ?? 0] ?? 0)
    innermost.set(row, node)
    if (firstChild[node]) {
      node = firstChild[node] ?? 0
      continue
    }
    // Up to where there is another way down.
    for (;;) {
      innermost.set(functionRow[node] ?? 0, sameAbove[node] ?? 0)
      if (nextSibling[node] || parent[node] === 0) break
      node = parent[node] ?? 0
    }
    node = nextSibling[node] ?? 0
  }
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0
}

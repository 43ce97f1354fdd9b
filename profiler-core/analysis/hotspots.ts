import type { CallTree } from '../contract/index.ts'

/** A function with all its calls, however they were reached. Bytes and nanoseconds. */
export interface Hotspot {
  readonly file: string
  /** Qualified. */
  readonly name: string
  readonly firstLine: number
  /** Numbers that were scaled up from a part of the calls. */
  readonly estimated: boolean
  /** Other threads were at work during some of its calls. */
  readonly overlapped: boolean
  readonly calls: number
  /** With what it called; nested calls of the function itself count once. */
  readonly growthBytes: number
  /** Without what it called. */
  readonly selfGrowthBytes: number
  readonly peakBytes: number
  readonly timeNs: number
  readonly selfTimeNs: number
}

type Totals = { -readonly [K in keyof Hotspot]: Hotspot[K] }

/** Every function of a call tree, in the order of the tree. Linear, and without recursion: trees may be deep. */
export function hotspots(tree: CallTree): Hotspot[] {
  const { functions, parents, functionOf } = tree
  const totals: Totals[] = functions.map(({ file, name, firstLine, estimated, overlapped }) => ({
    file,
    name,
    firstLine,
    estimated,
    overlapped,
    calls: 0,
    growthBytes: 0,
    selfGrowthBytes: 0,
    peakBytes: 0,
    timeNs: 0,
    selfTimeNs: 0,
  }))
  const nested = nestedNodes(tree)
  for (const [node, at] of functionOf.entries()) {
    const own = totals[at]
    if (own === undefined) continue
    const growth = tree.growthBytes[node] ?? 0
    const time = tree.timeNs[node] ?? 0
    own.calls += tree.calls[node] ?? 0
    own.peakBytes = Math.max(own.peakBytes, tree.peakBytes[node] ?? 0)
    own.selfGrowthBytes += growth
    own.selfTimeNs += time
    if (nested[node] === 0) {
      own.growthBytes += growth
      own.timeNs += time
    }
    const caller = totals[functionOf[parents[node] ?? -1] ?? -1]
    if (caller !== undefined) {
      caller.selfGrowthBytes -= growth
      caller.selfTimeNs -= time
    }
  }
  const seen = new Set(functionOf)
  return totals.filter((_, index) => seen.has(index))
}

/** For each node 1 where a node above it is of the same function, else 0. */
function nestedNodes({ parents, functionOf, functions }: CallTree): Uint8Array {
  const nested = new Uint8Array(parents.length)
  const children: number[][] = parents.map(() => [])
  const roots: number[] = []
  for (const [node, parent] of parents.entries()) (children[parent] ?? roots).push(node)
  const open = new Uint32Array(functions.length)
  const pending = roots.map((node) => ({ node, leaving: false }))
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    const { node, leaving } = step
    const at = functionOf[node] ?? 0
    if (leaving) {
      open[at] = (open[at] ?? 1) - 1
      continue
    }
    if ((open[at] ?? 0) > 0) nested[node] = 1
    open[at] = (open[at] ?? 0) + 1
    pending.push({ node, leaving: true })
    for (const child of children[node] ?? []) pending.push({ node: child, leaving: false })
  }
  return nested
}

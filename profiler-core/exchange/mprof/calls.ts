import type { CallTree } from '../../contract/index.ts'
import type { Call } from './parse.ts'

/** Deeper calls count as made by the one at this depth. */
const DEEPEST = 200

/** From this moment on the call of a node was under way; -1: none. */
export interface Change {
  /** Seconds since 1970. */
  readonly time: number
  readonly node: number
}

/** The calls of a file as a tree: a call within the time of another was made by it. */
export interface NestedCalls {
  /** Of the nodes: parent, or -1, and index in `names`. */
  readonly parents: number[]
  readonly functionOf: number[]
  readonly names: string[]
  /** Of the nodes: their calls, as the file has them. */
  readonly calls: Call[][]
  /** Ascending by time. */
  readonly changes: Change[]
}

/** In one thread a call lies within its caller's time; of two that overlap, as those of threads may, neither made the other. */
export function nestCalls(calls: readonly Call[]): NestedCalls {
  const nested: NestedCalls = { parents: [], functionOf: [], names: [], calls: [], changes: [] }
  const nodes = new Map<string, number>()
  const indexes = new Map<string, number>()
  const nodeOf = (parent: number, name: string): number => {
    const at = indexes.get(name) ?? indexes.size
    if (at === indexes.size) {
      indexes.set(name, at)
      nested.names.push(name)
    }
    const key = `${parent} ${at}`
    const known = nodes.get(key)
    if (known !== undefined) return known
    nodes.set(key, nested.parents.length)
    nested.calls.push([])
    nested.functionOf.push(at)
    return nested.parents.push(parent) - 1
  }
  const open: { node: number; end: number }[] = []
  const change = (time: number, node: number) => nested.changes.push({ time, node })
  /** Ends the calls that are over at a moment, or that cannot have made a call that ends at `end`. */
  const endBefore = (time: number, end: number) => {
    for (let last = open.at(-1); last && (last.end <= time || last.end < end); last = open.at(-1)) {
      open.pop()
      change(Math.min(last.end, time), open.at(-1)?.node ?? -1)
    }
  }
  for (const call of inOrder(calls)) {
    // What takes no time may begin where its caller ends.
    endBefore(call.start, call.end)
    const node = nodeOf(open.at(-1)?.node ?? -1, call.name)
    nested.calls[node]?.push(call)
    if (open.length === DEEPEST) continue
    open.push({ node, end: call.end })
    change(call.start, node)
  }
  endBefore(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
  return nested
}

/** Callers before what they called. */
function inOrder(calls: readonly Call[]): Call[] {
  return [...calls].sort((a, b) => a.start - b.start || b.end - a.end)
}

/** The calls of each function, by start; entry `i` belongs to name `i`. */
export function callsOfFunctions({ names, functionOf, calls }: NestedCalls): Call[][] {
  const all: Call[][] = names.map(() => [])
  for (const [node, ofNode] of calls.entries()) {
    const ofFunction = all[functionOf[node] ?? -1]
    for (const call of ofNode) ofFunction?.push(call)
  }
  return all.map(inOrder)
}

/** The calls as a tree of the contract. `fileOf`: where a function lies; `peakWithin`: the highest memory in a time. */
export function callTreeOf(
  { parents, functionOf, names, calls }: NestedCalls,
  fileOf: (name: string) => { file: string; name: string },
  peakWithin: (start: number, end: number) => number,
): CallTree {
  const sum = (all: readonly Call[], value: (call: Call) => number) =>
    all.reduce((total, call) => total + value(call), 0)
  return {
    functions: names.map((name) => ({ ...fileOf(name), firstLine: 1, estimated: false, overlapped: false })),
    parents,
    functionOf,
    callerLines: parents.map((parent) => (parent < 0 ? 0 : 1)),
    calls: calls.map((all) => all.length),
    growthBytes: calls.map((all) => sum(all, ({ startBytes, endBytes }) => endBytes - startBytes)),
    peakBytes: calls.map((all) =>
      all.reduce(
        (highest, { start, end, startBytes, endBytes }) =>
          Math.max(highest, startBytes, endBytes, peakWithin(start, end)),
        0,
      ),
    ),
    timeNs: calls.map((all) => sum(all, ({ start, end }) => Math.round((end - start) * 1e9))),
  }
}

import type { CallTree, LineSeries } from '../contract/index.ts'

/**
 * What each node of a call tree gave back by itself when its calls were left, bytes. A call's last reading comes before its
 * local variables die: the line that called it falls by what they held. Such a fall is shared out among what the line
 * called, by growth, as far as they grew by themselves. What calls below them had taken outlived those calls, and went
 * with a structure of their caller's: that is no variable of theirs.
 */
function returnedIn({ functions }: LineSeries, tree: CallTree): number[] {
  const increments = new Map<string, number>()
  for (const { file, name, lines } of functions) {
    for (const { line, incrementBytes } of lines) {
      const key = lineKey(file, name, line)
      increments.set(key, (increments.get(key) ?? 0) + sum(incrementBytes))
    }
  }
  const children = callsOf(tree)
  const byLine = releasedByLines(tree, increments)
  return tree.parents.map((_, node) => {
    const called = children[node] ?? []
    const growth = tree.growthBytes[node] ?? 0
    // What the calls below it have given back already is gone.
    const own = growth - called.reduce((all, each) => all + stayed(each, tree, byLine), 0)
    return Math.min(byLine[node] ?? 0, Math.max(0, own))
  })
}

/** What each function of a call tree (by its index) gave back by itself when its calls were left, bytes. */
export function givenBackOnReturn(series: LineSeries, tree: CallTree): number[] {
  const perFunction = tree.functions.map(() => 0)
  for (const [node, bytes] of returnedIn(series, tree).entries()) {
    const at = tree.functionOf[node] ?? 0
    perFunction[at] = (perFunction[at] ?? 0) + bytes
  }
  return perFunction
}

/**
 * A call tree in which the growth of calls is what stayed when they had returned, their variables gone. What was watched as
 * whole functions (no lines in the series) is left as it is: there the callers' lines are not known.
 */
export function withoutReturned(tree: CallTree, series: LineSeries | null): CallTree {
  if (series === null) return tree
  const returned = returnedIn(series, tree)
  if (returned.every((bytes) => bytes === 0)) return tree
  return { ...tree, growthBytes: tree.growthBytes.map((bytes, node) => bytes - (returned[node] ?? 0)) }
}

/** The falls of lines that called something, by the nodes of what they called. */
function releasedByLines(tree: CallTree, increments: ReadonlyMap<string, number>): number[] {
  const released = tree.parents.map(() => 0)
  const byLine = new Map<string, number[]>()
  for (const [node, parent] of tree.parents.entries()) {
    const at = tree.functionOf[parent]
    const caller = tree.functions[at ?? -1]
    // A nested call of the same function is not credited to the line that made it.
    if (caller === undefined || tree.functionOf[node] === at) continue
    const key = lineKey(caller.file, caller.name, tree.callerLines[node] ?? 0)
    const nodes = byLine.get(key)
    if (nodes) nodes.push(node)
    else byLine.set(key, [node])
  }
  for (const [key, nodes] of byLine) {
    const increment = increments.get(key)
    const growth = nodes.reduce((all, node) => all + (tree.growthBytes[node] ?? 0), 0)
    if (increment !== undefined) spread(growth - increment, nodes, tree, released)
  }
  return released
}

/** Has nodes give back an amount, by what has stayed of their growth, at most that much each. */
function spread(amount: number, nodes: readonly number[], tree: CallTree, returned: number[]): void {
  const grown = nodes.filter((node) => stayed(node, tree, returned) > 0)
  const all = grown.reduce((total, node) => total + stayed(node, tree, returned), 0)
  if (amount <= 0 || all === 0) return
  const part = Math.min(1, amount / all)
  for (const node of grown) returned[node] = (returned[node] ?? 0) + part * stayed(node, tree, returned)
}

function stayed(node: number, { growthBytes }: CallTree, returned: readonly number[]): number {
  return (growthBytes[node] ?? 0) - (returned[node] ?? 0)
}

function callsOf({ parents }: CallTree): number[][] {
  const children: number[][] = parents.map(() => [])
  for (const [node, parent] of parents.entries()) children[parent]?.push(node)
  return children
}

function lineKey(file: string, name: string, line: number): string {
  return `${line} ${name} ${file}`
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0)
}

import type { CallTree, LineSeries } from '../contract/index.ts'

/**
 * What each function of a call tree (by its index) gave back when its calls were left, bytes. A call's last reading comes
 * before its local variables die: the line that called it falls by what they held. Such a fall is shared out among what the
 * line called, by growth, and in each call goes to what grew by itself first.
 */
export function givenBackOnReturn({ functions }: LineSeries, tree: CallTree): number[] {
  const increments = new Map<string, number>()
  for (const { file, name, lines } of functions) {
    for (const { line, incrementBytes } of lines) {
      const key = lineKey(file, name, line)
      increments.set(key, (increments.get(key) ?? 0) + sum(incrementBytes))
    }
  }
  const children = callsOf(tree)
  const returned = releasedByLines(tree, increments)
  const perFunction = tree.functions.map(() => 0)
  // Parents come before their children.
  for (const [node, at] of tree.functionOf.entries()) {
    const called = children[node] ?? []
    const growth = tree.growthBytes[node] ?? 0
    const own = growth - called.reduce((all, each) => all + (tree.growthBytes[each] ?? 0), 0)
    const absorbed = Math.min(returned[node] ?? 0, Math.max(0, own))
    perFunction[at] = (perFunction[at] ?? 0) + absorbed
    spread((returned[node] ?? 0) - absorbed, called, tree, returned)
  }
  return perFunction
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

/** Adds an amount to nodes by their growth, at most that much to each. */
function spread(amount: number, nodes: readonly number[], tree: CallTree, to: number[]): void {
  const grown = nodes.filter((node) => (tree.growthBytes[node] ?? 0) > 0)
  const all = grown.reduce((total, node) => total + (tree.growthBytes[node] ?? 0), 0)
  if (amount <= 0 || all === 0) return
  const part = Math.min(1, amount / all)
  for (const node of grown) to[node] = (to[node] ?? 0) + part * (tree.growthBytes[node] ?? 0)
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

import { regroup } from '../../../profiler-core/analysis/callTree/index.ts'
import type { CallTree } from '../../../profiler-core/contract/index.ts'
import { isNodeOverlapped, oneLine } from '../../../profiler-core/report/index.ts'
import { alignColumns, cut, memory } from '../format.ts'
import { delta, footnote, marked, shortTime } from './place.ts'

const MOST_LINES = 200
/** Deeper callees are not indented any further. */
const DEEPEST_INDENT = 30

interface Line {
  readonly node: number
  readonly depth: number
}

/** The call tree with the heaviest callees first; recursion is folded. */
export function treeText(unfolded: CallTree, width: number): string {
  const tree = regroup(unfolded, { foldRecursion: true, mergeLines: false })
  const { functions, functionOf, parents } = tree
  if (parents.length === 0) return 'No watched function was called.\n'
  const { lines, left } = heaviestFirst(tree)
  const growthOfChildren = new Float64Array(parents.length)
  for (const [node, parent] of parents.entries()) {
    if (parent >= 0)
      growthOfChildren[parent] = (growthOfChildren[parent] ?? 0) + (tree.growthBytes[node] ?? 0)
  }
  const isMarked = lines.some(({ node }) => isNodeOverlapped(tree, node))
  const rows = lines.map(({ node, depth }) => {
    const of = (bytes: number) => marked(delta(bytes), isNodeOverlapped(tree, node), isMarked)
    const growth = tree.growthBytes[node] ?? 0
    const name = functions[functionOf[node] ?? -1]?.name ?? '?'
    const line = tree.callerLines[node] ?? 0
    return [
      of(growth),
      of(growth - (growthOfChildren[node] ?? 0)),
      memory(tree.peakBytes[node] ?? 0),
      shortTime(tree.timeNs[node] ?? 0),
      String(tree.calls[node] ?? 0),
      `${'  '.repeat(Math.min(depth, DEEPEST_INDENT))}${oneLine(name)}${line > 0 ? ` (line ${line})` : ''}`,
    ]
  })
  const text = alignColumns(
    [
      { title: 'Total MiB', align: 'right' },
      { title: 'Own MiB', align: 'right' },
      { title: 'Peak', align: 'right' },
      { title: 'Time', align: 'right' },
      { title: 'Calls', align: 'right' },
      { title: 'Function, and the line that called it' },
    ],
    rows,
  )
  const more = left > 0 ? [`and ${left} more paths that grew less; --format json has them all`] : []
  const printed = [...text.map((line) => cut(line, Math.max(width, 60))), ...more, ...footnote(isMarked)]
  return `${printed.join('\n')}\n`
}

/** As many nodes as are printed, in the order of a tree: a node is taken before those that grew less. */
function heaviestFirst({ parents, growthBytes, timeNs }: CallTree): { lines: Line[]; left: number } {
  const weight = (node: number) => growthBytes[node] ?? 0
  const heavier = (a: number, b: number) =>
    weight(b) - weight(a) || (timeNs[b] ?? 0) - (timeNs[a] ?? 0) || a - b
  const all = parents.map((_, node) => node).sort(heavier)
  const taken = new Set<number>()
  for (const node of all) {
    if (taken.size >= MOST_LINES) break
    for (const each of pathToTaken(node, parents, taken)) taken.add(each)
  }
  const children = new Map<number, number[]>()
  for (const node of all) {
    if (!taken.has(node)) continue
    const parent = parents[node] ?? -1
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [node])
    else siblings.push(node)
  }
  const lines: Line[] = []
  const pending = (children.get(-1) ?? []).map((node) => ({ node, depth: 0 })).reverse()
  for (let line = pending.pop(); line !== undefined; line = pending.pop()) {
    lines.push(line)
    for (const node of (children.get(line.node) ?? []).reverse())
      pending.push({ node, depth: line.depth + 1 })
  }
  return { lines, left: parents.length - lines.length }
}

/** A node with those above it that are not taken yet, outermost first; of a long path the outer part that has room. */
function pathToTaken(node: number, parents: readonly number[], taken: ReadonlySet<number>): number[] {
  const path: number[] = []
  for (let at = node; at >= 0 && !taken.has(at); at = parents[at] ?? -1) path.push(at)
  return path.reverse().slice(0, MOST_LINES - taken.size)
}

import type { CallTree } from '../contract/index.ts'
import { ownParts, type StackWeight, sortedByCaller } from './callStacks.ts'

/** A longer text is of no use to any tool, and of no string either. */
const MOST_CHARACTERS = 256 * 2 ** 20

const units = { memory: 1, time: 1000 } as const

/**
 * A call tree as collapsed stacks, the format of Brendan Gregg's FlameGraph: `main (app.py:3);load (app.py:9) 123`, one
 * line a path, weighed by the bytes that its last function took by itself, or the microseconds that it needed. What was
 * given back is left out. `;` and line breaks in names are written as `\x3b`, `\n` and `\r`, `\` as `\\`. `null` where
 * that would be longer than 256 MiB: each line repeats its whole stack.
 */
export function collapsedStacks(tree: CallTree, weight: StackWeight): string | null {
  const own = ownParts(tree, weight)
  const { inOrder, below } = sortedByCaller(tree, own)
  const names = tree.functions.map(({ name, file, firstLine }) => escaped(`${name} (${file}:${firstLine})`))
  const nameOf = (node: number) => names[tree.functionOf[node] ?? -1] ?? ''
  const lines: string[] = []
  let length = 0
  /** The stack so far, and for each of its nodes how long it is. */
  const open: { node: number; stack: string }[] = []
  for (const node of inOrder) {
    if ((below[node] ?? 0) <= 0) continue
    const parent = tree.parents[node] ?? -1
    while (open.length > 0 && open.at(-1)?.node !== parent) open.pop()
    const caller = open.at(-1)?.stack
    const stack = caller === undefined ? nameOf(node) : `${caller};${nameOf(node)}`
    open.push({ node, stack })
    const count = Math.round((own[node] ?? 0) / units[weight])
    if (count === 0) continue
    const line = `${stack} ${count}\n`
    length += line.length
    if (length > MOST_CHARACTERS) return null
    lines.push(line)
  }
  return lines.join('')
}

const escapes: Readonly<Record<string, string>> = { ';': '\\x3b', '\n': '\\n', '\r': '\\r', '\\': '\\\\' }

function escaped(name: string): string {
  return name.replace(/[;\n\r\\]/g, (character) => escapes[character] ?? character)
}

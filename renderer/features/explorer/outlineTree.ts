import type { OutlineItem } from '../../../profiler-core/contract/index.ts'

/** A class or function with what is defined within it. */
export interface OutlineNode {
  readonly item: OutlineItem
  readonly children: readonly OutlineNode[]
}

interface Growing {
  readonly item: OutlineItem
  readonly children: Growing[]
}

/** The items of a file, in the order of the source, as they lie within each other. */
export function outlineTree(items: readonly OutlineItem[]): readonly OutlineNode[] {
  const roots: Growing[] = []
  const around: Growing[] = []
  for (const item of items) {
    while ((around.at(-1)?.item.lastLine ?? Number.POSITIVE_INFINITY) < item.firstLine) around.pop()
    const parent = around.findLast((each) => item.name.startsWith(`${each.item.name}.`))
    const node: Growing = { item, children: [] }
    if (parent === undefined) roots.push(node)
    else parent.children.push(node)
    around.push(node)
  }
  return roots
}

/** The last part of a qualified name: what stands in the `def`. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** The innermost function of a file that a line belongs to; `null` at module or class level. */
export function functionAtLine(items: readonly OutlineItem[], line: number): OutlineItem | null {
  return (
    items.findLast(
      ({ kind, firstLine, lastLine }) => kind === 'function' && firstLine <= line && line <= lastLine,
    ) ?? null
  )
}

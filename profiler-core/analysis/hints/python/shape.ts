import type { Call, For, Node, NodeOf } from './ast.ts'

/** A node and all below it, in the order of the text, except what is inside functions that are defined there. */
export function inside(node: Node, found: Node[] = []): Node[] {
  found.push(node)
  for (const child of node.children) if (child.kind !== 'function') inside(child, found)
  return found
}

/** A node and all below it. */
export function everything(node: Node, found: Node[] = []): Node[] {
  found.push(node)
  for (const child of node.children) everything(child, found)
  return found
}

export function contains(outer: Node, inner: Node): boolean {
  for (let node: Node | null = inner; node !== null; node = node.parent) if (node === outer) return true
  return false
}

/** Whether a name appears in it. */
export function mentions(node: Node, id: string): boolean {
  for (const each of everything(node)) if (each.kind === 'name' && each.id === id) return true
  return false
}

export function isStatement(node: Node): boolean {
  return node.parent?.kind === 'body' || node.parent?.kind === 'module'
}

/** The innermost statement around a node. */
export function statementOf(node: Node): Node {
  let statement = node
  while (!isStatement(statement) && statement.parent !== null) statement = statement.parent
  return statement
}

/** The statements of the same block that follow a statement. */
export function statementsAfter(statement: Node): readonly Node[] {
  const block = statement.parent?.children ?? []
  return block.slice(block.indexOf(statement) + 1)
}

const loops = new Set(['for', 'while', 'comprehension', 'lambda', 'function'])

/**
 * The innermost node that may execute its parts more than once, or later: a loop, a comprehension, a function. What a loop
 * or a comprehension begins with, its first iterable, is outside of it.
 */
export function repetitionOf(node: Node): Node | null {
  let below = node
  for (let above = node.parent; above !== null; below = above, above = above.parent) {
    if (!loops.has(above.kind)) continue
    if (above.kind === 'for' && above.iter === below) continue
    if (above.kind === 'comprehension' && above.clauses[0]?.iter === below) continue
    return above
  }
  return null
}

/** The innermost loop statement around a node, within its function; its iterable is outside of it. */
export function loopOf(node: Node): For | NodeOf<'while'> | null {
  let below = node
  for (let above = node.parent; above !== null; below = above, above = above.parent) {
    if (above.kind === 'function' || above.kind === 'lambda') return null
    if (above.kind === 'while') return above
    if (above.kind === 'for' && above.iter !== below) return above
  }
  return null
}

/** The innermost of these kinds around a node. */
export function enclosing<K extends Node['kind']>(node: Node, kind: K): NodeOf<K> | null {
  for (let above = node.parent; above !== null; above = above.parent) {
    if (above.kind === kind) return above as NodeOf<K>
  }
  return null
}

/** The only argument of a call, if that is one by position. */
export function onlyArgument(call: Call): Node | null {
  const [first] = call.args
  return call.args.length === 1 && first?.name === null && first.star === '' ? first.value : null
}

/** An argument by its name, or `null`. */
export function named(call: Call, name: string): Node | null {
  return call.args.find((each) => each.name === name)?.value ?? null
}

/** The arguments by position, or `null` where some are not known (`*args`). */
export function positional(call: Call): readonly Node[] | null {
  if (call.args.some(({ star }) => star !== '')) return null
  return call.args.filter(({ name }) => name === null).map(({ value }) => value)
}

/** The call of a method of something: `x.append(y)`. */
export function methodCall(node: Node, method: string): { readonly call: Call; readonly owner: Node } | null {
  if (node.kind !== 'call' || node.func.kind !== 'attribute' || node.func.attr !== method) return null
  return { call: node, owner: node.func.value }
}

/** The text that a string literal stands for, if it is a plain one. */
export function plainString(node: Node): string | null {
  if (node.kind !== 'literal' || node.form !== 'string') return null
  return /^(['"])([^\\'"]*)\1$/.exec(node.text)?.[2] ?? null
}

import type { Call, Node } from './ast.ts'
import type { Module } from './module.ts'
import { positional } from './shape.ts'

/** Functions that take one element of their argument after the other, and keep no list of them. */
const consumers = new Set([
  'sum',
  'min',
  'max',
  'any',
  'all',
  'set',
  'frozenset',
  'dict',
  'math.fsum',
  'collections.Counter',
])
/** Methods that do. `join` makes a list of its own. */
const consumingMethods = new Set(['extend', 'writelines'])
/** Functions that pass elements on, one by one, and which of their arguments, from which on. */
const passing: Readonly<Record<string, readonly [number, number]>> = {
  enumerate: [0, 0],
  zip: [0, Infinity],
  map: [1, Infinity],
  filter: [1, 1],
  'itertools.islice': [0, 0],
  'itertools.chain': [0, Infinity],
}
/** Calls whose result makes its elements when they are asked for. */
const lazyCallees = new Set([
  ...Object.keys(passing),
  'range',
  'reversed',
  'iter',
  'open',
  'csv.reader',
  'csv.DictReader',
  're.finditer',
  'itertools.count',
  'itertools.repeat',
  'itertools.product',
  'itertools.combinations',
  'itertools.permutations',
  'itertools.groupby',
  'itertools.chain.from_iterable',
  'os.scandir',
])
const lazyMethods = new Set(['items', 'keys', 'values', 'finditer', 'iterrows', 'itertuples', 'iter_rows'])

/**
 * What takes the elements of an expression one after the other, once, without keeping a list of them: a loop, a
 * comprehension or a call; `null` where nothing does, or not only that.
 */
export function consumerOf(node: Node, module: Module): Node | null {
  const { parent } = node
  if (parent === null) return null
  if (parent.kind === 'for') return parent.iter === node && !parent.isAsync ? parent : null
  if (parent.kind === 'comprehension') return parent.clauses[0]?.iter === node ? parent : null
  if (parent.kind !== 'call') return null
  const args = positional(parent)
  const at = args?.indexOf(node) ?? -1
  if (args === null || at < 0) return null
  if (parent.func.kind === 'attribute' && consumingMethods.has(parent.func.attr) && args.length === 1) {
    return parent
  }
  const callee = module.calleeOf(parent)
  if (callee === null) return null
  // `max(a, b)` compares its arguments; `sum(x, start)` does not.
  if (consumers.has(callee)) return at === 0 && (args.length === 1 || callee === 'sum') ? parent : null
  const range = Object.hasOwn(passing, callee) ? passing[callee] : undefined
  return range && at >= range[0] && at <= range[1] ? consumerOf(parent, module) : null
}

/** Whether evaluating an expression builds nothing large: what it gives existed before, or is made bit by bit. */
export function isLazy(node: Node, module: Module): boolean {
  if (node.kind === 'name' || node.kind === 'literal') return true
  if (node.kind === 'attribute') return isLazy(node.value, module)
  if (node.kind === 'subscript') return !node.slice && isLazy(node.value, module)
  if (node.kind === 'comprehension') return node.form === 'generator' && firstIterIsLazy(node, module)
  return node.kind === 'call' && isLazyCall(node, module)
}

function firstIterIsLazy(node: Extract<Node, { kind: 'comprehension' }>, module: Module): boolean {
  const [first] = node.clauses
  return first !== undefined && isLazy(first.iter, module)
}

/** Arguments such as the length of a range cost nothing. */
function isLazyCall(call: Call, module: Module): boolean {
  const callee = module.calleeOf(call)
  if (callee === 'range' || callee === 'open' || callee === 'itertools.repeat') return true
  const isKnown =
    (callee !== null && lazyCallees.has(callee)) ||
    (call.func.kind === 'attribute' && lazyMethods.has(call.func.attr) && isLazy(call.func.value, module)) ||
    givesGenerator(call, module)
  return isKnown && call.args.every(({ value }) => value.kind === 'lambda' || isLazy(value, module))
}

/** Whether a call is known to give an iterator or a view, rather than a container. */
export function isLazyResult(node: Node, module: Module): boolean {
  return node.kind === 'call' && isLazyCall(node, module)
}

function givesGenerator({ func }: Call, module: Module): boolean {
  const definition = func.kind === 'name' ? module.functionNamed(func.id) : null
  return definition !== null && module.isGenerator(definition)
}

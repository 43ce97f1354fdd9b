import type { Comprehension, Node } from '../python/ast.ts'
import { consumerOf, isLazy, isLazyResult } from '../python/consume.ts'
import type { Module } from '../python/module.ts'
import type { Variable } from '../python/scope.ts'
import { contains, enclosing, everything, mentions, onlyArgument, repetitionOf } from '../python/shape.ts'
import type { Context, Edit, Rule } from '../rule.ts'

/** `rows = [...]`, of which the only use is one loop: a generator expression does. */
export const listOnlyIterated: Rule = {
  id: 'list-only-iterated',
  yieldsTo: ['range-as-list'],
  *find({ module, scope, numbers }) {
    for (const variable of scope.variables()) {
      const { id, value, assign } = variable
      if (!isPlainList(value, module)) continue
      const consumer = onlyConsumer(variable, module)
      if (consumer === null || changesMeanwhile(value, consumer)) continue
      yield {
        at: assign,
        stakeBytes: numbers.rise(assign),
        title: `\`${id}\` is a list of everything, though line ${consumer.line} only goes through it once.`,
        explanation:
          'A list holds all its elements at the same time. A generator expression, in round brackets, makes one element ' +
          'after the other, and each is freed before the next. Keep the list where it is needed twice, by its length, ' +
          'or by index, or where the elements must be made before the loop starts.',
        change: inRoundBrackets(value),
        shown: [assign, headOf(consumer)],
      }
    }
  },
}

/** `sum([...])`: the brackets alone make the list. */
export const listAsArgument: Rule = {
  id: 'list-as-argument',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      if (!isPlainList(node, module)) continue
      const consumer = consumerOf(node, module)
      if (consumer === null || changesMeanwhile(node, consumer)) continue
      const { parent } = node
      const isAlone = parent?.kind === 'call' && onlyArgument(parent) === node
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: `A list of everything is built here, only to be gone through once by ${nameOf(consumer, module)}.`,
        explanation:
          'The square brackets build the whole list first. Without them the elements are made one after the other and ' +
          'freed at once. Keep the list where making an element changes what the loop goes through.',
        change: isAlone ? withoutBrackets(node) : inRoundBrackets(node),
      }
    }
  },
}

/** `for a, b in list(zip(x, y))`: the list around what gives its elements one by one. */
export const lazyInList: Rule = {
  id: 'lazy-in-list',
  yieldsTo: ['range-as-list'],
  *find(context) {
    const { module, scope, numbers } = context
    for (const node of scope.nodes) {
      const inner = listOf(node, module)
      if (inner === null || !(isLazyResult(inner, module) || isPlainName(inner, context))) continue
      if (module.calleeOf(inner) === 'open' || isCsv(inner, module) || isSharedView(inner, context)) continue
      const variable = variableOf(node, context)
      const consumer = variable ? onlyConsumer(variable, module) : consumerOf(node, module)
      if (consumer === null || changesMeanwhile(inner, consumer)) continue
      const what = module.slice(inner)
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: `\`${module.slice(node)}\` copies all elements into a list, only to be gone through once by ${nameOf(consumer, module)}.`,
        explanation:
          `\`${what}\` can be gone through as it is; the list holds a second reference to each element, and all that is ` +
          'made on the way. Keep the list where it is needed twice, or where the loop changes what it goes through.',
        change: [{ from: node.from, to: node.to, text: what }],
        shown: [headOf(consumer)],
      }
    }
  },
}

/** `ids = list(range(n))`, which is only read: a range can do all that. */
export const rangeAsList: Rule = {
  id: 'range-as-list',
  *find({ module, scope, numbers }) {
    for (const { id, assign, value, uses } of scope.variables()) {
      const range = rangeOf(value, module)
      if (range === null || uses.length === 0 || !uses.every((use) => rangeCan(use, module))) continue
      yield {
        at: assign,
        stakeBytes: numbers.rise(assign),
        title: `\`${id}\` lists all numbers of \`${range}\`, which a range does without holding them.`,
        explanation:
          'A range knows its length, gives any of its elements, and can be gone through as often as one likes, in a few ' +
          'dozen bytes. Keep the list where it is changed: shuffled, sorted, appended to.',
        change: [{ from: value.from, to: value.to, text: range }],
      }
    }
  },
}

/** `list(csv.DictReader(f))`, gone through once. */
export const csvAsList: Rule = {
  id: 'csv-as-list',
  *find(context) {
    const { module, scope, numbers } = context
    for (const node of scope.nodes) {
      const inner = listOf(node, module)
      if (inner === null || !isCsv(inner, module)) continue
      const variable = variableOf(node, context)
      const consumer = variable ? onlyConsumer(variable, module) : consumerOf(node, module)
      if (consumer === null) continue
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: 'All rows of the CSV file are held in a list, though they are only gone through once.',
        explanation:
          'A row of `csv.DictReader` is a dict, of `csv.reader` a list of strings, ten or more times as large as its ' +
          'text. The reader gives one row after the other by itself. Keep the list where the rows are needed again, or ' +
          'after the file is closed.',
        change: [{ from: node.from, to: node.to, text: module.slice(inner) }],
        shown: [headOf(consumer)],
      }
    }
  },
}

function isPlainList(node: Node, module: Module): node is Comprehension {
  if (node.kind !== 'comprehension' || node.form !== 'list' || node.isAsync) return false
  const [first] = node.clauses
  if (first === undefined || everything(node).some(isBoundToOrder)) return false
  return isLazy(first.iter, module)
}

/** `x` of `list(x)` and `tuple(x)`. */
export function listOf(node: Node, module: Module): Node | null {
  if (node.kind !== 'call') return null
  const callee = module.calleeOf(node)
  return callee === 'list' || callee === 'tuple' ? onlyArgument(node) : null
}

/**
 * What means something else when it is made later: a closure over the comprehension's variables; work that is started, to
 * go on beside the program.
 */
export function isBoundToOrder(node: Node): boolean {
  if (node.kind === 'await' || node.kind === 'lambda') return true
  return node.kind === 'call' && node.func.kind === 'attribute' && starting.has(node.func.attr)
}

const starting = new Set(
  'submit apply_async map_async start Popen create_task ensure_future spawn remote delay'.split(' '),
)

function isCsv(node: Node, module: Module): boolean {
  const callee = module.calleeOf(node)
  return callee === 'csv.reader' || callee === 'csv.DictReader'
}

/** `self.table.items()`: the list may be what makes it safe to change the table meanwhile. */
function isSharedView(node: Node, context: Context): boolean {
  if (node.kind !== 'call' || node.func.kind !== 'attribute') return false
  return /^(items|keys|values)$/.test(node.func.attr) && !isPlainName(node.func.value, context)
}

/** A variable that nothing else can change: of this function, and no parameter. */
function isPlainName(node: Node, { scope }: Context): boolean {
  return node.kind === 'name' && scope.isOwn(node.id)
}

function variableOf(node: Node, { scope }: Context): Variable | null {
  const { parent } = node
  const [target] = parent?.kind === 'assign' ? parent.targets : []
  return target?.kind === 'name' ? scope.variable(target.id) : null
}

/** What goes through a variable, where that is its only use, once for each assignment, while the same files are open. */
export function onlyConsumer({ assign, uses }: Variable, module: Module): Node | null {
  const [use, ...others] = uses
  if (use === undefined || others.length > 0 || use.from < assign.to) return null
  if (repetitionOf(use) !== repetitionOf(assign)) return null
  const block = enclosing(assign, 'with')
  return block === null || contains(block, use) ? consumerOf(use, module) : null
}

/** Whether a loop's body, or a method's owner, changes what the elements are made of: then they must be made before. */
function changesMeanwhile(source: Node, consumer: Node): boolean {
  const ids = idsOf(source)
  // `x.extend(f(y) for y in x)` would never end.
  if (consumer.kind === 'call') return ids.some((id) => mentions(consumer.func, id))
  return consumer.kind === 'for' && ids.some((id) => isChanged(consumer.body, id))
}

/** The names that an expression takes from outside. */
function idsOf(source: Node): string[] {
  const ids = new Set<string>()
  for (const each of everything(source)) if (each.kind === 'name' && each.use === 'load') ids.add(each.id)
  for (const each of everything(source)) if (each.kind === 'name' && each.use === 'store') ids.delete(each.id)
  return [...ids]
}

/** Bound, changed in place, or handed to something that might. */
function isChanged(body: Node, id: string): boolean {
  for (const node of everything(body)) {
    if (node.kind !== 'name' || node.id !== id) continue
    const { parent } = node
    const isCalled = parent?.kind === 'call' && parent.func === node
    const isRead = parent?.kind === 'subscript' && parent.value === node && !parent.stored
    if (!isCalled && !isRead) return true
  }
  return false
}

function rangeOf(value: Node, module: Module): string | null {
  const inner = listOf(value, module)
  if (inner !== null && module.calleeOf(inner) === 'range') return module.slice(inner)
  if (value.kind !== 'comprehension' || value.form !== 'list' || value.children.length !== 3) return null
  const [clause] = value.clauses
  const [target] = clause?.targets ?? []
  if (clause === undefined || target?.kind !== 'name' || value.element.kind !== 'name') return null
  if (target.id !== value.element.id || module.calleeOf(clause.iter) !== 'range') return null
  return module.slice(clause.iter)
}

function rangeCan(use: Node, module: Module): boolean {
  const { parent } = use
  if (parent?.kind === 'subscript') return parent.value === use && !parent.stored
  if (parent?.kind === 'call' && module.calleeOf(parent) === 'len') return true
  if (parent?.kind === 'binary') return parent.op.endsWith('in') && parent.right === use
  return consumerOf(use, module) !== null
}

function inRoundBrackets({ from, to }: Node): Edit[] {
  return [
    { from, to: from + 1, text: '(' },
    { from: to - 1, to, text: ')' },
  ]
}

function withoutBrackets({ from, to }: Node): Edit[] {
  return [
    { from, to: from + 1, text: '' },
    { from: to - 1, to, text: '' },
  ]
}

/** Of a loop its first line: the body need not be shown. */
export function headOf(consumer: Node): Node {
  return consumer.kind === 'for' ? consumer.iter : consumer
}

function nameOf(consumer: Node, module: Module): string {
  if (consumer.kind === 'call') return `\`${module.slice(consumer.func)}\``
  return consumer.kind === 'for' ? 'the loop' : 'a comprehension'
}

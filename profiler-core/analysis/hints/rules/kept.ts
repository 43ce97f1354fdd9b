import type { Assign, For, Name, Node, Update } from '../python/ast.ts'
import { consumerOf } from '../python/consume.ts'
import type { Module } from '../python/module.ts'
import type { Scope, Variable } from '../python/scope.ts'
import {
  contains,
  everything,
  loopOf,
  mentions,
  methodCall,
  onlyArgument,
  repetitionOf,
  statementOf,
  statementsAfter,
} from '../python/shape.ts'
import type { Context, Rule } from '../rule.ts'
import { indentOf } from './caches.ts'

/** Functions that keep nothing of their arguments, and give nothing of them. */
const readers = new Set([
  'len',
  'sum',
  'any',
  'all',
  'print',
  'str',
  'repr',
  'hash',
  'float',
  'int',
  'bool',
  'range',
])
const readingMethods = new Set([
  'sum',
  'mean',
  'std',
  'var',
  'min',
  'max',
  'count',
  'index',
  'startswith',
  'endswith',
])

/** A large value that is not needed any more when memory is highest. */
export const keptUntilPeak: Rule = {
  id: 'kept-until-peak',
  yieldsTo: ['list-only-iterated', 'append-only-iterated', 'range-as-list', 'lazy-in-list'],
  *find(context) {
    const { module, scope, numbers } = context
    const start = scope.node.kind === 'function' ? scope.node : null
    for (const variable of scope.variables()) {
      const { id, assign, uses } = variable
      const last = uses.at(-1)
      if (last === undefined || repetitionOf(assign) !== start || !isSolelyHeld(variable, module)) continue
      if (!uses.every((use) => isReading(use, module) && !isInFunction(use, assign))) continue
      const statement = outermost(last, assign)
      const highest = statement && highestAfter(statement, context)
      if (!statement || !highest || contains(statement, assign)) continue
      const indent = indentOf(statement, module)
      const at = module.lines.endOf(statement.lastLine)
      yield {
        at: assign,
        stakeBytes: Math.min(numbers.growth(assign), numbers.riseBetween(statement, highest)),
        title: `\`${id}\` is held while line ${numbers.lineOf(highest)} takes memory to its highest, and not used after line ${last.line}.`,
        explanation:
          'A variable holds its value until the function ends, or, at module level, the program. `del` gives it back ' +
          'before; so does moving these lines into a function of their own. It helps nothing where something else still ' +
          'holds the value.',
        change: [{ from: at, to: at, text: `${indent}del ${id}\n` }],
        shown: [assign, statement, highest],
      }
    }
  },
}

/** `copy.deepcopy(x)` of which only the top is changed, or nothing. */
export const deepCopyNotNeeded: Rule = {
  id: 'deep-copy-not-needed',
  *find({ module, scope, numbers }) {
    for (const { id, assign, value, uses } of scope.variables()) {
      if (value.kind !== 'call' || module.calleeOf(value) !== 'copy.deepcopy') continue
      const source = onlyArgument(value)
      if (source?.kind !== 'name' || uses.length === 0) continue
      const later = scope.appearances(source.id).filter((use) => use.from > assign.to)
      if (!later.every((use) => use.use === 'load' && isReadingDeep(use, module))) continue
      const changed = uses.filter((use) => isTopStore(use))
      if (!uses.every((use) => isTopStore(use) || isReadingDeep(use, module))) continue
      const text = changed.length > 0 ? module.slice(value.func).replace('deepcopy', 'copy') : source.id
      const needsImport = value.func.kind === 'name' && changed.length > 0
      yield {
        at: assign,
        stakeBytes: numbers.rise(assign),
        title:
          changed.length > 0
            ? `\`deepcopy\` copies all of \`${source.id}\`, of which only the top is changed.`
            : `\`deepcopy\` copies all of \`${source.id}\`, and \`${id}\` is only read.`,
        explanation:
          'A deep copy makes every list, dict and object inside anew. `copy.copy` makes a new top, and shares what is ' +
          'below it, which is right as long as nothing below is changed. Keep it where other code changes either of the two.',
        change: [
          {
            from: value.from,
            to: value.to,
            text: needsImport ? `copy.copy(${source.id})` : asCopy(text, source.id),
          },
        ],
        ...(needsImport && { imports: ['import copy'] }),
        shown: changed.slice(0, 3),
      }
    }
  },
}

/** `data += chunk` in a loop, of bytes: a copy each time. */
export const bytesGrownInLoop: Rule = {
  id: 'bytes-grown-in-loop',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      if (node.kind !== 'update' || node.op !== '+=' || node.target.kind !== 'name' || loopOf(node) === null)
        continue
      const made = firstValue(node, scope)
      if (made === null || !/^b(['"])\1$/i.test(module.slice(made))) continue
      const { id } = node.target
      yield {
        at: node,
        stakeBytes: numbers.spike(node),
        title: `Each round makes \`${id}\` anew, and holds the old bytes meanwhile.`,
        explanation:
          'Bytes cannot be changed, so `+=` copies all of them. A bytearray grows in place. It can be used nearly ' +
          'everywhere that bytes can; `bytes(...)` of it is a copy again.',
        change: [{ from: made.from, to: made.to, text: 'bytearray()' }],
        shown: [node],
      }
    }
  },
}

/** `self.text += piece` in a loop: only a variable's text can grow in place. */
export const textGrownInAttribute: Rule = {
  id: 'text-grown-in-attribute',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      if (node.kind !== 'update' || node.op !== '+=' || node.target.kind !== 'attribute') continue
      const loop = loopOf(node)
      const owner = node.target.value
      if (owner.kind !== 'name' || loop === null || loopOf(loop) !== null || !isText(node.value, module))
        continue
      const text = module.slice(node.target)
      const again = everything(loop).filter(
        (each) => each.kind === 'attribute' && module.slice(each) === text,
      )
      const calls = everything(loop).some((each) => each.kind === 'call' && mentions(each, owner.id))
      const { attr } = node.target
      if (again.length > 1 || calls || scope.appearances(attr).length > 0) continue
      const indent = indentOf(loop, module)
      const end = module.lines.endOf((loop.children.at(-1) ?? loop).lastLine)
      yield {
        at: node,
        stakeBytes: numbers.spike(node),
        title: `Each round makes \`${text}\` anew, and holds the old text meanwhile.`,
        explanation:
          'CPython lets a string grow in place only where a local variable alone holds it; one in an attribute is copied as a ' +
          'whole. Grow a variable, and set the attribute once. Where the pieces are written to a file in the end, write them ' +
          'one by one instead.',
        change: [
          { from: loop.from, to: loop.from, text: `${attr} = ${text}\n${indent}` },
          { from: node.target.from, to: node.target.to, text: attr },
          { from: end, to: end, text: `${indent}${text} = ${attr}\n` },
        ],
      }
    }
  },
}

/** `futures = [pool.submit(...) for ...]`: every result is kept until the last is done with. */
export const futuresKept: Rule = {
  id: 'futures-kept',
  *find({ module, scope, numbers }) {
    for (const variable of scope.variables()) {
      const { id, value, assign, uses } = variable
      if (value.kind !== 'comprehension' || value.form !== 'list') continue
      const submit = methodCall(value.element, 'submit')
      const [clause] = value.clauses
      const [use, ...others] = uses
      if (submit === null || !clause || use === undefined || others.length > 0) continue
      const call = use.parent?.kind === 'call' ? use.parent : null
      const isCompleted = call !== null && module.calleeOf(call) === 'concurrent.futures.as_completed'
      const loop = consumerOf(isCompleted ? call : use, module)
      const [future] = loop?.kind === 'for' ? loop.targets : []
      if (loop?.kind !== 'for' || future?.kind !== 'name' || statementOf(loop) !== loop) continue
      const [one, over] = [
        clause.targets.map((each) => module.slice(each)).join(', '),
        module.slice(clause.iter),
      ]
      yield {
        at: assign,
        stakeBytes: numbers.riseAcross(assign, loop),
        title: `\`${id}\` keeps every result until the last of them is used.`,
        explanation:
          'A future holds its result as long as the future itself is held, here by the list, and workers run ahead of the ' +
          'loop. Submit a few at a time, and drop each when its result has been used. Leave it where results are small, or ' +
          'all needed together.',
        change: [
          'waiting = set()',
          `for ${one} in ${over}:`,
          '    if len(waiting) >= 8:',
          '        done, waiting = concurrent.futures.wait(waiting, return_when="FIRST_COMPLETED")',
          `        while done:`,
          `            ${future.id} = done.pop()`,
          '            ...',
          `    waiting.add(${module.slice(submit.call)})`,
          `for ${future.id} in concurrent.futures.as_completed(waiting):`,
          '    ...',
        ].join('\n'),
        shown: [assign, loop.iter],
      }
    }
  },
}

function asCopy(text: string, source: string): string {
  return text === source ? source : `${text}(${source})`
}

/** Whether the value is new and nothing else holds it: what a call of a function of the program gives may be kept there. */
function isSolelyHeld({ value }: Variable, module: Module): boolean {
  if (value.kind === 'comprehension') return value.form !== 'generator'
  // `a or b` is one of the two.
  if (value.kind === 'binary') return value.op !== 'or' && value.op !== 'and'
  if (value.kind !== 'call') return false
  const callee = module.calleeOf(value)
  if (callee !== null)
    return /^(list|dict|set|sorted|bytes|bytearray|tuple|numpy\.\w+|json\.loads?|pandas\.\w+)$/.test(callee)
  return value.func.kind === 'attribute' && /^(read|readlines|split|splitlines)$/.test(value.func.attr)
}

/** Whether a use takes nothing of the value that would keep it, or a part of it, alive. */
function isReading(use: Node, module: Module): boolean {
  const { parent } = use
  if (parent === null) return false
  if (parent.kind === 'binary') return /^([<>=!]=?|(not\s+)?in)$/.test(parent.op)
  if (parent.kind === 'literal') return true
  if (parent.kind === 'call') {
    const callee = module.calleeOf(parent)
    return parent.func !== use && callee !== null && readers.has(callee)
  }
  if (parent.kind === 'attribute') {
    return readingMethods.has(parent.attr) && parent.parent?.kind === 'call' && parent.parent.func === parent
  }
  // A loop's variable, or a comprehension in a call that reduces it, holds the last element at most.
  if (parent.kind === 'for') return parent.iter === use && keepsNothing(parent, module)
  return parent.kind === 'comprehension' && parent.form === 'generator' && isReduced(parent, module)
}

/** Whether the body of a loop only reads, or computes with, what it goes through. */
function keepsNothing(loop: For, module: Module): boolean {
  const ids = new Set(loop.targets.flatMap((each) => (each.kind === 'name' ? [each.id] : [])))
  if (ids.size !== loop.targets.length) return false
  return everything(loop.body).every((each) => {
    if (each.kind !== 'name' || !ids.has(each.id)) return true
    return each.parent?.kind === 'binary' || each.parent?.kind === 'update' || isReading(each, module)
  })
}

/** Whether a use is within a function or lambda that the variable is outside of. */
function isInFunction(use: Node, assign: Node): boolean {
  for (let node = use.parent; node !== null && !contains(node, assign); node = node.parent) {
    if (node.kind === 'function' || node.kind === 'lambda') return true
  }
  return false
}

function isReduced(generator: Node, module: Module): boolean {
  return (
    generator.parent?.kind === 'call' &&
    ['sum', 'any', 'all'].includes(module.calleeOf(generator.parent) ?? '')
  )
}

/** As `isReading`, also through elements and attributes. */
function isReadingDeep(use: Node, module: Module): boolean {
  const { parent } = use
  if (
    (parent?.kind === 'subscript' || parent?.kind === 'attribute') &&
    parent.value === use &&
    !parent.stored
  ) {
    return isReadingDeep(parent, module) || isReading(use, module)
  }
  return parent?.kind !== 'for' && isReading(use, module)
}

/** `new['key'] = ...`, `new.attribute = ...`. */
function isTopStore({ parent }: Name): boolean {
  if (parent?.kind !== 'subscript' && parent?.kind !== 'attribute') return false
  return parent.stored && parent.parent?.kind === 'assign'
}

/** The statement of the block of `assign` that a use is in. */
function outermost(use: Node, assign: Assign): Node | null {
  const block = assign.parent
  let node: Node | null = use
  while (node !== null && node.parent !== block) node = node.parent
  return node
}

/** The first statement below one, of its block, in which the run came near its peak. */
function highestAfter(statement: Node, { numbers }: Context): Node | null {
  const later = statementsAfter(statement).filter(({ kind }) => kind !== 'function' && kind !== 'class')
  return later.find((each) => numbers.isPeak(each)) ?? null
}

/** What a variable is bound to before a loop adds to it, where nothing else binds it. */
function firstValue({ target }: Update, scope: Scope): Node | null {
  if (target.kind !== 'name' || !scope.isOwn(target.id)) return null
  const stores = scope.appearances(target.id).filter(({ use }) => use === 'store')
  const assigns = stores.filter(({ parent }) => parent?.kind === 'assign')
  if (
    assigns.length !== 1 ||
    !stores.every(({ parent }) => parent?.kind === 'assign' || parent?.kind === 'update')
  )
    return null
  const [first] = assigns
  return first?.parent?.kind === 'assign' ? first.parent.value : null
}

/** Whether an expression is known to give text. */
function isText(node: Node, module: Module): boolean {
  if (node.kind === 'literal')
    return node.form === 'format' || (node.form === 'string' && !/^b|^rb/i.test(node.text))
  if (node.kind === 'binary' && node.op === '*') return isText(node.left, module)
  if (node.kind === 'binary')
    return node.op === '+' && (isText(node.left, module) || isText(node.right, module))
  return module.calleeOf(node) === 'str'
}

import type { For, FunctionDefinition, Name, Node } from '../python/ast.ts'
import { consumerOf, isLazy } from '../python/consume.ts'
import type { Module } from '../python/module.ts'
import type { Variable } from '../python/scope.ts'
import {
  enclosing,
  everything,
  inside,
  mentions,
  methodCall,
  onlyArgument,
  repetitionOf,
  statementOf,
  statementsAfter,
} from '../python/shape.ts'
import type { Context, Edit, Rule } from '../rule.ts'
import { headOf, isBoundToOrder } from './iterated.ts'

/** A list that a loop right below fills, one element at a time. */
interface AppendLoop {
  readonly variable: Variable
  readonly loop: For
  /** `rows.append(x)`, the only such call in the loop. */
  readonly append: Node
  readonly element: Node
  /** The use of the list behind the loop, its only other one. */
  readonly use: Name
}

/** A list that a loop fills and another goes through: a generator function does. */
export const appendOnlyIterated: Rule = {
  id: 'append-only-iterated',
  *find(context) {
    const { module, numbers } = context
    for (const found of appendLoops(context)) {
      const { variable, loop, use } = found
      const { id } = variable
      const consumer = consumerOf(use, module)
      if (consumer === null || repetitionOf(use) !== repetitionOf(variable.assign)) continue
      if (leavesTraces(loop, context)) continue
      yield {
        at: found.append,
        stakeBytes: numbers.growthWithin(loop),
        title: `The loop fills \`${id}\` with everything, though line ${consumer.line} only goes through it once.`,
        explanation:
          'The list holds all elements until the last one is done with. A generator function, which has `yield` where ' +
          'the list was appended to, hands over one element after the other. Keep the list where it is needed twice, or ' +
          'where the first loop must have ended before the second begins, because a file is closed in between or both ' +
          'print.',
        change: [...asGenerator(found, context), { from: use.to, to: use.to, text: '()' }],
        shown: [loop, headOf(consumer)],
      }
    }
  },
}

/** A function that returns a list of which each caller only goes through the elements. */
export const returnedListOnlyIterated: Rule = {
  id: 'returned-list-only-iterated',
  *find(context) {
    const { module, scope, numbers } = context
    const { node } = scope
    if (node.kind !== 'function' || node.isAsync || node.decorators.length > 0) return
    if (module.functionNamed(node.name) !== node || scope.isShared(node.name)) return
    for (const found of appendLoops(context)) {
      const { variable, loop, append, element, use } = found
      const back = use.parent
      if (back?.kind !== 'return' || returnsOf(node) !== 1 || back.parent !== node.body) continue
      const callers = callersOf(node, module)
      if (callers === null || !callers.every((call) => consumerOf(call, module) !== null)) continue
      const statement = statementOf(append)
      yield {
        at: append,
        stakeBytes: numbers.growthWithin(loop),
        title: `\`${node.name}\` returns a list of everything, though its callers only go through it once.`,
        explanation:
          'The whole list is built before the caller sees its first element. With `yield` the function is a generator ' +
          'and hands over one element after the other; its callers need not change. Keep the list where other code asks ' +
          'for its length or an index, or where what is read must be closed before the caller goes on.',
        change: [
          removeLine(module, variable.assign),
          { from: statement.from, to: statement.to, text: `yield ${module.slice(element)}` },
          removeLine(module, back),
        ],
        shown: [loop],
      }
    }
  },
}

function* appendLoops({ scope, module }: Context): Generator<AppendLoop> {
  for (const variable of scope.variables()) {
    const { value, assign, uses } = variable
    if (value.kind !== 'display' || value.form !== 'list' || value.elements.length > 0) continue
    const [first, use, ...others] = uses
    if (first === undefined || use === undefined || others.length > 0) continue
    const found = first.parent?.parent ? methodCall(first.parent.parent, 'append') : null
    if (found === null || found.owner !== first || found.call.parent?.kind !== 'expression') continue
    const [loop] = statementsAfter(assign)
    const element = onlyArgument(found.call)
    if (loop?.kind !== 'for' || loop.isAsync || loop.hasElse || element === null) continue
    if (everything(loop).some(isBoundToOrder)) continue
    if (enclosing(found.call, 'for') !== loop || use.from < loop.to || !isLazy(loop.iter, module)) continue
    // Between a loop that has ended and one that goes on: what stands there would run before the first.
    const rest = statementsAfter(loop)
    if (rest[0] === undefined || !isBehind(rest[0], use)) continue
    yield { variable, loop, append: found.call, element, use }
  }
}

function isBehind(statement: Node, use: Name): boolean {
  return use.from >= statement.from && use.to <= statement.to
}

/** Whether the loop does more than fill the list: binds what is used elsewhere, returns, waits. */
function leavesTraces(loop: For, { scope }: Context): boolean {
  for (const node of everything(loop)) {
    if (node.kind === 'return' || node.kind === 'await' || node.kind === 'yield') return true
    if (node.kind !== 'name' || node.use === 'load') continue
    if (scope.appearances(node.id).some(({ from }) => from < loop.from || from > loop.to)) return true
  }
  return false
}

/** The loop as a function of the list's name, which has no more to say than the loop. */
function asGenerator({ variable, loop, append, element }: AppendLoop, { module }: Context): Edit[] {
  const { assign, id } = variable
  const edits: Edit[] = [{ from: assign.from, to: assign.to, text: `def ${id}():` }]
  for (let line = loop.line; line <= loop.lastLine; line++) {
    const at = module.lines.startOf(line)
    edits.push({ from: at, to: at, text: '    ' })
  }
  const statement = statementOf(append)
  return [...edits, { from: statement.from, to: statement.to, text: `yield ${module.slice(element)}` }]
}

function returnsOf(node: FunctionDefinition): number {
  return inside(node.body).filter(({ kind }) => kind === 'return').length
}

/** Every call of a function of the module's level; `null` where it is used for something else, too. */
function callersOf(node: FunctionDefinition, module: Module): Node[] | null {
  const calls: Node[] = []
  for (const name of module.names.get(node.name) ?? []) {
    if (name.use === 'store') continue
    if (name.parent?.kind !== 'call' || name.parent.func !== name) return null
    if (mentions(node.body, node.name)) return null
    calls.push(name.parent)
  }
  return calls.length > 0 ? calls : null
}

/** A statement that has its line for itself goes with its line. */
function removeLine(module: Module, { line, lastLine }: Node): Edit {
  return { from: module.lines.startOf(line), to: module.lines.endOf(lastLine), text: '' }
}

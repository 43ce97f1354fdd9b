import type { FunctionDefinition, Name, Node, NodeOf } from '../python/ast.ts'
import type { Module } from '../python/module.ts'
import { enclosing, named, onlyArgument } from '../python/shape.ts'
import type { Rule } from '../rule.ts'

/** Fewer calls are no cache that fills up. */
const LEAST_CALLS = 8

/** `@functools.cache`, `@lru_cache(maxsize=None)` on a function that grows with its calls. */
export const cacheWithoutBound: Rule = {
  id: 'cache-without-bound',
  *find({ module, scope, numbers }) {
    const { node } = scope
    // Without arguments there is but one result.
    if (node.kind !== 'function' || node.parameters.length === 0) return
    if (numbers.owner.calls < LEAST_CALLS) return
    for (const decorator of node.decorators) {
      const edit = boundFor(decorator, module)
      if (edit === null) continue
      const firstLine = node.body.children[0] ?? node
      yield {
        at: firstLine,
        stakeBytes: numbers.growthWithin(node.body),
        title: `The cache of \`${node.name}\` keeps every result for good: ${numbers.owner.calls} so far.`,
        explanation:
          'Without a bound a cache grows with each new argument. `maxsize` keeps the results that were asked for last; how ' +
          'many, the hits of `cache_info()` tell. Leave it where there are few different arguments, and all are needed again.',
        change: edit.edits,
        ...(edit.imports && { imports: edit.imports }),
        shown: [decorator],
      }
    }
  },
}

function boundFor(decorator: Node, module: Module) {
  if (decorator.kind === 'call') {
    if (module.calleeOf(decorator) !== 'functools.lru_cache') return null
    const size = named(decorator, 'maxsize') ?? onlyArgument(decorator)
    if (size?.kind !== 'literal' || size.text !== 'None') return null
    return { edits: [{ from: size.from, to: size.to, text: '128' }] }
  }
  if (module.pathOf(decorator) !== 'functools.cache') return null
  const { from, to } = decorator
  return { edits: [{ from, to, text: 'functools.lru_cache(maxsize=128)' }], imports: ['import functools'] }
}

/** A dict of the module that a function only ever adds to. */
export const dictCacheWithoutBound: Rule = {
  id: 'dict-cache-without-bound',
  *find({ module, scope, numbers }) {
    const { node } = scope
    if (node.kind !== 'function' || numbers.owner.calls < LEAST_CALLS) return
    for (const store of scope.nodes) {
      const id = cacheOf(store)
      if (id === null || scope.isShared(id) || !isUnbounded(id, node, module)) continue
      const assign = store.parent as NodeOf<'assign'>
      yield {
        at: assign,
        stakeBytes: numbers.growthWithin(node.body),
        title: `\`${id}\` keeps every result of \`${node.name}\` for good: nothing is ever taken out.`,
        explanation:
          'A dict that serves as a cache grows with each new key. Take the oldest entry out when it is full, as shown, or ' +
          'use `functools.lru_cache(maxsize=...)`. Leave it where there are few different keys, and all are needed again.',
        change: [
          {
            from: assign.from,
            to: assign.from,
            text: `if len(${id}) >= 128:\n${indentOf(assign, module)}    del ${id}[next(iter(${id}))]\n${indentOf(assign, module)}`,
          },
        ],
      }
    }
  },
}

/** `CACHE[key] = ...`: the dict's name. */
function cacheOf(node: Node): string | null {
  if (node.kind !== 'subscript' || !node.stored || node.slice || node.value.kind !== 'name') return null
  return node.parent?.kind === 'assign' && node.parent.value !== node ? node.value.id : null
}

/** A dict of the module's level, asked whether it has a key, and nowhere emptied, replaced or handed on. */
function isUnbounded(id: string, owner: FunctionDefinition, module: Module): boolean {
  const names = module.names.get(id) ?? []
  const [made, ...others] = names.filter(({ use }) => use === 'store')
  const assign = made?.parent
  if (others.length > 0 || assign?.kind !== 'assign' || assign.parent?.kind !== 'module') return false
  const isEmpty =
    assign.value.kind === 'display' && assign.value.form === 'dict' && assign.value.elements.length === 0
  if (!isEmpty && module.calleeOf(assign.value) !== 'dict') return false
  const uses = names.filter((name) => name !== made)
  // Of a single function, which asks it before it adds to it, it is a cache; of several it may be anything.
  return uses.every((use) => enclosing(use, 'function') === owner && isCacheUse(use)) && uses.some(isAsked)
}

function isCacheUse(use: Name): boolean {
  const { parent } = use
  if (parent?.kind === 'attribute') return parent.attr === 'get'
  if (parent?.kind === 'subscript')
    return parent.value === use && !parent.slice && parent.parent?.kind !== 'delete'
  return isAsked(use)
}

function isAsked(use: Name): boolean {
  const { parent } = use
  if (parent?.kind === 'attribute') return parent.attr === 'get'
  return parent?.kind === 'binary' && parent.right === use && /^(not\s+)?in$/.test(parent.op)
}

export function indentOf(statement: Node, module: Module): string {
  return module.text.slice(module.lines.startOf(statement.line), statement.from)
}

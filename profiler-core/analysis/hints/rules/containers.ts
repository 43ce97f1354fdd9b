import type { Node, NodeOf } from '../python/ast.ts'
import type { Module } from '../python/module.ts'
import {
  everything,
  loopOf,
  methodCall,
  named,
  onlyArgument,
  plainString,
  repetitionOf,
} from '../python/shape.ts'
import type { Edit, Rule } from '../rule.ts'
import { indentOf } from './caches.ts'

/** `numbers = sorted(numbers)`: a second list, and the first is thrown away. */
export const sortedSourceDropped: Rule = {
  id: 'sorted-source-dropped',
  *find({ module, scope, numbers }) {
    for (const assign of scope.nodes) {
      if (assign.kind !== 'assign' || assign.targets.length !== 1) continue
      const [target] = assign.targets
      const { value } = assign
      if (target?.kind !== 'name' || value.kind !== 'call' || module.calleeOf(value) !== 'sorted') continue
      const source = value.args[0]?.value
      if (source?.kind !== 'name' || !scope.isOwn(source.id) || scope.isParameter(source.id)) continue
      if (repetitionOf(assign) !== (scope.node.kind === 'function' ? scope.node : null)) continue
      const bindings = scope.appearances(source.id).filter(({ use }) => use === 'store')
      const made = bindings.filter(({ parent }) => parent !== assign)
      const isList =
        made.length === 1 && made[0]?.parent?.kind === 'assign' && isNewList(made[0].parent.value, module)
      // Another name for the same list would be sorted with it.
      const others = scope.appearances(source.id).filter((use) => use !== source && use.use !== 'store')
      if (!isList || (target.id !== source.id && others.some(({ from }) => from > assign.to))) continue
      if (others.some((use) => use.from < assign.from && mayBeKept(use))) continue
      const options = value.args.slice(1).map((each) => `${each.name ?? ''}=${module.slice(each.value)}`)
      const renamed = target.id === source.id ? [] : [`${target.id} = ${source.id}`]
      yield {
        at: assign,
        stakeBytes: numbers.rise(assign),
        title: `\`sorted\` makes a second list beside \`${source.id}\`, which is not needed any more.`,
        explanation:
          '`sort()` sorts the list that is there. Keep `sorted` where the old order, too, is still needed, also by other ' +
          'code that holds the same list.',
        change: [
          {
            from: assign.from,
            to: assign.to,
            text: [`${source.id}.sort(${options.join(', ')})`, ...renamed].join('; '),
          },
        ],
      }
    }
  },
}

/** A class without `__slots__` of which a loop makes many. */
export const instancesWithoutSlots: Rule = {
  id: 'instances-without-slots',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      if (node.kind !== 'call' || node.func.kind !== 'name') continue
      const made = module.classes.get(node.func.id)
      if (made === undefined || !isKept(node) || !isPlainClass(made, module)) continue
      const fields = fieldsOf(made)
      if (fields.length === 0 || module.uses('weakref')) continue
      const decorator = made.decorators.find(
        (each) => decoratorPath(each, module) === 'dataclasses.dataclass',
      )
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: `Many instances of \`${made.name}\` are kept, and each has room for any attribute.`,
        explanation:
          `With \`__slots__\` an instance has room for ${fields.map((field) => `\`${field}\``).join(', ')} and nothing ` +
          'else, which saves a third of it or more. Not where other attributes are set later, where instances are ' +
          'weakly referenced (add `"__weakref__"`), or where a base class has no slots itself.' +
          (decorator ? ' `slots=True` of `@dataclass` is there from Python 3.10 on.' : ''),
        change: decorator ? withSlots(decorator, module) : slotsLine(made, fields, module),
        shown: [made.children[made.decorators.length] ?? node, node],
      }
    }
  },
}

/** Many dicts with the same few keys. */
export const rowsAsDicts: Rule = {
  id: 'rows-as-dicts',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      if (node.kind !== 'display' || node.form !== 'dict' || !isKept(node)) continue
      const keys = node.elements.filter((_, at) => at % 2 === 0).map(plainString)
      if (node.elements.length < 4 || node.elements.length % 2 !== 0) continue
      if (!keys.every((key) => key !== null && /^[a-z]\w*$/i.test(key))) continue
      const pairs = keys.map((key, at) => `${key}=${module.slice(node.elements[2 * at + 1] as Node)}`)
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: `Many dicts with the same keys, ${keys.map((key) => `\`${key}\``).join(', ')}, are kept.`,
        explanation:
          'Each dict has a table of its own for its keys, 180 bytes or more. A dataclass with slots (Python 3.10 on), or a ' +
          'named tuple, holds the same values in less than half, and is read as `row.name` instead of `row["name"]`. ' +
          'Keep dicts where keys come and go, or are not known beforehand.',
        change: [
          '@dataclass(slots=True)',
          'class Row:',
          ...keys.map((key) => `    ${key}: object`),
          '',
          `Row(${pairs.join(', ')})`,
        ].join('\n'),
        imports: ['from dataclasses import dataclass'],
      }
    }
  },
}

/** Whether an expression makes a list that nothing else knows. */
function isNewList(value: Node, module: Module): boolean {
  if (value.kind === 'comprehension') return value.form === 'list'
  if (value.kind === 'display') return value.form === 'list'
  const callee = module.calleeOf(value)
  return callee === 'list' || callee === 'sorted' || methodCall(value, 'readlines') !== null
}

/** Whether the list may be known by another name later: it is stored, returned or handed on. */
function mayBeKept({ parent }: Node): boolean {
  if (parent === null) return true
  if (parent.kind === 'attribute' || parent.kind === 'subscript' || parent.kind === 'for') return false
  if (parent.kind === 'call') return !(parent.func.kind === 'name' && harmless.has(parent.func.id))
  return parent.kind !== 'comprehension' && parent.kind !== 'binary'
}

const harmless = new Set([
  'len',
  'sum',
  'min',
  'max',
  'any',
  'all',
  'print',
  'sorted',
  'set',
  'enumerate',
  'zip',
])

/** Whether many of it are put into one container: the element of a list, set or dict, or appended in a loop. */
function isKept(node: Node): boolean {
  const { parent } = node
  if (parent?.kind === 'comprehension') return parent.form === 'list' && parent.element === node
  if (parent?.kind === 'call' && methodCall(parent, 'append') !== null) {
    return onlyArgument(parent) === node && loopOf(node) !== null
  }
  if (parent?.kind !== 'assign' || loopOf(node) === null) return false
  return parent.targets[0]?.kind === 'subscript' && !parent.targets[0].slice
}

/** A class of which all is known: no base, no slots, no decorator but `dataclass`. */
function isPlainClass(node: NodeOf<'class'>, module: Module): boolean {
  if (node.bases.length > 0) return false
  const decorators = node.decorators.map((each) => decoratorPath(each, module))
  if (decorators.some((path) => path !== 'dataclasses.dataclass')) return false
  for (const each of node.decorators) if (each.kind === 'call' && named(each, 'slots') !== null) return false
  for (const each of everything(node)) {
    if (each.kind === 'name' && (each.id === '__slots__' || each.id === 'setattr' || each.id === 'vars'))
      return false
    if (each.kind === 'attribute' && each.attr === '__dict__') return false
  }
  return node.decorators.length > 0 || !bindsAField(node)
}

/** A slot may not have the name of something that the class itself binds. */
function bindsAField(node: NodeOf<'class'>): boolean {
  const fields = new Set(fieldsOf(node))
  return node.body.children.some((each) => {
    const [target] = each.kind === 'assign' ? each.targets : []
    const name = target?.kind === 'name' ? target.id : each.kind === 'function' ? each.name : null
    return name !== null && fields.has(name)
  })
}

function decoratorPath(node: Node, module: Module): string | null {
  return node.kind === 'call' ? module.calleeOf(node) : module.pathOf(node)
}

/** The attributes that methods set on `self`, or, of a dataclass, that are declared. */
function fieldsOf(node: NodeOf<'class'>): string[] {
  const fields = new Set<string>()
  for (const each of everything(node)) {
    if (each.kind === 'attribute' && each.stored && each.value.kind === 'name' && each.value.id === 'self') {
      fields.add(each.attr)
    }
  }
  if (node.decorators.length > 0) for (const each of node.body.children) addDeclared(each, fields)
  return [...fields]
}

function addDeclared(statement: Node, fields: Set<string>): void {
  if (statement.kind === 'other' && statement.grammar === 'AssignStatement') {
    const [target] = statement.children
    if (target?.kind === 'name') fields.add(target.id)
  }
  if (statement.kind === 'assign' && statement.targets[0]?.kind === 'name')
    fields.add(statement.targets[0].id)
}

function withSlots(decorator: Node, module: Module) {
  if (decorator.kind !== 'call') return [{ from: decorator.to, to: decorator.to, text: '(slots=True)' }]
  const text = decorator.args.length > 0 ? ', slots=True' : 'slots=True'
  const end = module.text.lastIndexOf(')', decorator.to)
  return [{ from: end, to: end, text }]
}

/** Above the first statement, below a docstring. */
function slotsLine(node: NodeOf<'class'>, fields: readonly string[], module: Module): Edit[] {
  const [first, second] = node.body.children
  const isText = first?.kind === 'expression' && first.children[0]?.kind === 'literal'
  const at = isText ? second : first
  if (at === undefined) return []
  const names = fields.map((field) => `'${field}'`).join(', ')
  const text = `__slots__ = (${names}${fields.length === 1 ? ',' : ''})\n\n${indentOf(at, module)}`
  return [{ from: at.from, to: at.from, text }]
}

import type { SyntaxNode } from '@lezer/common'
import type { Argument, Body, Clause, Node } from './ast.ts'
import {
  childrenOf,
  comprehensions,
  displays,
  isKeyOf,
  isLiteral,
  isPart,
  plainKinds,
  splitBefore,
  splitBy,
} from './grammar.ts'
import { LineTable } from './lineTable.ts'
import { syntaxTree } from './tree.ts'

/** Deeper expressions, such as a sum of a thousand terms, are left unread, lest the stack overflow. */
const MOST_DEPTH = 500

/** A source file, read. */
export interface Parsed {
  readonly text: string
  readonly root: Node
  /** Offsets of what could not be read; what contains one is not to be judged. */
  readonly errors: readonly number[]
}

/** Reads a source file, broken or not; `null` for one that nests too deeply, or takes too long (see `syntaxTree`). */
export function parsePython(text: string, until = Number.POSITIVE_INFINITY): Parsed | null {
  const tree = syntaxTree(text, until)
  if (tree === null) return null
  const reader = new Reader(text)
  const root = reader.convert(tree.topNode, 'load')
  return reader.tooDeep ? null : { text, root, errors: reader.errors }
}

type Use = 'load' | 'store' | 'delete'
/** A node without what `Reader.#make` adds to it. */
type Part<N> = N extends Node ? Omit<N, 'from' | 'to' | 'line' | 'lastLine' | 'parent'> : never

class Reader {
  readonly errors: number[] = []
  tooDeep = false
  readonly #text: string
  readonly #lines: LineTable
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#lines = new LineTable(text)
  }

  convert(node: SyntaxNode, use: Use): Node {
    if (node.type.isError) this.errors.push(node.from)
    if (++this.#depth > MOST_DEPTH) this.tooDeep = true
    const made = this.tooDeep ? this.#plain(node, [], 'other') : this.#convert(node, use)
    this.#depth--
    return made
  }

  #convert(node: SyntaxNode, use: Use): Node {
    const { name } = node
    if (name === 'VariableName') return this.#name(node, use)
    if (name === 'MemberExpression') return this.#member(node, use)
    if (name === 'CallExpression') return this.#call(node)
    if (name === 'BinaryExpression') return this.#binary(node)
    if (name === 'AssignStatement') return this.#assign(node)
    if (name === 'UpdateStatement') return this.#update(node)
    if (name === 'ForStatement') return this.#for(node)
    if (name === 'WithStatement') return this.#with(node)
    if (name === 'Body') return this.#body(node)
    if (name === 'ImportStatement') return this.#import(node)
    if (name === 'FunctionDefinition' || name === 'ClassDefinition') return this.#definition(node, node, [])
    if (name === 'DecoratedStatement') return this.#decorated(node)
    if (name === 'ParenthesizedExpression') return this.#parenthesis(node, use)
    if (isKeyOf(displays, name)) return this.#display(node, displays[name], use)
    if (isKeyOf(comprehensions, name)) return this.#comprehension(node, comprehensions[name])
    if (isLiteral(name)) return this.#literal(node)
    return this.#plain(node, this.#parts(node, name === 'DeleteStatement' ? 'delete' : use))
  }

  #make(part: Part<Node>, { from, to }: { from: number; to: number }): Node {
    const line = this.#lines.lineAt(from)
    const lastLine = this.#lines.lineAt(Math.max(from, to - 1))
    const made = { ...part, from, to, line, lastLine, parent: null } as Node
    for (const child of made.children) (child as { parent: Node | null }).parent = made
    return made
  }

  #plain(node: SyntaxNode, children: readonly Node[], kind = plainKinds[node.name] ?? 'other'): Node {
    return this.#make({ kind, grammar: node.name, children }, node)
  }

  /** The parts of a node that mean something. Names that it binds itself are those after `as` or `:=`, and parameters. */
  #parts(node: SyntaxNode, use: Use): Node[] {
    const made: Node[] = []
    const tokens = childrenOf(node)
    tokens.forEach((child, at) => {
      if (!isPart(child)) return
      if (child.name === 'ParamList') {
        made.push(...this.#parameters(child))
        return
      }
      const binds =
        child.name === 'VariableName' &&
        (tokens[at - 1]?.name === 'as' ||
          node.name === 'CapturePattern' ||
          (node.name === 'NamedExpression' && at === 0))
      made.push(this.convert(child, binds ? 'store' : use))
    })
    return made
  }

  #name(node: SyntaxNode, use: Use): Node {
    return this.#make({ kind: 'name', id: this.#slice(node), use, children: [] }, node)
  }

  #literal(node: SyntaxNode): Node {
    const form =
      node.name === 'Number'
        ? 'number'
        : node.name === 'FormatString'
          ? 'format'
          : node.name === 'String' || node.name === 'ContinuedString'
            ? 'string'
            : 'constant'
    const children = this.#parts(node, 'load')
    return this.#make({ kind: 'literal', form, text: this.#slice(node), children }, node)
  }

  #member(node: SyntaxNode, use: Use): Node {
    const [first, mark, ...rest] = childrenOf(node)
    const value = this.convert(first ?? node, 'load')
    const stored = use !== 'load'
    if (mark?.name !== '[') {
      const attr = rest[0] ? this.#slice(rest[0]) : ''
      return this.#make({ kind: 'attribute', value, attr, stored, children: [value] }, node)
    }
    const index = rest.filter(isPart).map((part) => this.convert(part, 'load'))
    const slice = rest.some(({ name }) => name === ':')
    return this.#make({ kind: 'subscript', value, index, stored, slice, children: [value, ...index] }, node)
  }

  #call(node: SyntaxNode): Node {
    const [first, list] = childrenOf(node)
    const func = this.convert(first ?? node, 'load')
    const args = list ? this.#arguments(list) : []
    return this.#make({ kind: 'call', func, args, children: [func, ...args.map(({ value }) => value)] }, node)
  }

  #arguments(list: SyntaxNode): Argument[] {
    const tokens = childrenOf(list).slice(1, -1)
    if (tokens.some(({ name }) => name === 'for')) {
      return [{ name: null, star: '', value: this.#comprehension(list, 'generator') }]
    }
    return splitBy(tokens, ',').flatMap((group) => {
      const value = group.filter(isPart).at(-1)
      if (value === undefined) return []
      const [first, mark] = group
      const star = first?.name === '*' || first?.name === '**' ? first.name : ''
      const named = mark?.name === 'AssignOp' && first !== undefined && this.#slice(mark) === '='
      return [{ name: named ? this.#slice(first) : null, star, value: this.convert(value, 'load') }]
    })
  }

  #binary(node: SyntaxNode): Node {
    const tokens = childrenOf(node)
    const [first, last] = [tokens[0] ?? node, tokens.at(-1) ?? node]
    const [left, right] = [this.convert(first, 'load'), this.convert(last, 'load')]
    const op = this.#text.slice(first.to, last.from).trim()
    return this.#make({ kind: 'binary', op, left, right, children: [left, right] }, node)
  }

  /** What stands in parentheses, which mean nothing by themselves. */
  #parenthesis(node: SyntaxNode, use: Use): Node {
    const inner = childrenOf(node).filter(isPart)
    const [only] = inner
    return inner.length === 1 && only ? this.convert(only, use) : this.#plain(node, this.#parts(node, use))
  }

  #display(node: SyntaxNode, form: 'list' | 'tuple' | 'set' | 'dict', use: Use): Node {
    const elements = this.#parts(node, use)
    return this.#make({ kind: 'display', form, elements, children: elements }, node)
  }

  #comprehension(node: SyntaxNode, form: 'list' | 'set' | 'dict' | 'generator'): Node {
    const tokens = childrenOf(node)
    const start = tokens.findIndex(({ name }) => name === 'for' || name === 'async')
    const elements = tokens.slice(0, start).filter(isPart)
    const made = elements.map((each) => this.convert(each, 'load'))
    const clauses: Clause[] = []
    const children = [...made]
    for (const group of splitBefore(tokens.slice(start), 'for')) {
      const at = group.findIndex(({ name }) => name === 'in')
      const targets = group.slice(0, at).filter(isPart)
      const [iter, ...conditions] = group.slice(at).filter(isPart)
      if (iter === undefined) continue
      const clause = {
        targets: targets.map((each) => this.convert(each, 'store')),
        iter: this.convert(iter, 'load'),
      }
      clauses.push(clause)
      children.push(...clause.targets, clause.iter, ...conditions.map((each) => this.convert(each, 'load')))
    }
    const element = made[0] ?? this.#plain(node, [], 'other')
    const isAsync = tokens.some(({ name }) => name === 'async')
    // Without its own parentheses, `f(x for x in y)`, it is what stands between those of the call.
    const bare = node.name === 'ArgList'
    const span = bare ? { from: node.from + 1, to: node.to - 1 } : node
    return this.#make({ kind: 'comprehension', form, element, clauses, isAsync, children }, span)
  }

  #assign(node: SyntaxNode): Node {
    const groups = splitBy(childrenOf(node), 'AssignOp')
    const last = groups.pop() ?? []
    // An annotation alone, `x: int`, binds nothing.
    if (groups.length === 0) return this.#plain(node, this.#parts(node, 'load'))
    const types = groups.flat().filter(({ name }) => name === 'TypeDef')
    const targets = groups
      .flat()
      .filter((each) => isPart(each) && each.name !== 'TypeDef')
      .map((each) => this.convert(each, 'store'))
    const value = this.#joined(last.filter(isPart))
    const annotations = types.map((each) => this.convert(each, 'load'))
    return this.#make({ kind: 'assign', targets, value, children: [...targets, ...annotations, value] }, node)
  }

  /** Several expressions with commas between them are a tuple. */
  #joined(nodes: readonly SyntaxNode[]): Node {
    const made = nodes.map((each) => this.convert(each, 'load'))
    const [first, last] = [made[0], made.at(-1)]
    if (first === undefined || last === undefined) {
      return this.#make({ kind: 'other', grammar: '', children: [] }, { from: 0, to: 0 })
    }
    if (first === last) return first
    const span = { from: first.from, to: last.to }
    return this.#make({ kind: 'display', form: 'tuple', elements: made, children: made }, span)
  }

  #update(node: SyntaxNode): Node {
    const [left, right] = splitBy(childrenOf(node), 'UpdateOp')
    const op = childrenOf(node).find(({ name }) => name === 'UpdateOp')
    const target = this.convert(left?.[0] ?? node, 'store')
    const value = this.#joined((right ?? []).filter(isPart))
    return this.#make(
      { kind: 'update', target, op: op ? this.#slice(op) : '', value, children: [target, value] },
      node,
    )
  }

  #for(node: SyntaxNode): Node {
    const tokens = childrenOf(node)
    const at = tokens.findIndex(({ name }) => name === 'in')
    const bodies = tokens.filter(({ name }) => name === 'Body')
    const [first, ...others] = bodies.map((each) => this.#body(each))
    const targets = tokens
      .slice(0, at)
      .filter(isPart)
      .map((each) => this.convert(each, 'store'))
    const end = tokens.findIndex(({ name }) => name === 'Body')
    const iter = this.#joined(tokens.slice(at + 1, end).filter(isPart))
    const body = first ?? this.#body(node)
    const isAsync = tokens[0]?.name === 'async'
    const children = [...targets, iter, body, ...others]
    return this.#make(
      { kind: 'for', targets, iter, body, isAsync, hasElse: others.length > 0, children },
      node,
    )
  }

  #with(node: SyntaxNode): Node {
    const tokens = childrenOf(node)
    const items: { value: Node; target: string | null }[] = []
    const children: Node[] = []
    for (const group of splitBy(tokens.slice(0, -1), ',')) {
      const [value, target] = group.filter(isPart)
      if (value === undefined) continue
      const [item, bound] = [this.convert(value, 'load'), target && this.convert(target, 'store')]
      items.push({ value: item, target: bound?.kind === 'name' ? bound.id : null })
      children.push(item, ...(bound ? [bound] : []))
    }
    const body = this.#body(tokens.at(-1) ?? node)
    return this.#make({ kind: 'with', items, body, children: [...children, body] }, node)
  }

  #body(node: SyntaxNode): Body {
    const children = childrenOf(node).filter(isPart)
    return this.#make(
      { kind: 'body', children: children.map((each) => this.convert(each, 'load')) },
      node,
    ) as Body
  }

  #import(node: SyntaxNode): Node {
    const tokens = childrenOf(node)
    const at = tokens.findIndex(({ name }) => name === 'import')
    const from = tokens.slice(0, at).map((each) => this.#slice(each))
    const prefix = from.length > 1 ? `${from.slice(1).join('')}.` : ''
    const bindings: { name: string; path: string }[] = []
    const children: Node[] = []
    for (const group of splitBy(tokens.slice(at + 1), ',')) {
      const words = group.filter(({ name }) => name === 'VariableName')
      const renamed = group.some(({ name }) => name === 'as')
      const last = renamed ? words.pop() : words[0]
      if (last === undefined) continue
      const dotted = words.map((each) => this.#slice(each)).join('.')
      // `import a.b` binds `a`.
      bindings.push({
        name: this.#slice(last),
        path: renamed || prefix !== '' ? prefix + dotted : this.#slice(last),
      })
      children.push(this.#name(last, 'store'))
    }
    return this.#make({ kind: 'import', bindings, children }, node)
  }

  #decorated(node: SyntaxNode): Node {
    const tokens = childrenOf(node)
    const decorators = tokens.filter(({ name }) => name === 'Decorator').map((each) => this.#decorator(each))
    return this.#definition(tokens.at(-1) ?? node, node, decorators)
  }

  #decorator(node: SyntaxNode): Node {
    const tokens = childrenOf(node)
    let made: Node | undefined
    for (const token of tokens) {
      if (token.name === 'VariableName' || token.name === 'PropertyName') {
        const attr = this.#slice(token)
        made =
          made === undefined
            ? this.#name(token, 'load')
            : this.#make(
                { kind: 'attribute', value: made, attr, stored: false, children: [made] },
                { from: made.from, to: token.to },
              )
      }
      if (token.name === 'ArgList' && made !== undefined) {
        const args = this.#arguments(token)
        const children = [made, ...args.map(({ value }) => value)]
        made = this.#make({ kind: 'call', func: made, args, children }, { from: made.from, to: token.to })
      }
    }
    return made ?? this.#plain(node, this.#parts(node, 'load'))
  }

  /** `whole` is `node`, with its decorators. */
  #definition(node: SyntaxNode, whole: SyntaxNode, decorators: readonly Node[]): Node {
    const tokens = childrenOf(node)
    const called = tokens.find(({ name }) => name === 'VariableName')
    const name = called ? this.#slice(called) : ''
    const body = this.#body(tokens.at(-1) ?? node)
    const firstLine = this.#lines.lineAt(whole.from)
    const bound = called ? [this.#name(called, 'store')] : []
    if (node.name === 'ClassDefinition') {
      const list = tokens.find((each) => each.name === 'ArgList')
      const bases = list ? this.#arguments(list) : []
      const children = [...decorators, ...bound, ...bases.map(({ value }) => value), body]
      return this.#make({ kind: 'class', name, bases, decorators, body, children }, whole)
    }
    const list = tokens.find((each) => each.name === 'ParamList')
    const inside = list ? this.#parameters(list) : []
    const parameters = inside.flatMap((each) =>
      each.kind === 'name' && each.use === 'store' ? [each.id] : [],
    )
    const isAsync = tokens[0]?.name === 'async'
    const annotations = tokens.filter((each) => each.name === 'TypeDef')
    const children = [
      ...decorators,
      ...bound,
      ...inside,
      ...annotations.map((each) => this.convert(each, 'load')),
      body,
    ]
    return this.#make(
      { kind: 'function', name, parameters, decorators, body, isAsync, firstLine, children },
      whole,
    )
  }

  /** The parameters, bound, with their defaults and annotations. */
  #parameters(list: SyntaxNode): Node[] {
    const tokens = childrenOf(list)
    return tokens.flatMap((child, at) => {
      if (!isPart(child)) return []
      const isDefault = tokens[at - 1]?.name === 'AssignOp'
      return [this.convert(child, child.name === 'VariableName' && !isDefault ? 'store' : 'load')]
    })
  }

  #slice({ from, to }: SyntaxNode): string {
    return this.#text.slice(from, to)
  }
}

import type { Assign, Name, Node } from './ast.ts'
import type { Module, ScopeNode } from './module.ts'
import { everything, inside } from './shape.ts'

/** A variable that is bound by one assignment, and where it is used, in the order of the text. */
export interface Variable {
  readonly id: string
  readonly assign: Assign
  readonly value: Node
  readonly uses: readonly Name[]
}

/** The names of one function, or of a module. */
export class Scope {
  readonly module: Module
  readonly node: ScopeNode
  /** Everything that executes as part of it, functions that it defines excepted. */
  readonly nodes: readonly Node[]
  readonly #own: ReadonlySet<Node>
  readonly #names = new Map<string, Name[]>()
  readonly #mentionedElsewhere: (id: string) => boolean

  /** `mentionedElsewhere`: other files mention the name; one that a module binds may be theirs, too. */
  constructor(module: Module, node: ScopeNode, mentionedElsewhere: (id: string) => boolean) {
    this.module = module
    this.node = node
    this.nodes = inside(node.kind === 'function' ? node.body : node)
    this.#own = new Set(this.nodes)
    for (const each of everything(node)) {
      if (each.kind !== 'name') continue
      const known = this.#names.get(each.id)
      if (known) known.push(each)
      else this.#names.set(each.id, [each])
    }
    this.#mentionedElsewhere = mentionedElsewhere
  }

  /** Every appearance of a name, also in functions inside this one. */
  appearances(id: string): readonly Name[] {
    return this.#names.get(id) ?? []
  }

  /** Whether other files mention a name of this module. */
  isShared(id: string): boolean {
    return this.#mentionedElsewhere(id)
  }

  isParameter(id: string): boolean {
    return this.node.kind === 'function' && this.node.parameters.includes(id)
  }

  /** Whether the name belongs to this scope alone. */
  isOwn(id: string): boolean {
    const names = this.module.names.get(id) ?? []
    if (
      (this.node.kind === 'module' && this.isShared(id)) ||
      names.some(({ parent }) => parent?.kind === 'scope')
    )
      return false
    return this.appearances(id).some(({ use }) => use === 'store')
  }

  /** The variable of a name that one assignment alone binds, and nothing deletes; else `null`. */
  variable(id: string): Variable | null {
    if (!this.isOwn(id) || this.isParameter(id)) return null
    const all = this.appearances(id)
    const [store, ...others] = all.filter(({ use }) => use !== 'load')
    const assign = store?.parent
    if (store === undefined || others.length > 0 || assign?.kind !== 'assign') return null
    if (assign.targets.length !== 1 || !this.#own.has(assign)) return null
    return { id, assign, value: assign.value, uses: all.filter(({ use }) => use === 'load') }
  }

  /** Every variable that one assignment binds. */
  *variables(): Generator<Variable> {
    for (const id of this.#names.keys()) {
      const found = this.variable(id)
      if (found !== null) yield found
    }
  }
}

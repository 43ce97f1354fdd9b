import type { FunctionDefinition, Name, Node, NodeOf } from './ast.ts'
import { LineTable } from './lineTable.ts'
import { parsePython } from './parse.ts'
import { inside } from './shape.ts'

/** Where names live: a function, or the module. */
export type ScopeNode = FunctionDefinition | NodeOf<'module'>

/** A source file, read, with what its names mean. */
export class Module {
  readonly file: string
  readonly text: string
  readonly root: NodeOf<'module'>
  readonly lines: LineTable
  /** By qualified name; two of one name are told apart by their first line. */
  readonly functions: readonly {
    readonly name: string
    readonly node: ScopeNode
    readonly firstLine: number
  }[]
  readonly classes: ReadonlyMap<string, NodeOf<'class'>>
  /** Every appearance of a name, in the order of the text. */
  readonly names: ReadonlyMap<string, readonly Name[]>
  readonly #errors: readonly number[]
  /** What imports bind; `null`: two different things. */
  readonly #imports = new Map<string, string | null>()

  private constructor(file: string, text: string, root: NodeOf<'module'>, errors: readonly number[]) {
    this.file = file
    this.text = text
    this.root = root
    this.#errors = errors
    this.lines = new LineTable(text)
    const functions: { name: string; node: ScopeNode; firstLine: number }[] = []
    const classes = new Map<string, NodeOf<'class'>>()
    const names = new Map<string, Name[]>()
    functions.push({ name: '<module>', node: root, firstLine: 1 })
    this.#collect(root, '', functions, classes, names)
    this.functions = functions
    this.classes = classes
    this.names = names
  }

  /** `null` for a file that cannot be judged, or not before `until` (see `syntaxTree`). */
  static read(file: string, text: string, until?: number): Module | null {
    const parsed = parsePython(text, until)
    if (parsed === null || parsed.root.kind !== 'module') return null
    return new Module(file, text, parsed.root, parsed.errors)
  }

  #collect(
    node: Node,
    prefix: string,
    functions: { name: string; node: ScopeNode; firstLine: number }[],
    classes: Map<string, NodeOf<'class'>>,
    names: Map<string, Name[]>,
  ): void {
    let below = prefix
    if (node.kind === 'name') {
      const known = names.get(node.id)
      if (known) known.push(node)
      else names.set(node.id, [node])
    } else if (node.kind === 'import') {
      for (const { name, path } of node.bindings) {
        this.#imports.set(name, (this.#imports.get(name) ?? path) === path ? path : null)
      }
    } else if (node.kind === 'function') {
      functions.push({ name: prefix + node.name, node, firstLine: node.firstLine })
      below = `${prefix}${node.name}.<locals>.`
    } else if (node.kind === 'class') {
      classes.set(node.name, node)
      below = `${prefix}${node.name}.`
    }
    for (const child of node.children) this.#collect(child, below, functions, classes, names)
  }

  slice({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.text.slice(from, to)
  }

  /** Whether something in it could not be read. */
  isBroken(node: Node): boolean {
    return this.#errors.some((at) => at >= node.from && at <= node.to)
  }

  /**
   * What a name or a dotted name stands for, imports resolved: `numpy.random.rand`, `functools.cache`. Of a builtin its
   * name; `null` for anything that the program itself binds.
   */
  pathOf(node: Node): string | null {
    if (node.kind === 'attribute') {
      const owner = this.pathOf(node.value)
      return owner === null ? null : `${owner}.${node.attr}`
    }
    if (node.kind !== 'name') return null
    const stores = (this.names.get(node.id) ?? []).filter(({ use }) => use === 'store')
    if (stores.length === 0) return node.id
    return stores.every(({ parent }) => parent?.kind === 'import')
      ? (this.#imports.get(node.id) ?? null)
      : null
  }

  /** The name under which a package or module is imported, such as `np`; `null` where it is not. */
  importedAs(path: string): string | null {
    for (const [name, bound] of this.#imports) if (bound === path) return name
    return null
  }

  /** Whether anything of a package is imported. */
  uses(name: string): boolean {
    for (const path of this.#imports.values()) if (path === name || path?.startsWith(`${name}.`)) return true
    return false
  }

  /** What a call calls, as `pathOf`; `null` for what is no call. */
  calleeOf(node: Node): string | null {
    return node.kind === 'call' ? this.pathOf(node.func) : null
  }

  /** The function at the module's level that a name stands for, if it is bound but once. */
  functionNamed(id: string): FunctionDefinition | null {
    const stores = (this.names.get(id) ?? []).filter(({ use }) => use === 'store')
    const owner = stores.length === 1 ? stores[0]?.parent : null
    return owner?.kind === 'function' && owner.parent?.kind === 'module' ? owner : null
  }

  /** Whether the function's calls give a generator. */
  isGenerator(definition: FunctionDefinition): boolean {
    return inside(definition.body).some(({ kind }) => kind === 'yield')
  }
}

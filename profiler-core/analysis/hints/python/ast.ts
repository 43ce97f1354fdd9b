/**
 * Python's syntax as far as hints ask for it. Whatever has no kind of its own is `other`: its parts are still among the
 * children, so that no use of a name is overlooked.
 */
interface Base {
  /** Offsets in the text. */
  readonly from: number
  readonly to: number
  /** 1-based line on which it starts. */
  readonly line: number
  /** 1-based line on which it ends. */
  readonly lastLine: number
  /** All direct parts, in the order of the text. */
  readonly children: readonly Node[]
  /** `null` for the module. */
  readonly parent: Node | null
}

export interface Name extends Base {
  readonly kind: 'name'
  readonly id: string
  /** `store`: the name is bound here, be it by an assignment, a loop, a parameter or an import. */
  readonly use: 'load' | 'store' | 'delete'
}

export interface Attribute extends Base {
  readonly kind: 'attribute'
  readonly value: Node
  readonly attr: string
  /** It is bound or deleted here. */
  readonly stored: boolean
}

export interface Subscript extends Base {
  readonly kind: 'subscript'
  readonly value: Node
  readonly index: readonly Node[]
  /** It is bound or deleted here. */
  readonly stored: boolean
  /** `x[a:b]`. */
  readonly slice: boolean
}

export interface Argument {
  /** `null`: by position. */
  readonly name: string | null
  readonly star: '' | '*' | '**'
  readonly value: Node
}

export interface Call extends Base {
  readonly kind: 'call'
  readonly func: Node
  readonly args: readonly Argument[]
}

export interface Clause {
  readonly targets: readonly Node[]
  readonly iter: Node
}

export interface Comprehension extends Base {
  readonly kind: 'comprehension'
  readonly form: 'list' | 'set' | 'dict' | 'generator'
  /** Of a dict, the key. */
  readonly element: Node
  readonly clauses: readonly Clause[]
  readonly isAsync: boolean
}

/** `[a, b]`, `(a, b)`, `{a, b}`, `{a: b}`. */
export interface Display extends Base {
  readonly kind: 'display'
  readonly form: 'list' | 'tuple' | 'set' | 'dict'
  readonly elements: readonly Node[]
}

export interface Binary extends Base {
  readonly kind: 'binary'
  readonly op: string
  readonly left: Node
  readonly right: Node
}

/** A number, a string, `None`, `True`, `False`; `text` as written. */
export interface Literal extends Base {
  readonly kind: 'literal'
  readonly form: 'number' | 'string' | 'format' | 'constant'
  readonly text: string
}

export interface Assign extends Base {
  readonly kind: 'assign'
  /** More than one: `a, b = c`, or `a = b = c`. */
  readonly targets: readonly Node[]
  readonly value: Node
}

export interface Update extends Base {
  readonly kind: 'update'
  readonly target: Node
  /** Such as `+=`. */
  readonly op: string
  readonly value: Node
}

export interface For extends Base {
  readonly kind: 'for'
  readonly targets: readonly Node[]
  readonly iter: Node
  readonly body: Body
  readonly isAsync: boolean
  readonly hasElse: boolean
}

export interface With extends Base {
  readonly kind: 'with'
  readonly items: readonly { readonly value: Node; readonly target: string | null }[]
  readonly body: Body
}

/** The statements of a block. */
export interface Body extends Base {
  readonly kind: 'body'
}

export interface FunctionDefinition extends Base {
  readonly kind: 'function'
  readonly name: string
  readonly parameters: readonly string[]
  readonly decorators: readonly Node[]
  readonly body: Body
  readonly isAsync: boolean
  /** As Python counts: of its first decorator. */
  readonly firstLine: number
}

/** What an `import` binds: `np` to `numpy`, `cache` to `functools.cache`. */
export interface Import extends Base {
  readonly kind: 'import'
  readonly bindings: readonly { readonly name: string; readonly path: string }[]
}

export interface ClassDefinition extends Base {
  readonly kind: 'class'
  readonly name: string
  readonly bases: readonly Argument[]
  readonly decorators: readonly Node[]
  readonly body: Body
}

/** Kinds that have no parts but their children. */
export type PlainKind =
  | 'module'
  | 'expression'
  | 'return'
  | 'yield'
  | 'while'
  | 'if'
  | 'try'
  | 'delete'
  | 'scope'
  | 'await'
  | 'lambda'
  | 'conditional'
  | 'unary'
  | 'other'

export interface Plain<K extends PlainKind> extends Base {
  readonly kind: K
  /** What the grammar calls it. */
  readonly grammar: string
}

export type Node =
  | Name
  | Attribute
  | Subscript
  | Call
  | Comprehension
  | Display
  | Binary
  | Literal
  | Assign
  | Update
  | For
  | With
  | Body
  | FunctionDefinition
  | ClassDefinition
  | Import
  | { [K in PlainKind]: Plain<K> }[PlainKind]

export type Kind = Node['kind']
export type NodeOf<K extends Kind> = Extract<Node, { readonly kind: K }>

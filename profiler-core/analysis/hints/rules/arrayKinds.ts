import type { Call, Node } from '../python/ast.ts'
import { everything, named, positional } from '../python/shape.ts'
import type { Context } from '../rule.ts'

type Known = Pick<Context, 'module' | 'scope'>

/**
 * What is known of the type of a value's numbers. `of NAME`: that of a variable of which nothing more is known; `float of NAME`:
 * that, made a float by a mean or a division. `int` and `float`: a Python number, which adapts to an array.
 */
type NumberType = string

/**
 * What is known of a value that NumPy computes with. `from`: the arrays whose shapes, broadcast, are its own; of a number none.
 * `reduced`: how it was made of them by taking together an axis, such that it broadcasts with them and adds nothing to their
 * shape; `null`: it has their whole shape.
 */
export interface ArrayKind {
  readonly type: NumberType
  readonly from: ReadonlySet<string>
  readonly reduced: string | null
}

const MOST_STEPS = 30

const makers = new Set(['zeros', 'ones', 'empty', 'full', 'linspace', 'eye', 'identity'])
const likes = new Set(['zeros_like', 'ones_like', 'empty_like', 'copy', 'ascontiguousarray'])
const random = new Set(['rand', 'randn', 'random', 'normal', 'uniform', 'standard_normal', 'random_sample'])
/** Of an array by element, giving floats. */
const toFloat = new Set('sqrt exp exp2 log log2 log10 log1p expm1 sin cos tan tanh cbrt'.split(' '))
/** The same, keeping the type. */
const keeping = new Set('abs absolute square negative floor ceil rint clip maximum minimum'.split(' '))
const floatReductions = new Set(['mean', 'std', 'var', 'median', 'average', 'norm'])
/** Functions whose first argument can take their result: `out=`. */
export function worksInPlace(name: string): boolean {
  return toFloat.has(name) || keeping.has(name)
}

const keepingReductions = new Set(['min', 'max', 'amin', 'amax', 'ptp'])
/** These give a wider type for small integers. */
const sums = new Set(['sum', 'prod'])

const types: ReadonlyMap<string, string> = new Map([
  ['float', 'float64'],
  ['numpy.float64', 'float64'],
  ['numpy.double', 'float64'],
  ['numpy.float32', 'float32'],
  ['numpy.single', 'float32'],
  ['int', 'int64'],
  ['numpy.int64', 'int64'],
  ["'float64'", 'float64'],
  ["'f8'", 'float64'],
  ["'float32'", 'float32'],
  ["'f4'", 'float32'],
  ["'int64'", 'int64'],
])

/** `null` where it is no array or number, or where too little is known. */
export function arrayKind(node: Node, known: Known, steps = { left: MOST_STEPS }): ArrayKind | null {
  steps.left -= 1
  if (steps.left < 0) return null
  const of = (inner: Node) => arrayKind(inner, known, steps)
  switch (node.kind) {
    case 'literal':
      return node.form === 'number' ? number(/[.ej]/i.test(node.text) ? 'float' : 'int') : null
    case 'unary':
      return node.grammar === 'UnaryExpression' && /^[-+]/.test(known.module.slice(node)) && node.children[0]
        ? of(node.children.at(-1) as Node)
        : null
    case 'name': {
      const made = known.scope.variable(node.id)
      const kind = made === null ? null : of(made.value)
      return kind ?? whole(`of ${node.id}`, node.id)
    }
    case 'attribute':
      return everything(node).some(({ kind }) => kind === 'call') ? null : plainPart(node, known)
    case 'subscript':
      return ofSubscript(node, known, of)
    case 'binary':
      return promote(node.op, of(node.left), of(node.right))
    case 'call':
      return ofCall(node, known, of)
    default:
      return null
  }
}

function ofSubscript(
  node: Node & { kind: 'subscript' },
  known: Known,
  of: (node: Node) => ArrayKind | null,
): ArrayKind | null {
  const kind = of(node.value)
  // What lost its last axis gets it back.
  const index = known.module.text.slice(node.value.to, node.to).replace(/\s/g, '')
  if (kind?.reduced === LAST_AXIS && /^\[(?::|\.\.\.),(?:None|\w+\.newaxis)\]$/.test(index))
    return { ...kind, reduced: `${LAST_AXIS} kept` }
  return everything(node).some((each) => each.kind === 'call') ? null : plainPart(node, known)
}

function plainPart(node: Node, { module }: Known): ArrayKind {
  const text = module.slice(node)
  return whole(`of ${text}`, text)
}

function ofCall(call: Call, known: Known, of: (node: Node) => ArrayKind | null): ArrayKind | null {
  const { module } = known
  const callee = module.calleeOf(call)
  const name = callee?.startsWith('numpy.')
    ? callee.slice('numpy.'.length).replace(/^(?:random|linalg)\./, '')
    : null
  const args = positional(call)
  if (args === null) return null
  const [first] = args
  if (name === null) return ofMethod(call, args, known, of)
  const isRandom = callee?.startsWith('numpy.random.') === true
  if (makers.has(name) || (isRandom && random.has(name)))
    return whole(typeArgument(call, 'float64', known), `@${call.from}`)
  if (name === 'arange') return whole(typeArgument(call, rangeType(args.map(of)), known), `@${call.from}`)
  if (name === 'array' || name === 'asarray') return whole(typeArgument(call, null, known), `@${call.from}`)
  if (first === undefined) return null
  const kind = of(first)
  if (likes.has(name) && named(call, 'dtype') === null) return kind
  if (toFloat.has(name)) return kind && { ...kind, type: floatOf(kind.type) }
  // Of complex numbers the absolute ones are floats.
  if (name.startsWith('abs') && !widths.has(kind?.type ?? '')) return null
  if (keeping.has(name)) return withOthers(kind, args.slice(1).map(of))
  return reduction(name, kind, call, args.slice(1), known)
}

function ofMethod(
  call: Call,
  args: readonly Node[],
  known: Known,
  of: (node: Node) => ArrayKind | null,
): ArrayKind | null {
  const { func } = call
  if (func.kind !== 'attribute') return null
  if (isGenerated(call, known)) return whole(typeArgument(call, 'float64', known), `@${call.from}`)
  const kind = of(func.value)
  if (func.attr === 'copy') return kind
  if (func.attr === 'astype') {
    const type = args[0] && typeNamed(args[0], known)
    return kind && type ? { ...kind, type } : null
  }
  if (func.attr === 'clip') return withOthers(kind, args.map(of))
  return reduction(func.attr, kind, call, args, known)
}

/** `rng.random(n)` of a generator from `np.random.default_rng`. */
export function isGenerated({ func }: Call, { module, scope }: Known, methods = random): boolean {
  if (func.kind !== 'attribute' || !methods.has(func.attr)) return false
  const { value } = func
  const made = value.kind === 'name' ? scope.variable(value.id)?.value : value
  return made !== undefined && module.calleeOf(made) === 'numpy.random.default_rng'
}

/** Whether a value is taken together from the elements of an array, by a function or a method of that name. */
export function isReduction(name: string): boolean {
  return floatReductions.has(name) || keepingReductions.has(name) || sums.has(name)
}

const LAST_AXIS = 'axis=1'

/** `args`: those behind the array. */
function reduction(
  name: string,
  kind: ArrayKind | null,
  call: Call,
  args: readonly Node[],
  { module }: Known,
): ArrayKind | null {
  // Of what is reduced already, or of a single number, nobody asks.
  if (kind === null || kind.reduced !== null || kind.from.size === 0 || !isReduction(name)) return null
  const type = floatReductions.has(name)
    ? floatOf(kind.type)
    : keepingReductions.has(name) || isFloat(kind.type)
      ? kind.type
      : null
  if (type === null || named(call, 'dtype') !== null) return null
  const axis = named(call, 'axis') ?? (name === 'norm' ? null : args[0])
  if (args.length > 1 || (name === 'norm' && args.length > 0)) return null
  if (!axis || module.slice(axis) === 'None') return { type, from: new Set(), reduced: null }
  const isKept = named(call, 'keepdims')
  const text = module.slice(axis).replace(/\s/g, '')
  if (isKept !== null && module.slice(isKept) === 'True')
    return { ...kind, type, reduced: `axis=${text} kept` }
  if (text === '0') return { ...kind, type, reduced: 'axis=0' }
  return text === '1' || text === '-1' ? { ...kind, type, reduced: LAST_AXIS } : null
}

/** Limits and the like, which must not change what they are applied to. */
function withOthers(kind: ArrayKind | null, others: readonly (ArrayKind | null)[]): ArrayKind | null {
  return others.reduce((sum, other) => {
    const both = promote('+', sum, other)
    return both?.type === sum?.type ? both : null
  }, kind)
}

function promote(op: string, left: ArrayKind | null, right: ArrayKind | null): ArrayKind | null {
  if (left === null || right === null) return null
  const type = typeOf(op, left.type, right.type)
  const shape = type === null ? null : broadcast(left, right)
  return type === null || shape === null ? null : { type, ...shape }
}

function typeOf(op: string, left: NumberType, right: NumberType): NumberType | null {
  if (!arithmetic.has(op)) return null
  const divided = (type: NumberType) => (op === '/' ? floatOf(type) : type)
  if (left === right) return divided(left)
  if (isPython(left) && isPython(right)) return 'float'
  if (isPython(left)) return left === 'float' ? floatOf(right) : divided(right)
  if (isPython(right)) return right === 'float' ? floatOf(left) : divided(left)
  if (left === `float ${right}` || right === `float ${left}`) return left.startsWith('float ') ? left : right
  return widths.has(left) && widths.has(right) ? 'float64' : null
}

export const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '//', '%', '**'])
const widths = new Set(['float64', 'float32', 'int64'])

function isPython(type: NumberType): boolean {
  return type === 'int' || type === 'float'
}

function isFloat(type: NumberType): boolean {
  return type.startsWith('float')
}

function floatOf(type: NumberType): NumberType {
  if (type === 'int64') return 'float64'
  if (type === 'int') return 'float'
  return type.startsWith('of ') ? `float ${type}` : type
}

function broadcast(left: ArrayKind, right: ArrayKind): Pick<ArrayKind, 'from' | 'reduced'> | null {
  if (left.from.size === 0) return { from: right.from, reduced: right.reduced }
  if (right.from.size === 0) return { from: left.from, reduced: left.reduced }
  // What lost its last axis lines up with other axes than those that it was made of.
  if (left.reduced !== right.reduced && [left.reduced, right.reduced].includes(LAST_AXIS)) return null
  const from = new Set([...left.from, ...right.from])
  const isSame = from.size === left.from.size && from.size === right.from.size
  if (left.reduced !== null && left.reduced === right.reduced && isSame)
    return { from, reduced: left.reduced }
  return { from, reduced: null }
}

function number(type: NumberType): ArrayKind {
  return { type, from: new Set(), reduced: null }
}

function whole(type: NumberType | null, name: string): ArrayKind {
  return { type: type ?? `of ${name}`, from: new Set([name]), reduced: null }
}

/** The `dtype` of a call; where it has none, what it is without. */
function typeArgument(call: Call, without: NumberType | null, known: Known): NumberType | null {
  const type = named(call, 'dtype')
  return type === null ? without : typeNamed(type, known)
}

function typeNamed(node: Node, { module }: Known): NumberType | null {
  return types.get(module.pathOf(node) ?? '') ?? types.get(module.slice(node).replaceAll('"', "'")) ?? null
}

/** Of `arange`: Python's numbers as arguments tell it, variables do not. */
function rangeType(args: readonly (ArrayKind | null)[]): NumberType | null {
  const given = args.map((each) => each?.type)
  if (given.includes('float')) return 'float64'
  return given.every((type) => type === 'int') ? 'int64' : null
}

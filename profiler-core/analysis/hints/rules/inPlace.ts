import type { Call, Node } from '../python/ast.ts'
import { everything, mentions, positional } from '../python/shape.ts'
import type { Context } from '../rule.ts'
import { type ArrayKind, arithmetic, arrayKind, worksInPlace } from './arrayKinds.ts'

type Known = Pick<Context, 'module' | 'scope'>

/** A step of an expression that can write its result over the array that it is applied to. */
interface Step {
  /** Whether it makes a whole array where it is not told otherwise: NumPy reuses what nobody holds for simple steps only. */
  readonly makesArray: boolean
  /** Computed before, under a name, for it needs memory of its own or uses what is overwritten; with what to call it. */
  readonly operand: { readonly node: Node; readonly name: string } | null
  readonly write: (target: string, operand: string) => string
}

/** An expression of arrays as a first step, which makes the result, and others that change it in place. */
export interface Chain {
  readonly first: Node
  readonly steps: readonly Step[]
}

const swappable = new Set(['+', '*'])
/** What a number is to what it is applied to. */
const operandNames: Readonly<Record<string, string>> = {
  '+': 'offset',
  '-': 'offset',
  '*': 'factor',
  '/': 'divisor',
  '//': 'divisor',
  '%': 'divisor',
  '**': 'power',
}
const functions: Readonly<Record<string, string>> = {
  '-': 'subtract',
  '/': 'divide',
  '//': 'floor_divide',
  '%': 'remainder',
  '**': 'power',
}

/**
 * `null` where there is no such way, or it is not known to be one: where a later step might change the type of the numbers or
 * the shape, the result in place would be another, or an error.
 */
export function chainOf(node: Node, known: Known): Chain | null {
  const kind = wholeArray(node, known)
  if (kind === null) return null
  const found = stepOf(node, known)
  if (found !== null) {
    const { inner, step } = found
    const before = chainOf(inner, known)
    const same = before !== null && isSame(wholeArray(inner, known), kind)
    if (same) return { first: before.first, steps: [...before.steps, step] }
  }
  return computes(node) ? { first: node, steps: [] } : null
}

/** The statements that do a chain in place: what has to be known before, the first step, the others. */
export function inPlace(target: string, { first, steps }: Chain, known: Known): string[] | null {
  const taken = new Set<string>([target])
  const before: string[] = []
  const after: string[] = []
  for (const { operand, write } of steps) {
    if (operand === null) {
      after.push(write(target, ''))
    } else if (everything(operand.node).some(({ kind }) => kind === 'call')) {
      const name = freeName(operand.name, taken, known)
      before.push(`${name} = ${oneLine(operand.node, known)}`)
      after.push(write(target, name))
    } else {
      // After the first step the name stands for something else.
      if (mentions(operand.node, target)) return null
      after.push(write(target, oneLine(operand.node, known)))
    }
  }
  return [...before, `${target} = ${oneLine(first, known)}`, ...after]
}

/** A name that the module does not have. */
export function freeName(wanted: string, taken: Set<string>, { module }: Known): string {
  let name = wanted
  for (let count = 2; taken.has(name) || module.names.has(name); count += 1) name = `${wanted}_${count}`
  taken.add(name)
  return name
}

function wholeArray(node: Node, known: Known): ArrayKind | null {
  const kind = arrayKind(node, known)
  return kind !== null && kind.from.size > 0 && kind.reduced === null ? kind : null
}

/** The same numbers in the same shape. */
function isSame(one: ArrayKind | null, other: ArrayKind): boolean {
  return (
    one !== null &&
    one.type === other.type &&
    one.from.size === other.from.size &&
    [...one.from].every((each) => other.from.has(each))
  )
}

/** The outermost step of an expression, and what it is applied to. */
function stepOf(node: Node, known: Known): { readonly inner: Node; readonly step: Step } | null {
  if (node.kind === 'unary') return negation(node, known)
  if (node.kind === 'call') return functionStep(node, known)
  if (node.kind !== 'binary' || !arithmetic.has(node.op)) return null
  const { left, right, op } = node
  const name = operandNames[op] ?? 'other'
  const [isLeft, isRight] = [isStep(left, known), isStep(right, known)]
  // Two steps whose results are joined need two arrays, whichever way.
  if (isLeft === isRight) return null
  const operand = { node: isLeft ? right : left, name }
  const makesArray = (arrayKind(operand.node, known)?.from.size ?? 1) > 0
  if (isLeft || swappable.has(op)) {
    const write = (target: string, other: string) => `${target} ${op}= ${other}`
    return { inner: isLeft ? left : right, step: { makesArray, operand, write } }
  }
  const numpy = known.module.importedAs('numpy')
  const write = (target: string, other: string) =>
    `${numpy}.${functions[op]}(${other}, ${target}, out=${target})`
  return numpy === null ? null : { inner: right, step: { makesArray: true, operand, write } }
}

function negation(node: Node, known: Known): { readonly inner: Node; readonly step: Step } | null {
  const inner = node.children.at(-1)
  const numpy = known.module.importedAs('numpy')
  if (!inner || numpy === null || !known.module.slice(node).startsWith('-')) return null
  const write = (target: string) => `${numpy}.negative(${target}, out=${target})`
  return { inner, step: { makesArray: true, operand: null, write } }
}

/** `np.exp(x)`, `np.clip(x, 0, 1)`, `x.clip(0, 1)`. */
function functionStep(call: Call, known: Known): { readonly inner: Node; readonly step: Step } | null {
  const { module } = known
  const callee = module.calleeOf(call)
  const args = positional(call)
  if (args === null || args.length !== call.args.length) return null
  const name = callee?.startsWith('numpy.') ? callee.slice('numpy.'.length) : null
  const owner =
    name === null && call.func.kind === 'attribute' && call.func.attr === 'clip' ? call.func.value : null
  if (owner === null && (name === null || !worksInPlace(name))) return null
  const [inner, ...others] = owner === null ? args : [owner, ...args]
  // Arrays among the limits would have to be known before; those are rare.
  if (inner === undefined || others.some((each) => everything(each).some(({ kind }) => kind === 'call')))
    return null
  const texts = others.map((each) => oneLine(each, known))
  const write = (target: string) =>
    owner === null
      ? `${module.slice(call.func)}(${[target, ...texts, `out=${target}`].join(', ')})`
      : `${target}.clip(${[...texts, `out=${target}`].join(', ')})`
  return { inner, step: { makesArray: true, operand: null, write } }
}

/** Whether it computes a whole array, rather than being one that is there, or something small. */
function isStep(node: Node, known: Known): boolean {
  return computes(node) && wholeArray(node, known) !== null
}

function computes(node: Node): boolean {
  return node.kind === 'binary' || node.kind === 'call' || node.kind === 'unary'
}

function oneLine(node: Node, { module }: Known): string {
  return module.slice(node).replace(/\s*\n\s*/g, ' ')
}

import type { Call, Node } from '../python/ast.ts'
import type { Module } from '../python/module.ts'
import { mentions, onlyArgument } from '../python/shape.ts'

const operators = new Set(['+', '-', '*', '/', '//', '**', '%'])
const swappable = new Set(['+', '*'])
/** Functions of one array that can put their result into it. */
const functions = new Set(
  'sqrt exp exp2 log log2 log10 log1p expm1 sin cos tan tanh abs absolute square negative floor ceil rint cbrt'.split(
    ' ',
  ),
)

/**
 * An expression of arrays as steps of which the first makes the result, and the others change it in place; `null` where it
 * has a single step, or there is no such way.
 */
export function inPlace(target: string, value: Node, module: Module): string[] | null {
  const steps = stepsFor(target, value, module)
  // After the first step the name stands for something else.
  if (steps === null || steps.length < 2) return null
  const later = mentionsLater(target, value)
  return later ? null : steps
}

function stepsFor(target: string, value: Node, module: Module): string[] | null {
  if (value.kind === 'call') return stepsOfCall(target, value, module)
  if (value.kind !== 'binary' || !operators.has(value.op)) return null
  const { left, right, op } = value
  if (isLeaf(left) && isLeaf(right)) return [`${target} = ${module.slice(value)}`]
  if (isLeaf(right)) return then(stepsFor(target, left, module), `${target} ${op}= ${module.slice(right)}`)
  if (isLeaf(left) && swappable.has(op)) {
    return then(stepsFor(target, right, module), `${target} ${op}= ${module.slice(left)}`)
  }
  // Two steps whose results are joined need two arrays, whichever way.
  return null
}

function stepsOfCall(target: string, call: Call, module: Module): string[] | null {
  const callee = module.calleeOf(call)
  const inner = onlyArgument(call)
  if (!callee?.startsWith('numpy.') || !functions.has(callee.slice(6)) || inner === null) return null
  const name = module.slice(call.func)
  if (isLeaf(inner)) return [`${target} = ${module.slice(call)}`]
  return then(stepsFor(target, inner, module), `${name}(${target}, out=${target})`)
}

function then(steps: string[] | null, next: string): string[] | null {
  return steps === null ? null : [...steps, next]
}

/** What is there already. */
function isLeaf(node: Node): boolean {
  if (node.kind === 'unary') return node.children.every((child) => child.kind === 'literal')
  if (node.kind === 'name') return true
  if (node.kind === 'literal') return node.form === 'number'
  return (node.kind === 'attribute' || node.kind === 'subscript') && isLeaf(node.value)
}

/** Whether the name is used in another step than the first. */
function mentionsLater(target: string, value: Node): boolean {
  if (!mentions(value, target)) return false
  for (let first = value; ; ) {
    const next: Node | undefined =
      first.kind === 'call' ? first.args[0]?.value : first.kind === 'binary' ? first.left : undefined
    if (next === undefined || isLeaf(next)) return false
    if (first.children.some((child) => child !== next && mentions(child, target))) return true
    first = next
  }
}

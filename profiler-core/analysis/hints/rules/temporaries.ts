import type { Node } from '../python/ast.ts'
import { everything, onlyArgument, positional } from '../python/shape.ts'
import type { Context, Finding, Rule } from '../rule.ts'
import { isGenerated, isReduction } from './arrayKinds.ts'
import { type Chain, chainOf, freeName, inPlace } from './inPlace.ts'

/** `scaled = (a - a.mean(axis=0)) / a.std(axis=0)`, `worst = np.abs(a - b).max()`: a whole array for each step. */
export const arrayTemporaries: Rule = {
  id: 'array-temporaries',
  *find(context) {
    for (const statement of context.scope.nodes) {
      const finding = findingOf(statement, context)
      if (finding !== null) yield finding
    }
  },
}

function findingOf(statement: Node, context: Context): Finding | null {
  const { module, numbers } = context
  const value = valueIn(statement)
  if (value === null) return null
  const indent = module.text.slice(module.lines.startOf(statement.line), statement.from)
  const text = module.slice(statement)
  // What shares its line, or has words of its own between its lines, is not put on others.
  if (indent.trim() !== '' || (text.includes('#') && text.includes('\n'))) return null
  const made = chainIn(value, context)
  if (made === null || made.chain.steps.length === 0 || !isArray(made.node, context)) return null
  const isResult = made.node === value
  // Of what is dropped in the end one array has to be there in any case; less than two there are only by a step that makes one.
  if (!isResult && !made.chain.steps.some(({ makesArray }) => makesArray)) return null
  const target = isResult ? targetOf(statement) : null
  const name = target ?? freeName('values', new Set(), context)
  const steps = inPlace(name, made.chain, context)
  if (steps === null) return null
  const spike = numbers.spike(statement)
  return {
    at: statement,
    stakeBytes: isResult ? spike : spike / 2,
    title: `Each step of ${target === null ? 'the expression' : `the expression for \`${target}\``} makes a whole array of its own.`,
    explanation:
      'Steps that work in place reuse the first array. What they are given is computed before where that takes memory for a ' +
      'moment, as `std` does. Other ways: `numexpr.evaluate`, or working on slices in turn.',
    change: [
      {
        from: statement.from,
        to: statement.to,
        text: [...steps, ...rest(statement, made.node, { name, target }, context)].join(`\n${indent}`),
      },
    ],
  }
}

function valueIn(statement: Node): Node | null {
  if (statement.kind === 'assign') return statement.value
  if (statement.kind !== 'return' && statement.kind !== 'expression') return null
  return statement.children.at(-1) ?? null
}

/** The name that an assignment binds, if that is all that it does. */
function targetOf(statement: Node): string | null {
  if (statement.kind !== 'assign' || statement.targets.length !== 1) return null
  const [target] = statement.targets
  return target?.kind === 'name' ? target.id : null
}

/** The statement with the name of the array where it was made; what was dropped with the statement is dropped behind it. */
function rest(
  statement: Node,
  node: Node,
  { name, target }: { readonly name: string; readonly target: string | null },
  { module }: Context,
): string[] {
  if (target !== null) return []
  let { from, to } = node
  // Parentheses of its own; those of a call stand behind its name.
  while (/(?:^|[^\w)\]])\($/.test(module.text.slice(0, from)) && module.text[to] === ')') {
    from -= 1
    to += 1
  }
  const left = module.text.slice(statement.from, from) + name + module.text.slice(to, statement.to)
  const isKept = statement.kind === 'return' || (statement.kind === 'assign' && node === statement.value)
  return [left, ...(isKept ? [] : [`del ${name}`])]
}

/** The outermost expression that is done in several steps, below what only takes its elements together. */
function chainIn(value: Node, context: Context): { readonly node: Node; readonly chain: Chain } | null {
  for (let node: Node | null = value; node !== null; node = partOf(node, context)) {
    const chain = chainOf(node, context)
    if (chain !== null && chain.steps.length > 0) return { node, chain }
  }
  return null
}

/** What a reduction, or a function of one number, is applied to. */
function partOf(node: Node, { module }: Context): Node | null {
  if (node.kind !== 'call') return null
  const callee = module.calleeOf(node)
  if (callee?.startsWith('numpy.') === true || callee === 'float' || callee === 'int') {
    const name = callee.replace(/^numpy\.(?:linalg\.)?/, '')
    return isReduction(name) ? (positional(node)?.[0] ?? null) : onlyArgument(node)
  }
  return node.func.kind === 'attribute' && isReduction(node.func.attr) ? node.func.value : null
}

/** Whether an expression is known to compute with arrays of NumPy: it calls NumPy, or uses what NumPy made. */
function isArray(value: Node, { module, scope }: Context): boolean {
  for (const node of everything(value)) {
    const made = node.kind === 'name' ? scope.variable(node.id)?.value : node
    if (made === undefined || made.kind !== 'call') continue
    const callee = module.calleeOf(made)
    if (callee?.startsWith('numpy.') || (made !== value && isGenerated(made, { module, scope }))) return true
  }
  return false
}

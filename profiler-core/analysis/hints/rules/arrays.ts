import type { Call, Node } from '../python/ast.ts'
import { isLazy } from '../python/consume.ts'
import type { Module } from '../python/module.ts'
import { loopOf, named, positional } from '../python/shape.ts'
import type { Context, Edit, Rule } from '../rule.ts'
import { isGenerated } from './arrayKinds.ts'

/** `np.zeros(n)`: eight bytes a number. */
export const doubleByDefault: Rule = {
  id: 'double-by-default',
  *find(context) {
    const { module, scope, numbers } = context
    for (const node of scope.nodes) {
      if (node.kind !== 'call') continue
      const edit = asSingle(node, context)
      if (edit === null) continue
      const { parent } = node
      const [target] = parent?.kind === 'assign' ? parent.targets : []
      // `zeros` reserves the memory, and the lines that write to it are where it comes.
      const written = target?.kind === 'name' ? filledLines(target.id, context) : []
      const own = numbers.lineOf(node)
      const grown = [...new Set([own, ...written])].reduce((sum, line) => sum + numbers.growthOf(line), 0)
      yield {
        at: node,
        stakeBytes: grown / 2,
        title: `\`${target ? module.slice(target) : module.slice(node.func)}\` holds its numbers as float64, 8 bytes each.`,
        explanation:
          'float32 takes half, and has about seven digits, which is enough for measurements, images, weights. Keep float64 ' +
          'for long sums, for differences of nearly equal numbers, and for money. What is computed from both kinds is ' +
          'float64 again.',
        change: [edit],
      }
    }
  },
}

/** `np.array([f(x) for x in xs])`: a list of Python's numbers first. */
export const arrayFromList: Rule = {
  id: 'array-from-list',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      const callee = module.calleeOf(node)
      if (node.kind !== 'call' || (callee !== 'numpy.array' && callee !== 'numpy.asarray')) continue
      const list = positional(node)?.[0]
      if (list?.kind !== 'comprehension' || list.form !== 'list' || list.isAsync) continue
      const [clause] = list.clauses
      const type = named(node, 'dtype')
      const kind = type ? module.slice(type) : kindOf(list.element, module)
      if (!clause || !isLazy(clause.iter, module) || kind === null) continue
      if (node.args.length !== (type ? 2 : 1)) continue
      const generator = `(${module.text.slice(list.from + 1, list.to - 1).trim()})`
      const np = module.slice(node.func).replace(/\.?\w+$/, '')
      if (np === '') continue
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: 'A list of Python numbers is built first, and then copied into the array.',
        explanation:
          'A Python number in a list takes 32 to 40 bytes, in an array 8. `fromiter` puts each into the array at once; ' +
          '`count=`, where it is known, saves it from growing. Best is an expression of whole arrays, where there is one. ' +
          'Not for elements that are arrays or lists themselves.',
        change: [{ from: node.from, to: node.to, text: `${np}.fromiter(${generator}, dtype=${kind})` }],
      }
    }
  },
}

const growing = new Set(['numpy.append', 'numpy.concatenate', 'numpy.vstack', 'numpy.hstack', 'numpy.r_'])

/** `a = np.append(a, part)` in a loop. */
export const arrayGrownInLoop: Rule = {
  id: 'array-grown-in-loop',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      if (node.kind !== 'assign' || node.targets[0]?.kind !== 'name' || node.value.kind !== 'call') continue
      const callee = module.calleeOf(node.value)
      const { id } = node.targets[0]
      const loop = loopOf(node)
      if (callee === null || !growing.has(callee) || loop === null) continue
      const parts = partsOf(node.value)
      if (parts?.[0]?.kind !== 'name' || parts[0].id !== id || parts.length !== 2) continue
      const [part, np] = [
        module.slice(parts[1] as Node),
        module.slice(node.value.func).replace(/\.?\w+$/, ''),
      ]
      const rows = callee === 'numpy.vstack'
      const range = loop.kind === 'for' && module.calleeOf(loop.iter) === 'range' ? loop : null
      const index = range?.targets[0] ? module.slice(range.targets[0]) : 'index'
      const count = range ? `len(${module.slice(range.iter)})` : 'count'
      yield {
        at: node,
        // Old and new are there together: one of them need not be.
        stakeBytes: numbers.spike(node),
        title: `Each round copies \`${id}\` into a new array, and holds both meanwhile.`,
        explanation:
          `\`${module.slice(node.value.func)}\` cannot make an array longer, it makes another. Reserve the whole array first, ` +
          'and fill it part by part. Where the size is not known before, collecting the parts in a list and joining them ' +
          'once is faster, but holds everything twice at the end, too.',
        change: [
          `${id} = ${np}.empty(${rows ? `(${count}, width)` : `${count} * size`})  # as many as there will be`,
          range ? `for ${index} in ${module.slice(range.iter)}:` : `for ${index} in range(count):`,
          rows
            ? `    ${id}[${index}] = ${part}`
            : `    ${id}[${index} * size:(${index} + 1) * size] = ${part}`,
        ].join('\n'),
        shown: [...(loop.kind === 'for' ? [loop.iter] : []), node],
      }
    }
  },
}

/** `dtype=np.float32` where the array is made, or instead of what it says there. */
function asSingle(call: Call, { module, scope }: Context): Edit | null {
  const callee = module.calleeOf(call)
  const type = named(call, 'dtype')
  const np = module.importedAs('numpy')
  if (np === null) return null
  const single = `${np}.float32`
  const replaced = (node: Node) => ({ from: node.from, to: node.to, text: single })
  if (call.func.kind === 'attribute' && call.func.attr === 'astype') {
    const [first] = positional(call) ?? []
    return first && isDouble(first, module) ? replaced(first) : null
  }
  const isMaker =
    (callee !== null && makers.has(callee) && hasFloatFill(call, callee)) ||
    isGenerated(call, { module, scope }, typed)
  if (!isMaker || positional(call) === null) return null
  if (type !== null) return isDouble(type, module) ? replaced(type) : null
  return (positional(call)?.length ?? 0) <= (callee === 'numpy.full' || callee === 'numpy.linspace' ? 3 : 1)
    ? { from: call.to - 1, to: call.to - 1, text: `, dtype=${single}` }
    : null
}

/** Methods of a generator that take a `dtype`. */
const typed = new Set(['random', 'standard_normal'])
const makers = new Set(['numpy.zeros', 'numpy.ones', 'numpy.empty', 'numpy.full', 'numpy.linspace'])

/** The type of `full` is that of its value. */
function hasFloatFill(call: Call, callee: string): boolean {
  if (callee !== 'numpy.full') return true
  const fill = positional(call)?.[1]
  return fill?.kind === 'literal' && fill.form === 'number' && /[.e]/i.test(fill.text)
}

function isDouble(node: Node, module: Module): boolean {
  const path = module.pathOf(node)
  return path === 'float' || path === 'numpy.float64' || /^['"](float64|f8|d)['"]$/.test(module.slice(node))
}

/** The lines that write to elements of an array. */
function filledLines(id: string, { scope, numbers }: Context): number[] {
  return scope.nodes
    .filter(
      (node) =>
        node.kind === 'subscript' && node.stored && node.value.kind === 'name' && node.value.id === id,
    )
    .map((node) => numbers.lineOf(node))
}

/** The type of Python number that an expression is known to give: `float`, `int`, or `null`. */
function kindOf(element: Node, module: Module): string | null {
  if (element.kind === 'literal' && element.form === 'number')
    return /[.ej]/i.test(element.text) ? 'float' : 'int'
  if (element.kind === 'call') {
    const callee = module.calleeOf(element) ?? ''
    if (['len', 'int', 'ord'].includes(callee)) return 'int'
    return callee === 'float' || /^math\.(sqrt|sin|cos|tan|exp|log\w*|pow|hypot)$/.test(callee)
      ? 'float'
      : null
  }
  if (element.kind !== 'binary') return null
  const [left, right] = [kindOf(element.left, module), kindOf(element.right, module)]
  if (left === 'float' || right === 'float') return 'float'
  return left === 'int' && right === 'int' && element.op !== '/' ? 'int' : null
}

/** What a growing call joins: its two arguments, or the two elements of its only one. */
function partsOf(call: Call): readonly Node[] | null {
  const args = positional(call)
  if (args === null) return null
  const [first] = args
  return args.length === 1 && first?.kind === 'display' ? first.elements : args
}

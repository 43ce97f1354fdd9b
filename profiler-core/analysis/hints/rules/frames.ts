import type { For, Name, Node } from '../python/ast.ts'
import type { Module } from '../python/module.ts'
import { loopOf, methodCall, named, positional, repetitionOf } from '../python/shape.ts'
import type { Context, Edit, Rule } from '../rule.ts'

/** `df = df.copy()`; `part = df[df.x > 0].copy()`, which is a copy already. */
export const copyNotNeeded: Rule = {
  id: 'copy-not-needed',
  *find(context) {
    const { module, scope, numbers } = context
    for (const node of scope.nodes) {
      const found = methodCall(node, 'copy')
      if (!found || found.call.args.length > 0 || node.parent?.kind !== 'assign') continue
      const { owner } = found
      const [target] = node.parent.targets
      if (target?.kind !== 'name' || node.parent.targets.length !== 1) continue
      const isNew =
        owner.kind === 'subscript' && owner.index[0]?.kind === 'binary' && /[<>=]/.test(owner.index[0].op)
      if (!isNew && !isLastUse(owner, node.parent, target.id, context)) continue
      yield {
        at: node,
        // What is new already is as large as its copy.
        stakeBytes: numbers.rise(node) / (isNew ? 2 : 1),
        title: isNew
          ? `\`${module.slice(owner)}\` is new already; \`copy\` makes it again.`
          : `\`${module.slice(owner)}\` is copied, and the original is not used any more.`,
        explanation: isNew
          ? 'Selecting rows by a condition gives a new frame or array. Before pandas 3, `copy` also silences ' +
            '`SettingWithCopyWarning`; from then on there is none.'
          : 'Both are in memory as long as the original is. Work on the original. Keep the copy where other code holds the ' +
            'original, too. `inplace=True` is no cure: most methods of pandas copy behind it all the same.',
        change: [{ from: node.from, to: node.to, text: module.slice(owner) }],
      }
    }
  },
}

/** `df = pd.concat([df, part])` in a loop, `df` having begun as an empty frame with columns. */
export const frameGrownInLoop: Rule = {
  id: 'frame-grown-in-loop',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      if (node.kind !== 'assign' || node.targets[0]?.kind !== 'name') continue
      const { value } = node
      if (value.kind !== 'call' || module.calleeOf(value) !== 'pandas.concat' || loopOf(node) === null)
        continue
      const { id } = node.targets[0]
      const [list] = positional(value) ?? []
      const [old, part, ...others] = list?.kind === 'display' ? list.elements : []
      if (old?.kind !== 'name' || old.id !== id || part === undefined || others.length > 0) continue
      const loop = loopOf(node)
      const stores = scope.appearances(id).filter(({ use }) => use === 'store')
      const [made] = stores
      const inside = scope.appearances(id).filter(({ from }) => loop && from > loop.from && from < loop.to)
      if (
        loop?.kind !== 'for' ||
        stores.length !== 2 ||
        inside.length !== 2 ||
        made?.parent?.kind !== 'assign'
      )
        continue
      const start = made.parent.value
      if (module.calleeOf(start) !== 'pandas.DataFrame' || start.kind !== 'call' || !named(start, 'columns'))
        continue
      if (start.args.length !== 1 || made.from > loop.from) continue
      const indent = module.text.slice(module.lines.startOf(loop.line), loop.from)
      const options = value.args.slice(1).map((each) => `, ${each.name}=${module.slice(each.value)}`)
      const parts = `${id}_parts`
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: `Each round copies \`${id}\`, which began without rows and so holds its numbers as Python objects.`,
        explanation:
          'The columns of an empty frame have the type object, and what is joined to them becomes one Python object a ' +
          'cell. Besides, each round copies all that was there before. Collect the parts and join them once. Where they are ' +
          'only summed up or filtered, do that with each part first.',
        change: [
          { from: made.parent.from, to: made.parent.to, text: `${parts} = []` },
          { from: node.from, to: node.to, text: `${parts}.append(${module.slice(part)})` },
          lineBehind(
            loop,
            `${indent}${id} = ${module.slice(value.func)}(${parts}${options.join('')})`,
            module,
          ),
        ],
      }
    }
  },
}

/** A new line below a loop. */
function lineBehind(loop: For, text: string, module: Module): Edit {
  const at = module.lines.endOf((loop.body.children.at(-1) ?? loop).lastLine)
  const isLast = !/[\r\n]/.test(module.text[at - 1] ?? '')
  return { from: at, to: at, text: isLast ? `\n${text}` : `${text}\n` }
}

/** Methods that a lazy frame has, too. */
const lazyMethods = new Set(
  'filter select with_columns sort head tail limit unique drop drop_nulls rename agg group_by slice fill_null'.split(
    ' ',
  ),
)
/** Methods that make it smaller. */
const reducing = new Set(['filter', 'select', 'agg', 'head', 'tail', 'limit', 'slice'])

/** `pl.read_csv(path).filter(...)`. */
export const polarsEager: Rule = {
  id: 'polars-eager',
  *find({ module, scope, numbers }) {
    for (const node of scope.nodes) {
      const kind = /^polars\.read_(csv|parquet|ipc|ndjson)$/.exec(module.calleeOf(node) ?? '')?.[1]
      if (node.kind !== 'call' || kind === undefined || node.func.kind !== 'attribute') continue
      const [target] = node.parent?.kind === 'assign' ? node.parent.targets : []
      const variable = target?.kind === 'name' ? scope.variable(target.id) : null
      const starts: readonly Node[] = variable ? variable.uses : [node]
      const ends = starts.map(lazyEnd)
      if (ends.length === 0 || ends.some((end) => end === null)) continue
      const { func } = node
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: `\`read_${kind}\` reads the whole file, before rows or columns are left out.`,
        explanation:
          `\`scan_${kind}\` reads nothing yet: \`collect\` then reads only what the steps behind it ask for. ` +
          '`collect(engine="streaming")` works through files larger than memory. Where the whole table is used again and ' +
          'again, reading it once is right.',
        change: [
          { from: func.to - func.attr.length, to: func.to, text: `scan_${kind}` },
          ...ends.flatMap((end) => (end ? [{ from: end.to, to: end.to, text: '.collect()' }] : [])),
        ],
        shown: starts.slice(0, 3),
      }
    }
  },
}

/** The last call of the chain that a lazy frame can do, too; `null` where none makes it smaller. */
function lazyEnd(start: Node): Node | null {
  let [end, isSmaller]: [Node, boolean] = [start, false]
  for (;;) {
    const access = end.parent
    const call: Node | null = access?.parent ?? null
    if (access?.kind !== 'attribute' || call?.kind !== 'call' || call.func !== access) break
    if (!lazyMethods.has(access.attr)) break
    isSmaller ||= reducing.has(access.attr)
    end = call
  }
  return isSmaller && end !== start && methodCall(end, 'group_by') === null ? end : null
}

/** Whether nothing uses a variable after an assignment, and nothing else is known to hold what it is bound to. */
function isLastUse(owner: Node, assign: Node, target: string, { module, scope }: Context): boolean {
  if (owner.kind !== 'name' || !scope.isOwn(owner.id) || scope.isParameter(owner.id)) return false
  const { node } = scope
  if (repetitionOf(assign) !== (node.kind === 'function' ? node : null)) return false
  const names = scope.appearances(owner.id)
  if (owner.id !== target && names.some(({ from }) => from > assign.to)) return false
  const made = names.filter(({ use, parent }) => use === 'store' && parent !== assign)
  const source = made[0]?.parent
  if (made.length !== 1 || source?.kind !== 'assign') return false
  if (!/^(pandas|numpy|polars)\./.test(module.calleeOf(source.value) ?? '')) return false
  // An attribute, an element, a call of its methods: what they give may be a part of it, which is then changed, too.
  return names.every(
    (name) => name.use === 'store' || name === owner || name.from > assign.to || isReading(name),
  )
}

function isReading({ parent }: Name): boolean {
  return parent?.kind === 'call' && parent.func.kind === 'name' && ['len', 'print'].includes(parent.func.id)
}

import type { Call, Name, Node } from '../python/ast.ts'
import type { Variable } from '../python/scope.ts'
import { methodCall, named, onlyArgument, plainString } from '../python/shape.ts'
import type { Context, Rule } from '../rule.ts'

/** `pd.read_csv(path)` of which a few columns are used. */
export const csvColumnsUnused: Rule = {
  id: 'csv-columns-unused',
  *find(context) {
    const { numbers } = context
    for (const { variable, call } of framesRead(context)) {
      if (['usecols', 'names', 'header', 'index_col', 'chunksize', 'nrows'].some((name) => named(call, name)))
        continue
      const columns = columnsOf(variable)
      if (columns === null) continue
      const list = columns.map((column) => `'${column}'`).join(', ')
      yield {
        at: call,
        stakeBytes: numbers.rise(call),
        title: `\`${variable.id}\` holds all columns of the file, of which ${list} ${columns.length === 1 ? 'is' : 'are'} used.`,
        explanation:
          '`usecols` leaves the other columns out while the file is read. Columns of text cost most: 50 bytes or more a ' +
          'cell. There is nothing to gain where the file has no other columns.',
        change: [{ from: call.to - 1, to: call.to - 1, text: `, usecols=[${list}]` }],
      }
    }
  },
}

/** A column of a CSV file that is used as a kind or a group. */
export const csvTextAsCategory: Rule = {
  id: 'csv-text-as-category',
  *find(context) {
    const { numbers } = context
    for (const { variable, call } of framesRead(context)) {
      if (named(call, 'dtype') || named(call, 'chunksize') || named(call, 'converters')) continue
      const columns = [...new Set(variable.uses.flatMap((use) => categoriesOf(use)))]
      if (columns.length === 0) continue
      const types = columns.map((column) => `'${column}': 'category'`).join(', ')
      yield {
        at: call,
        // The rest of what the line takes is for reading the file.
        stakeBytes: numbers.growth(call),
        title: `\`${variable.id}\` holds every cell of ${columns.map((column) => `'${column}'`).join(', ')} as text of its own.`,
        explanation:
          'The column is used to group or to compare. As a category each different text is held once, and a cell is a ' +
          'number of 1 to 4 bytes. Not for columns in which nearly every text is different. ' +
          '`groupby` on categories wants `observed=True` where not all of them occur (the default from pandas 3 on).',
        change: [{ from: call.to - 1, to: call.to - 1, text: `, dtype={${types}}` }],
      }
    }
  },
}

const reductions = new Set(['sum', 'max', 'min'])

/** A CSV file of which only sums, maxima or minima of columns are asked for. */
export const csvOnlyReduced: Rule = {
  id: 'csv-only-reduced',
  *find(context) {
    const { module, numbers } = context
    for (const { variable, call } of framesRead(context)) {
      if (named(call, 'chunksize') || named(call, 'nrows') || named(call, 'iterator')) continue
      const [use, ...others] = variable.uses
      const reduced = use && reductionOf(use)
      if (!reduced || others.length > 0) continue
      const { method, node } = reduced
      const part = `part${module.text.slice(use.to, node.to)}`
      const { args } = call
      const text = args.map(({ name, value }) => `${name ? `${name}=` : ''}${module.slice(value)}`).join(', ')
      const reader = `${module.slice(call.func)}(${text}, chunksize=10_000)`
      yield {
        at: call,
        stakeBytes: numbers.rise(call),
        title: `All rows of \`${variable.id}\` are held, of which only \`${method}\` is asked.`,
        explanation:
          'With `chunksize` the file is read a few thousand rows at a time, and each part is reduced before the next is ' +
          'read. Keep the frame where its rows are needed together: to sort them, for a median, to join them.',
        change: [
          { from: call.from, to: call.to, text: reader },
          { from: node.from, to: node.to, text: `${method}(${part} for part in ${variable.id})` },
        ],
      }
    }
  },
}

/** Variables that are what `pd.read_csv` gives. */
function* framesRead({ module, scope }: Context): Generator<{ variable: Variable; call: Call }> {
  for (const variable of scope.variables()) {
    const { value } = variable
    if (value.kind !== 'call' || module.calleeOf(value) !== 'pandas.read_csv') continue
    if (value.args.some(({ star }) => star !== '') || variable.uses.length === 0) continue
    yield { variable, call: value }
  }
}

/** The columns that are used, in their order; `null` where something else may be used, too. */
function columnsOf({ uses }: Variable): string[] | null {
  const columns = new Set<string>()
  for (const use of uses) {
    const { parent } = use
    const group = parent?.parent ? methodCall(parent.parent, 'groupby') : null
    const isGroup = group !== null && group.owner === use
    const names = isGroup
      ? [...textsOf(onlyArgument(group.call)), ...textsOfIndex(group.call.parent)]
      : textsOfIndex(parent)
    if (names.length === 0 || (isGroup && textsOfIndex(group.call.parent).length === 0)) return null
    for (const name of names) columns.add(name)
  }
  return [...columns]
}

/** `a` of `frame['a']`, both of `frame[['a', 'b']]`. */
function textsOfIndex(node: Node | null | undefined): string[] {
  if (node?.kind !== 'subscript' || node.stored || node.slice || node.index.length !== 1) return []
  return textsOf(node.index[0])
}

function textsOf(node: Node | null | undefined): string[] {
  if (!node) return []
  const all = node.kind === 'display' && node.form === 'list' ? node.elements : [node]
  const texts = all.map(plainString)
  return texts.every((text) => text !== null) ? texts : []
}

/** The columns that a use of a frame groups by, or compares with a text. */
function categoriesOf(use: Name): string[] {
  const { parent } = use
  const group = parent?.parent ? methodCall(parent.parent, 'groupby') : null
  if (group !== null && group.owner === use) return textsOf(onlyArgument(group.call))
  const texts = textsOfIndex(parent)
  const above = parent?.parent
  if (texts.length !== 1) return []
  if (above?.kind === 'binary' && above.left === parent && /^[!=]=$/.test(above.op)) {
    return plainString(above.right) === null ? [] : texts
  }
  const isCounted = above?.kind === 'attribute' && (above.attr === 'value_counts' || above.attr === 'isin')
  return isCounted ? texts : []
}

/** `frame['x'].sum()`. */
function reductionOf(use: Name): { node: Node; method: string } | null {
  const column = use.parent
  const access = column?.parent
  const call = access?.parent
  if (textsOfIndex(column).length !== 1 || access?.kind !== 'attribute' || call?.kind !== 'call') return null
  if (call.func !== access || call.args.length > 0 || !reductions.has(access.attr)) return null
  return { node: call, method: access.attr }
}

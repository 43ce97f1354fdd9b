import type { FunctionMatch } from '../../contract/index.ts'
import type { SideFunction } from './side.ts'
import { type FunctionPair, similarFunctions, similarShortOnes } from './similarFunctions.ts'

/** A function of both sides; `null` where one has none. */
export interface MatchedFunction {
  readonly match: FunctionMatch
  readonly base: SideFunction | null
  readonly now: SideFunction | null
}

export interface Matching {
  /** Every function of both sides once. */
  readonly functions: readonly MatchedFunction[]
  /** There were too many functions to look for renamed ones. */
  readonly isPartial: boolean
}

const MODULE = '<module>'

/**
 * Finds which function of one side is which of the other: by name and file; then, of those that are left, by name alone where
 * it is the only one of that name, and for module levels by text; then by text alone. The same comes out the other way round.
 */
export function matchFunctions(bases: readonly SideFunction[], nows: readonly SideFunction[]): Matching {
  const rest = { bases: new Set(bases), nows: new Set(nows) }
  const functions: MatchedFunction[] = []
  const take = (match: FunctionMatch, pairs: readonly FunctionPair[]) => {
    for (const [base, now] of pairs) {
      rest.bases.delete(base)
      rest.nows.delete(now)
      functions.push({ match, base, now })
    }
  }
  const left = (): [SideFunction[], SideFunction[]] => [[...rest.bases], [...rest.nows]]

  take(
    'same',
    sameKey(...left(), ({ path, name }) => JSON.stringify([path, name])),
  )
  // The folder of the project may be another one.
  take(
    'same',
    sameKey(...left(), ({ file, name }) => JSON.stringify([file, name])),
  )
  take('moved', onlyOnes(...left()))
  const moved = similarFunctions(...left(), (base, now) => base.name === now.name)
  take('moved', moved ?? [])
  const isNoModule = ({ name }: SideFunction, other: SideFunction) => name !== MODULE && other.name !== MODULE
  const renamed = similarFunctions(...left(), isNoModule)
  take('renamed', renamed ?? [])
  const short = similarShortOnes(...left(), isNoModule)
  take('renamed', short ?? [])
  for (const base of rest.bases) functions.push({ match: 'removed', base, now: null })
  for (const now of rest.nows) functions.push({ match: 'added', base: null, now })
  return { functions, isPartial: [moved, renamed, short].includes(null) }
}

/** Functions of one key; where it has several (a property and its setter), those of equal text first, then in their order. */
function sameKey(
  bases: readonly SideFunction[],
  nows: readonly SideFunction[],
  keyOf: (of: SideFunction) => string,
): FunctionPair[] {
  const others = groupBy(nows, keyOf)
  return [...groupBy(bases, keyOf)].flatMap(([key, olds]) => {
    const news = others.get(key) ?? []
    const alike = olds.length + news.length > 2 ? inOrder(olds, news, textOf) : []
    const used = new Set(alike.flat())
    const free = (of: SideFunction) => !used.has(of)
    return [...alike, ...inOrder(olds.filter(free), news.filter(free), () => '')]
  })
}

/** Pairs those of one key in the order of their lines. */
function inOrder(
  olds: readonly SideFunction[],
  news: readonly SideFunction[],
  keyOf: (of: SideFunction) => string,
): FunctionPair[] {
  const byLine = (a: SideFunction, b: SideFunction) => a.firstLine - b.firstLine
  const others = groupBy([...news].sort(byLine), keyOf)
  return [...groupBy([...olds].sort(byLine), keyOf)].flatMap(([key, group]) =>
    group.flatMap((base, index) => {
      const now = others.get(key)?.[index]
      return now === undefined ? [] : [[base, now] as const]
    }),
  )
}

function textOf({ text, name }: SideFunction): string {
  return text?.map((line) => line.trim()).join('\n') ?? name
}

/** Functions whose qualified name no other function that is left has. Every file has a module level: that says nothing. */
function onlyOnes(bases: readonly SideFunction[], nows: readonly SideFunction[]): FunctionPair[] {
  const others = groupBy(nows, ({ name }) => name)
  return [...groupBy(bases, ({ name }) => name)].flatMap(([name, [base, ...more]]) => {
    const [now, ...moreNow] = others.get(name) ?? []
    const isOnly = base !== undefined && now !== undefined && more.length + moreNow.length === 0
    return isOnly && name !== MODULE ? [[base, now] as const] : []
  })
}

function groupBy(
  functions: readonly SideFunction[],
  keyOf: (of: SideFunction) => string,
): Map<string, SideFunction[]> {
  const groups = new Map<string, SideFunction[]>()
  for (const each of functions) {
    const key = keyOf(each)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [each])
    else group.push(each)
  }
  return groups
}

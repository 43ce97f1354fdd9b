import { diffArrays } from 'diff'
import type { LineMatch } from '../../contract/index.ts'
import { type IndexPair, likePairs } from './likePairs.ts'

/** A line of one text beside one of another: indices, `null` where the other text has no such line. */
export interface Aligned {
  readonly match: LineMatch
  readonly base: number | null
  readonly now: number | null
}

/** What all texts of a comparison may cost together, so that it ends in about a second whatever they are. */
export interface AlignmentBudget {
  /** Steps of the diff: about the square of the number of edits. */
  steps: number
  /** Pairs of lines that are looked at for likeness. */
  pairs: number
}

export function alignmentBudget(): AlignmentBudget {
  return { steps: 6_000_000, pairs: 1_000_000 }
}

/** No text may take more edits than this: a diff of D edits takes about D² steps. */
const MOST_EDITS = 1500

/** No stretch of edited lines may take more pairs than this. */
const MOST_PAIRS = 40_000

export interface Alignment {
  /** Every line of both texts once, both in their order; between two common lines removed ones stand before added ones. */
  readonly lines: readonly Aligned[]
  /** Lines were left as removed and added because looking for their counterparts would have taken too long. */
  readonly isPartial: boolean
}

/**
 * Lines up two texts, indentation aside: by E. W. Myers, "An O(ND) difference algorithm and its variations" (1986), as jsdiff
 * has it. Among lines that were removed and added at one place, those that are alike are pairs, in their order.
 *
 * Not symmetric by itself where there are several ways: call it in one direction only. `budget` is drawn on.
 */
export function alignTexts(
  base: readonly string[],
  now: readonly string[],
  budget: AlignmentBudget,
): Alignment {
  const [before, after] = [base.map((line) => line.trim()), now.map((line) => line.trim())]
  const { pairs, isPartial } = commonLines(before, after, budget)
  const lines: Aligned[] = []
  let isWhole = !isPartial
  let [nextBase, nextNow] = [0, 0]
  for (const [baseAt, nowAt] of [...pairs, [before.length, after.length] as const]) {
    const gap = edited(before, after, [nextBase, baseAt], [nextNow, nowAt], budget)
    for (const line of gap.lines) lines.push(line)
    isWhole &&= !gap.isPartial
    if (baseAt < before.length) lines.push({ match: 'unchanged', base: baseAt, now: nowAt })
    nextBase = baseAt + 1
    nextNow = nowAt + 1
  }
  return { lines, isPartial: !isWhole }
}

/** Lines that both have, ascending in both. */
function commonLines(
  before: readonly string[],
  after: readonly string[],
  budget: AlignmentBudget,
): { pairs: IndexPair[]; isPartial: boolean } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const pairs: IndexPair[] = Array.from({ length: start }, (_, at) => [at, at])
  const middle = diffMiddle(
    shared(before, after, start, end),
    shared(after, before, start, end),
    before,
    after,
    budget,
  )
  for (const pair of middle ?? []) pairs.push(pair)
  for (let left = end; left > 0; left -= 1) pairs.push([before.length - left, after.length - left])
  return { pairs, isPartial: middle === null }
}

/** Where the middle of `text` has lines that the middle of `other` has too: only these can be common. */
function shared(text: readonly string[], other: readonly string[], start: number, end: number): number[] {
  const known = new Set(other.slice(start, other.length - end))
  const found: number[] = []
  for (let at = start; at < text.length - end; at += 1) if (known.has(text[at] ?? '')) found.push(at)
  return found
}

/** `null` where it would take too long. */
function diffMiddle(
  baseAt: readonly number[],
  nowAt: readonly number[],
  before: readonly string[],
  after: readonly string[],
  budget: AlignmentBudget,
): IndexPair[] | null {
  if (baseAt.length === 0 || nowAt.length === 0) return []
  const maxEditLength = Math.min(MOST_EDITS, Math.floor(Math.sqrt(budget.steps)))
  const textAt = (text: readonly string[], places: readonly number[]) => places.map((at) => text[at] ?? '')
  const changes = diffArrays(textAt(before, baseAt), textAt(after, nowAt), { maxEditLength })
  if (changes === undefined) {
    budget.steps = Math.max(0, budget.steps - maxEditLength ** 2)
    return null
  }
  const pairs: IndexPair[] = []
  let [inBase, inNow, edits] = [0, 0, 0]
  for (const { added, removed, count } of changes) {
    if (!added && !removed) {
      for (let step = 0; step < count; step += 1) {
        const [base, now] = [baseAt[inBase + step], nowAt[inNow + step]]
        if (base !== undefined && now !== undefined) pairs.push([base, now])
      }
    } else edits += count
    if (!added) inBase += count
    if (!removed) inNow += count
  }
  budget.steps = Math.max(0, budget.steps - edits ** 2)
  return pairs
}

type Stretch = readonly [from: number, to: number]

/** The lines between two common ones. */
function edited(
  before: readonly string[],
  after: readonly string[],
  [baseFrom, baseTo]: Stretch,
  [nowFrom, nowTo]: Stretch,
  budget: AlignmentBudget,
): Alignment {
  const filled = (text: readonly string[], from: number, to: number) =>
    Array.from({ length: to - from }, (_, step) => from + step).filter((at) => text[at] !== '')
  const [olds, news] = [filled(before, baseFrom, baseTo), filled(after, nowFrom, nowTo)]
  const cost = olds.length * news.length
  const isPartial = cost > Math.min(MOST_PAIRS, budget.pairs)
  const pairs = isPartial ? [] : likePairs(before, after, olds, news)
  if (!isPartial) budget.pairs -= cost
  const lines: Aligned[] = []
  let [base, now] = [baseFrom, nowFrom]
  for (const [baseAt, nowAt] of [...pairs, [baseTo, nowTo] as const]) {
    for (; base < baseAt; base += 1) lines.push({ match: 'removed', base, now: null })
    for (; now < nowAt; now += 1) lines.push({ match: 'added', base: null, now })
    if (baseAt < baseTo) lines.push({ match: 'changed', base: baseAt, now: nowAt })
    base = baseAt + 1
    now = nowAt + 1
  }
  return { lines, isPartial }
}

import type { FunctionMatch } from '../../contract/index.ts'
import { type Aligned, type AlignmentBudget, alignTexts } from './alignText.ts'
import type { MatchedFunction } from './matchFunctions.ts'
import type { SideFunction } from './side.ts'

/** A function of both sides with its lines beside each other, by number. */
export interface AlignedFunction {
  readonly match: FunctionMatch
  readonly base: SideFunction | null
  readonly now: SideFunction | null
  /** Those that ran on a side. */
  readonly lines: readonly Aligned[]
  /** `offset`: a text is not known, so lines are matched by their distance from the first. `partial`: see `Alignment`. */
  readonly by: 'text' | 'partial' | 'offset'
}

/** Lines of a matched function are those of its text that ran on a side. `budget` is drawn on. */
export function alignFunction(matched: MatchedFunction, budget: AlignmentBudget): AlignedFunction {
  const { base, now } = matched
  if (base === null || now === null) return { ...matched, lines: onOneSide(base, now), by: 'text' }
  if (base.text === null || now.text === null) {
    return { ...matched, lines: byOffset(base, now), by: 'offset' }
  }
  const { lines, isPartial } = alignTexts(base.text, now.text, budget)
  const numbered = lines.map((line) => ({
    match: line.match,
    base: line.base === null ? null : base.firstLine + line.base,
    now: line.now === null ? null : now.firstLine + line.now,
  }))
  return { ...matched, lines: thatRan(base, now, numbered), by: isPartial ? 'partial' : 'text' }
}

function onOneSide(base: SideFunction | null, now: SideFunction | null): Aligned[] {
  return [
    ...(base?.ranLines ?? []).map((line) => ({ match: 'removed', base: line, now: null }) as const),
    ...(now?.ranLines ?? []).map((line) => ({ match: 'added', base: null, now: line }) as const),
  ]
}

function byOffset(base: SideFunction, now: SideFunction): Aligned[] {
  const offsets = [base, now].flatMap(({ ranLines, firstLine }) => ranLines.map((line) => line - firstLine))
  return [...new Set(offsets)]
    .sort((a, b) => a - b)
    .map((offset) => ({ match: 'unchanged', base: base.firstLine + offset, now: now.firstLine + offset }))
}

function thatRan(base: SideFunction, now: SideFunction, lines: readonly Aligned[]): Aligned[] {
  return lines.filter(
    (line) => (line.base !== null && base.ran(line.base)) || (line.now !== null && now.ran(line.now)),
  )
}

/** The same seen from the other side. */
export function turned({ match, base, now, lines, by }: AlignedFunction): AlignedFunction {
  return {
    match: match === 'added' ? 'removed' : match === 'removed' ? 'added' : match,
    base: now,
    now: base,
    lines: removedFirst(
      lines.map((line) => ({
        match: line.match === 'added' ? 'removed' : line.match === 'removed' ? 'added' : line.match,
        base: line.now,
        now: line.base,
      })),
    ),
    by,
  }
}

/** Between two lines that both have, removed ones stand before added ones. */
function removedFirst(lines: readonly Aligned[]): Aligned[] {
  const sorted: Aligned[] = []
  let added: Aligned[] = []
  for (const line of lines) {
    if (line.match === 'added') {
      added.push(line)
      continue
    }
    if (line.match !== 'removed') {
      for (const each of added) sorted.push(each)
      added = []
    }
    sorted.push(line)
  }
  return [...sorted, ...added]
}

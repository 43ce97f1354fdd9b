import { type Counted, count, dice } from './likeness.ts'
import type { SideFunction } from './side.ts'

/** From this on two functions of different names or files count as one. (git asks for 0.5 of a renamed file.) */
export const SIMILAR = 0.6

/** Shorter functions are like too many others. */
const LEAST_LINES = 3

/** A line that more functions have tells none of them apart. */
const RARE = 8

/** So many pairs are looked at. */
const MOST_PAIRS = 50_000

export type FunctionPair = readonly [base: SideFunction, now: SideFunction]

/**
 * Pairs of functions whose texts have the most lines in common, by their Dice coefficient, each function's own name left out;
 * only pairs that share a rare line and may be matched at all come into question. The most similar pair comes first; a
 * function that is equally similar to two others is like none of them. Each function is in one pair at most. The same
 * pairs come out the other way round.
 *
 * @returns `null` where there are too many functions to look at
 */
export function similarFunctions(
  bases: readonly SideFunction[],
  nows: readonly SideFunction[],
  mayMatch: (base: SideFunction, now: SideFunction) => boolean,
): FunctionPair[] | null {
  const [olds, news] = [profiles(bases), profiles(nows)]
  const inNews = placesOfLines(news)
  const candidates: { old: Profile; now: Profile; likeness: number }[] = []
  const inOlds = placesOfLines(olds)
  let pairs = 0
  for (const old of olds) {
    const others = new Set<Profile>()
    for (const line of old.lines.counts.keys()) {
      const having = inNews.get(line) ?? []
      if (having.length > RARE || (inOlds.get(line)?.length ?? 0) > RARE) continue
      for (const now of having) others.add(now)
    }
    pairs += others.size
    if (pairs > MOST_PAIRS) return null
    for (const now of others) {
      if (!mayMatch(old.of, now.of)) continue
      const likeness = dice(old.lines, now.lines)
      if (likeness >= SIMILAR) candidates.push({ old, now, likeness })
    }
  }
  return mostSimilar(candidates)
}

interface Profile {
  readonly of: SideFunction
  readonly lines: Counted
}

function profiles(functions: readonly SideFunction[]): Profile[] {
  return functions.flatMap((of) => {
    if (of.text === null) return []
    const name = of.name.slice(of.name.lastIndexOf('.') + 1)
    const lines = of.text.map((line) => withoutName(line.trim(), name)).filter((line) => line !== '')
    return lines.length < LEAST_LINES ? [] : [{ of, lines: count(lines) }]
  })
}

function withoutName(line: string, name: string): string {
  if (!line.includes(name)) return line
  return line.replace(/[\p{L}\p{N}_]+/gu, (word) => (word === name ? '\0' : word))
}

function placesOfLines(all: readonly Profile[]): Map<string, Profile[]> {
  const places = new Map<string, Profile[]>()
  for (const profile of all) {
    for (const line of profile.lines.counts.keys()) {
      const known = places.get(line)
      if (known === undefined) places.set(line, [profile])
      else known.push(profile)
    }
  }
  return places
}

/** Takes pairs in the order of their likeness; those that are equally like and share a function are ambiguous. */
function mostSimilar(
  candidates: readonly { old: Profile; now: Profile; likeness: number }[],
): FunctionPair[] {
  const levels = new Map<number, (typeof candidates)[number][]>()
  for (const candidate of candidates) {
    const level = levels.get(candidate.likeness)
    if (level === undefined) levels.set(candidate.likeness, [candidate])
    else level.push(candidate)
  }
  const settled = new Set<SideFunction>()
  const pairs: FunctionPair[] = []
  for (const [, level] of [...levels].sort(([a], [b]) => b - a)) {
    const open = level.filter(({ old, now }) => !settled.has(old.of) && !settled.has(now.of))
    const times = new Map<SideFunction, number>()
    for (const { of } of open.flatMap(({ old, now }) => [old, now])) times.set(of, (times.get(of) ?? 0) + 1)
    for (const { old, now } of open) {
      settled.add(old.of).add(now.of)
      if (times.get(old.of) === 1 && times.get(now.of) === 1) pairs.push([old.of, now.of])
    }
  }
  return pairs
}

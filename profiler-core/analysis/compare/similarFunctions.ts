import { type Counted, count, dice, wordsOf } from './likeness.ts'
import type { SideFunction } from './side.ts'

/** From this on two functions of different names or files count as one. (git asks for 0.5 of a renamed file.) */
const SIMILAR = 0.6

/** Shorter functions are like too many others: see `similarShortOnes`. */
const LEAST_LINES = 3

/** From this on two short functions count as one: `def`, brackets and `return` alone make two of them alike by half. */
const SIMILAR_SHORT = 0.75

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
  const candidates: Candidate[] = []
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
      if (likeness >= SIMILAR) candidates.push({ old: old.of, now: now.of, likeness })
    }
  }
  return mostSimilar(candidates)
}

/**
 * Pairs of functions of which one at least has too few lines for `similarFunctions`: by their words and signs, own names left
 * out, and only where they stand in the same place: in one file, with the same name or within the same class or function.
 * `null` as there.
 */
export function similarShortOnes(
  bases: readonly SideFunction[],
  nows: readonly SideFunction[],
  mayMatch: (base: SideFunction, now: SideFunction) => boolean,
): FunctionPair[] | null {
  const inFile = new Map<string, WordProfile[]>()
  for (const profile of nows.map(wordProfile)) {
    const known = inFile.get(profile.of.path)
    if (known === undefined) inFile.set(profile.of.path, [profile])
    else known.push(profile)
  }
  const candidates: Candidate[] = []
  let pairs = 0
  for (const old of bases.map(wordProfile)) {
    for (const now of inFile.get(old.of.path) ?? []) {
      const mayBe = (old.isShort || now.isShort) && isInOnePlace(old.of.name, now.of.name)
      if (!mayBe || !mayMatch(old.of, now.of)) continue
      pairs += 1
      if (pairs > MOST_PAIRS) return null
      const likeness = dice(old.words, now.words)
      if (likeness >= SIMILAR_SHORT) candidates.push({ old: old.of, now: now.of, likeness })
    }
  }
  return mostSimilar(candidates)
}

interface WordProfile {
  readonly of: SideFunction
  readonly words: Counted
  readonly isShort: boolean
}

function wordProfile(of: SideFunction): WordProfile {
  const text = textWithoutName(of)
  return { of, words: count(text.flatMap(wordsOf)), isShort: text.length < LEAST_LINES }
}

/** Of two qualified names: whether what is before the last dot is the same, or what is behind it. */
function isInOnePlace(base: string, now: string): boolean {
  const [old, name] = [base.lastIndexOf('.') + 1, now.lastIndexOf('.') + 1]
  return base.slice(0, old) === now.slice(0, name) || base.slice(old) === now.slice(name)
}

interface Candidate {
  readonly old: SideFunction
  readonly now: SideFunction
  readonly likeness: number
}

interface Profile {
  readonly of: SideFunction
  readonly lines: Counted
}

function profiles(functions: readonly SideFunction[]): Profile[] {
  return functions.flatMap((of) => {
    const lines = textWithoutName(of)
    return lines.length < LEAST_LINES ? [] : [{ of, lines: count(lines) }]
  })
}

/** Filled lines; none where the text is not known. */
function textWithoutName({ name, text }: SideFunction): string[] {
  const own = name.slice(name.lastIndexOf('.') + 1)
  return (text ?? []).map((line) => withoutName(line.trim(), own)).filter((line) => line !== '')
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
function mostSimilar(candidates: readonly Candidate[]): FunctionPair[] {
  const levels = new Map<number, Candidate[]>()
  for (const candidate of candidates) {
    const level = levels.get(candidate.likeness)
    if (level === undefined) levels.set(candidate.likeness, [candidate])
    else level.push(candidate)
  }
  const settled = new Set<SideFunction>()
  const pairs: FunctionPair[] = []
  for (const [, level] of [...levels].sort(([a], [b]) => b - a)) {
    const open = level.filter(({ old, now }) => !settled.has(old) && !settled.has(now))
    const times = new Map<SideFunction, number>()
    for (const of of open.flatMap(({ old, now }) => [old, now])) times.set(of, (times.get(of) ?? 0) + 1)
    for (const { old, now } of open) {
      settled.add(old).add(now)
      if (times.get(old) === 1 && times.get(now) === 1) pairs.push([old, now])
    }
  }
  return pairs
}

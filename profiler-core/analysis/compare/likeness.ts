/** How often each thing is in a text. */
export interface Counted {
  readonly counts: ReadonlyMap<string, number>
  readonly size: number
}

export function count(things: readonly string[]): Counted {
  const counts = new Map<string, number>()
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  return { counts, size: things.length }
}

/**
 * How much two texts have in common, from 0 to 1: the Sørensen-Dice coefficient (L. R. Dice, "Measures of the amount of
 * ecologic association between species", 1945), things counted as often as they are there. 0 for two empty texts.
 */
export function dice(one: Counted | undefined, other: Counted | undefined): number {
  if (one === undefined || other === undefined || one.size + other.size === 0) return 0
  const [few, many] = one.counts.size <= other.counts.size ? [one, other] : [other, one]
  let common = 0
  for (const [thing, times] of few.counts) common += Math.min(times, many.counts.get(thing) ?? 0)
  return (2 * common) / (one.size + other.size)
}

/** Words, numbers and single signs. */
export function wordsOf(line: string): string[] {
  return line.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []
}

import { errorFunction } from 'simple-statistics'

/** Below this a difference counts as more than noise. */
export const SIGNIFICANCE = 0.05

/** Up to so many pairs of runs (10 against 10) p is exact. */
const EXACT_PAIRS = 100

/** Two-sided p of the difference between two groups of numbers; `null` where they are too few to tell. */
export type RankTest = (base: readonly number[], now: readonly number[]) => number | null

/**
 * The Mann-Whitney U test (H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is stochastically
 * larger than the other", 1947), two-sided: the probability of a rank sum at least as far from its expectation.
 *
 * Up to 100 pairs it is exact, also with ties: all ways to deal the pooled ranks (ties have their mean rank) are counted by
 * dynamic programming, as in the shift algorithm of B. Streitberg and J. Röhmel (1986). Beyond, it is the normal
 * approximation with the correction for ties and for continuity.
 *
 * `null` where even the clearest difference would have a p of 0.05 or more. One test counts each pattern of ties once.
 */
export function createRankTest(): RankTest {
  const counted = new Map<string, Float64Array>()
  return (base, now) => {
    if (!canTell(base.length, now.length)) return null
    const [few, many] = base.length <= now.length ? [base, now] : [now, base]
    const { ranks, ofFew, ties } = doubledRanks(few, many)
    const distance = Math.abs(ofFew - few.length * (ranks.length + 1))
    if (distance === 0) return 1
    if (few.length * many.length > EXACT_PAIRS) return approximate(distance, few.length, many.length, ties)
    const key = `${few.length} ${ties.join(' ')}`
    let ways = counted.get(key)
    if (ways === undefined) {
      ways = countWays(ranks, few.length)
      counted.set(key, ways)
    }
    return tails(ways, few.length * (ranks.length + 1), distance)
  }
}

/** Whether groups of these sizes can differ beyond noise at all: the smallest p is that of the two extreme orders. */
export function canTell(base: number, now: number): boolean {
  const few = Math.min(base, now)
  let orders = 1
  // C(n, k) as a product that stays whole; enough is enough.
  for (let k = 1; k <= few && orders <= 2 / SIGNIFICANCE; k += 1) {
    orders = (orders * (base + now - few + k)) / k
  }
  return few > 0 && 2 / orders < SIGNIFICANCE
}

interface Ranked {
  /** Of all values, ascending, doubled: the mean rank of ties may be a half. */
  readonly ranks: readonly number[]
  /** Sum of those of the first group. */
  readonly ofFew: number
  /** How many values are equal, from the lowest value to the highest. */
  readonly ties: readonly number[]
}

function doubledRanks(few: readonly number[], many: readonly number[]): Ranked {
  const pooled = [
    ...few.map((value) => ({ value, isOfFew: true })),
    ...many.map((value) => ({ value, isOfFew: false })),
  ].sort((a, b) => a.value - b.value)
  const ranks: number[] = []
  const ties: number[] = []
  let ofFew = 0
  while (ranks.length < pooled.length) {
    const first = ranks.length
    const value = pooled[first]?.value
    let end = first
    while (end < pooled.length && pooled[end]?.value === value) end += 1
    // Ranks first + 1 to end: twice their mean.
    const rank = first + 1 + end
    for (let at = first; at < end; at += 1) {
      ranks.push(rank)
      if (pooled[at]?.isOfFew === true) ofFew += rank
    }
    ties.push(end - first)
  }
  return { ranks, ofFew, ties }
}

/** In how many ways `size` of the ranks have each sum; entry `s` is that of sum `s`. */
function countWays(ranks: readonly number[], size: number): Float64Array {
  const most = ranks.slice(-size).reduce((sum, rank) => sum + rank, 0)
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1))
  const [none] = ways
  if (none !== undefined) none[0] = 1
  for (const rank of ranks) {
    for (let taken = size; taken > 0; taken -= 1) {
      const [before, after] = [ways[taken - 1], ways[taken]]
      if (before === undefined || after === undefined) continue
      for (let sum = most; sum >= rank; sum -= 1) after[sum] = (after[sum] ?? 0) + (before[sum - rank] ?? 0)
    }
  }
  return ways[size] ?? new Float64Array(0)
}

function tails(ways: Float64Array, expected: number, distance: number): number {
  let all = 0
  let extreme = 0
  for (const [sum, count] of ways.entries()) {
    all += count
    if (Math.abs(sum - expected) >= distance) extreme += count
  }
  return extreme / all
}

/** `distance`: of the doubled rank sum from its expectation. */
function approximate(distance: number, few: number, many: number, ties: readonly number[]): number {
  const all = few + many
  const tied = ties.reduce((sum, count) => sum + (count ** 3 - count), 0)
  const deviation = Math.sqrt(((few * many) / 12) * (all + 1 - tied / (all * (all - 1))))
  const z = Math.max(0, distance / 2 - 0.5) / deviation
  return Math.min(1, Math.max(0, 1 - errorFunction(z / Math.SQRT2)))
}

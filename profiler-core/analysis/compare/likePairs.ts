import { count, dice, wordsOf } from './likeness.ts'

/** Indices of a line in each of two texts. */
export type IndexPair = readonly [base: number, now: number]

/** From this on two lines count as one that was edited. */
const LIKE = 0.6

/** The pairs of like lines, ascending in both, that are most alike together. */
export function likePairs(
  before: readonly string[],
  after: readonly string[],
  olds: readonly number[],
  news: readonly number[],
): IndexPair[] {
  if (olds.length === 0 || news.length === 0) return []
  const [oldWords, newWords] = [
    olds.map((at) => count(wordsOf(before[at] ?? ''))),
    news.map((at) => count(wordsOf(after[at] ?? ''))),
  ]
  const width = news.length + 1
  // best[i][j]: likeness of the best pairs of olds from i and news from j on.
  const best = new Float64Array((olds.length + 1) * width)
  const like = new Float64Array(olds.length * width)
  for (let i = olds.length - 1; i >= 0; i -= 1) {
    for (let j = news.length - 1; j >= 0; j -= 1) {
      const at = i * width + j
      const likeness = dice(oldWords[i], newWords[j])
      like[at] = likeness
      const skipped = Math.max(best[at + width] ?? 0, best[at + 1] ?? 0)
      best[at] = likeness < LIKE ? skipped : Math.max(skipped, likeness + (best[at + width + 1] ?? 0))
    }
  }
  const pairs: IndexPair[] = []
  let [i, j] = [0, 0]
  while (i < olds.length && j < news.length) {
    const at = i * width + j
    const [likeness = 0, here = 0, below = 0] = [like[at], best[at], best[at + width]]
    const [old, now] = [olds[i], news[j]]
    if (likeness >= LIKE && here === likeness + (best[at + width + 1] ?? 0)) {
      if (old !== undefined && now !== undefined) pairs.push([old, now])
      i += 1
      j += 1
    } else if (here === below) i += 1
    else j += 1
  }
  return pairs
}

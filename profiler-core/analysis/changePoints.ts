import { median, medianAbsoluteDeviation } from 'simple-statistics'

/** So many shuffles stand for "what chance would do"; where none does as well, the odds are below 1 in 100. */
const SHUFFLES = 99
/** So many values each side make a step where they are too few for shuffles to tell. */
const LEAST_SIDE = 3
/** So many times farther apart than they are wide have few values to be. */
const CLEAR_GAP = 10

/** The standard deviation of a normal distribution, in median absolute deviations. */
const SIGMAS_PER_MAD = 1.4826
/**
 * The same in mean absolute deviations. Of two levels with about as many values each, the median deviation is that within
 * one of them, and either would be outliers of the other: the filter would make levels of shuffled values.
 */
const SIGMAS_PER_MEAN_DEVIATION = 1.2533

/** So many standard deviations off its neighbours is an outlier. */
const OUTLIER = 3

/** Where a stretch of values falls apart best, by one way to look at it; no places where all are the same. */
interface Division {
  readonly at: readonly number[]
  /** To be compared with that of the same values in another order. */
  readonly strength: number
}

/**
 * Where a series changes its level: the index of the first value of each new level, ascending.
 *
 * Binary segmentation (Scott and Knott, 1974; Vostrikova, 1981): the place where the means of both sides differ most,
 * each weighed by its length (CUSUM), divides the series, then each part in turn. Where there is none, the stretch that
 * stands out most is tried (Page's CUSUM, 1954): a level that was left again. As in E-Divisive (Matteson and James, 2014),
 * which database makers use for the same purpose (Daly et al., 2020), a place counts if shuffling the values does not do as
 * well by chance, whatever the distribution of the noise. Before, a filter (Hampel, 1974) takes away up to two outliers in
 * a row and leaves steps where they are: three runs at a new level make a step. Where there are too few values for shuffles
 * to tell, both sides have to be clearly apart.
 */
export function changePoints(values: readonly number[]): number[] {
  const found: number[] = []
  const parts = [{ from: 0, to: values.length }]
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const edges = [0, ...divide(values.slice(part.from, part.to)), part.to - part.from]
    if (edges.length === 2) continue
    for (let edge = 1; edge < edges.length; edge += 1) {
      const [from = 0, to = 0] = [edges[edge - 1], edges[edge]]
      if (edge > 1) found.push(part.from + from)
      parts.push({ from: part.from + from, to: part.from + to })
    }
  }
  return located(
    values,
    found.sort((a, b) => a - b),
  )
}

/** Where a stretch falls into levels, strictly within it; nothing where it does not. */
function divide(values: readonly number[]): readonly number[] {
  if (values.length < 2 * LEAST_SIDE || values.every((value) => value === values[0])) return []
  const weights = weightsOf(values.length)
  const level = median([...values])
  const noise = SIGMAS_PER_MAD * medianAbsoluteDeviation([...values])
  const farthest = OUTLIER * Math.max(noise, SIGMAS_PER_MEAN_DEVIATION * meanDeviation(values, level))
  const filtered = new Float64Array(values.length)
  withoutOutliers(values, farthest, filtered)
  const step = (of: Float64Array) => stepIn(of, weights)
  const { at } = step(filtered)
  if (at.some((place) => isClear(values, place)) || beatsChance(values, filtered, farthest, step)) return at
  const plateau = (of: Float64Array) => plateauIn(of, level, noise)
  return beatsChance(values, filtered, farthest, plateau) ? plateau(filtered).at : []
}

function meanDeviation(values: readonly number[], level: number): number {
  return values.reduce((sum, value) => sum + Math.abs(value - level), 0) / values.length
}

function beatsChance(
  values: readonly number[],
  filtered: Float64Array,
  farthest: number,
  division: (values: Float64Array) => Division,
): boolean {
  const { at, strength } = division(filtered)
  if (at.length === 0) return false
  const random = numbers(values.length)
  const shuffled = Float64Array.from(values)
  const result = new Float64Array(values.length)
  for (let round = 0; round < SHUFFLES; round += 1) {
    for (let index = shuffled.length - 1; index > 0; index -= 1) {
      const other = Math.floor(random() * (index + 1))
      const value = shuffled[index] ?? 0
      shuffled[index] = shuffled[other] ?? 0
      shuffled[other] = value
    }
    withoutOutliers(shuffled, farthest, result)
    if (division(result).strength >= strength) return false
  }
  return true
}

/** Whether all values of one side are far from all of the other, and close together. */
function isClear(values: readonly number[], at: number): boolean {
  const [before, after] = [values.slice(0, at), values.slice(at)]
  if (Math.min(before.length, after.length) < LEAST_SIDE) return false
  const [low, high] = [extent(before), extent(after)].sort((a, b) => a.min - b.min)
  if (low === undefined || high === undefined) return false
  return high.min - low.max > CLEAR_GAP * Math.max(low.max - low.min, high.max - high.min)
}

function extent(values: readonly number[]): { min: number; max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}

/** Where the means of both sides differ most, each of two values or more. */
function stepIn(values: Float64Array, weights: Float64Array): Division {
  let total = 0
  for (const value of values) total += value
  const mean = total / values.length
  let [sum, at, strength] = [0, 0, 0]
  for (let index = 1; index < values.length - 1; index += 1) {
    sum += (values[index - 1] ?? 0) - mean
    if (index < 2) continue
    const here = Math.abs(sum) * (weights[index] ?? 0)
    if (here > strength) {
      strength = here
      at = index
    }
  }
  return { at: at === 0 ? [] : [at], strength }
}

/** The stretch that is farthest from a level, all its values taken together, in whichever direction. */
function plateauIn(values: Float64Array, level: number, noise: number): Division {
  const above = largestSum(values, level + noise, 1)
  const below = largestSum(values, level - noise, -1)
  const { from, to, sum } = above.sum >= below.sum ? above : below
  return { at: [from, to].filter((edge) => edge > 0 && edge < values.length), strength: sum }
}

function largestSum(values: Float64Array, level: number, sign: 1 | -1) {
  const best = { from: 0, to: 0, sum: 0 }
  let [from, sum] = [0, 0]
  for (let index = 0; index < values.length; index += 1) {
    if (sum <= 0) [from, sum] = [index, 0]
    sum += sign * ((values[index] ?? 0) - level)
    if (sum > best.sum) Object.assign(best, { from, to: index + 1, sum })
  }
  return best
}

/** What makes sums of `index` deviations of the mean comparable with each other. */
function weightsOf(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) =>
    index === 0 ? 0 : Math.sqrt(count / (index * (count - index))),
  )
}

/** The values; those that are farther than `most` from the median of five around them (nearer the ends of three) become it. */
function withoutOutliers(values: ArrayLike<number>, most: number, result: Float64Array): void {
  const last = values.length - 1
  for (const index of [0, 1, last - 1, last]) {
    const centre = Math.min(Math.max(index, 1), last - 1)
    const typical = middle(values[centre - 1] ?? 0, values[centre] ?? 0, values[centre + 1] ?? 0)
    result[index] = within(values[index] ?? 0, typical, most)
  }
  let [a, b, c, d] = [values[0] ?? 0, values[1] ?? 0, values[2] ?? 0, values[3] ?? 0]
  for (let index = 2; index <= last - 2; index += 1) {
    const e = values[index + 2] ?? 0
    // Neither the lowest nor the highest of four is the median of five: it is the middle of the other two and the fifth.
    const low = Math.max(Math.min(a, b), Math.min(c, d))
    const high = Math.min(Math.max(a, b), Math.max(c, d))
    result[index] = within(c, middle(low, high, e), most)
    a = b
    b = c
    c = d
    d = e
  }
}

function within(value: number, typical: number, most: number): number {
  return Math.abs(value - typical) > most ? typical : value
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

/** Moves each change point to where it divides the values themselves best, by the sum of distances from both medians. */
function located(values: readonly number[], points: readonly number[]): number[] {
  const edges = [0, ...points, values.length]
  for (let edge = 1; edge <= points.length; edge += 1) {
    const [from = 0, point = 0, to = 0] = edges.slice(edge - 1, edge + 2)
    edges[edge] = bestDivision(values, from, point, to)
  }
  return edges.slice(1, -1)
}

function bestDivision(values: readonly number[], from: number, point: number, to: number): number {
  const [before, after] = [median(values.slice(from, point)), median(values.slice(point, to))]
  let [cost, least, at] = [0, Number.POSITIVE_INFINITY, point]
  for (let start = from + 1; start < to - 1; start += 1) {
    const value = values[start - 1] ?? 0
    cost += Math.abs(value - before) - Math.abs(value - after)
    if (start - from >= 2 && cost < least) [least, at] = [cost, start]
  }
  return at
}

/** Numbers from 0 to 1 that look random but are the same each time: mulberry32, by Tommy Ettinger. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

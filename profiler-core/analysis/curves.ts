import { median } from 'simple-statistics'

export interface Point {
  readonly x: number
  readonly y: number
}

/** `base + factor * x ** exponent`. */
export interface Curve {
  readonly exponent: number
  readonly base: number
  readonly factor: number
}

/** Of what is neither constant nor linear. */
const EXPONENTS = [0.25, 0.5, 0.75, 1.25, 1.5, 1.75, 2, 2.5, 3]
/** So many points tell a curve from a straight line. */
const LEAST_FOR_CURVES = 4
/** Memory comes in pages and chunks: a measured peak is no better than this, however well a curve fits. */
const LEAST_NOISE = 0.005
/** A rise or fall over all points that is less than this part of the level is none. */
const LEAST_CHANGE = 0.02
/** So many points more than parameters the correction of Akaike's criterion counts at least. */
const LEAST_FREEDOM = 2
/** The standard deviation of a normal distribution, in median absolute deviations. */
const SIGMAS_PER_MAD = 1.4826
/** Odds by which another curve may be less likely than the best, and still be told of. */
const RIVAL_ODDS = Math.log(20)

/**
 * Which curve describes the points, ascending by `x`, at least two different.
 *
 * Each candidate is fitted by the method of Theil (1950) and Sen (1968), the median of the slopes between all pairs of
 * points, so that a few outliers do no harm. Constant, linear and power are then compared by Akaike's information criterion
 * with the correction for few points (AICc; Hurvich and Tsai, 1989), errors taken to follow Laplace's distribution, so
 * that they count by their size, not by its square. Two or three points can be constant or linear only. Curves that the
 * points do not rule out are rivals.
 */
export function bestCurve(points: readonly Point[]): { curve: Curve; rivals: Curve[] } {
  const constant: Curve = { exponent: 0, base: median(points.map(({ y }) => y)), factor: 0 }
  const linear = fitted(points, 1)
  if (isFlat(linear, constant.base, points)) return { curve: constant, rivals: [] }
  // Through two points that differ all curves go.
  if (points.length === 2) return { curve: linear, rivals: [] }
  const powers = EXPONENTS.map((exponent) => fitted(points, exponent))
  const eligible = points.length < LEAST_FOR_CURVES ? [] : powers
  const [best] = [
    { curve: constant, score: score(constant, points, 1) },
    { curve: linear, score: score(linear, points, 2) },
    ...eligible.map((curve) => ({ curve, score: score(curve, points, 3) })),
  ].sort((a, b) => a.score - b.score)
  const curve = best?.curve ?? constant
  return { curve, rivals: curve === constant ? [] : rivalsOf(curve, [linear, ...powers], points) }
}

/** The others that the points do not rule out. */
function rivalsOf(curve: Curve, curves: readonly Curve[], points: readonly Point[]): Curve[] {
  return curves.filter((other) => other !== curve && odds(curve, other, points) < RIVAL_ODDS)
}

/** How far the points are off a curve, outliers aside: one standard deviation, by itself and as a part of the height. */
export function noiseOf(curve: Curve, points: readonly Point[]): { absolute: number; relative: number } {
  const parameters = curve.exponent === 0 ? 1 : 2
  const few = Math.sqrt(points.length / Math.max(points.length - parameters, 1))
  const off = points.map((point) => Math.abs(point.y - valueAt(curve, point.x)))
  const relative = points.map(({ y }, index) => (off[index] ?? 0) / Math.max(Math.abs(y), 1))
  return {
    absolute: Math.max(few * SIGMAS_PER_MAD * median(off), floorOf(points)),
    relative: Math.max(few * SIGMAS_PER_MAD * median(relative), LEAST_NOISE),
  }
}

function fitted(points: readonly Point[], exponent: number): Curve {
  const at = points.map(({ x, y }) => ({ x: x ** exponent, y }))
  const slopes = at.flatMap((one, index) =>
    at.slice(index + 1).map((other) => (other.y - one.y) / (other.x - one.x)),
  )
  const factor = median(slopes.filter(Number.isFinite))
  return { exponent, base: median(at.map(({ x, y }) => y - factor * x)), factor }
}

function isFlat(linear: Curve, level: number, points: readonly Point[]): boolean {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return true
  const heights = points.map(({ y }) => y)
  const change = Math.abs(linear.factor) * (last.x - first.x)
  const extent = Math.max(...heights) - Math.min(...heights)
  return Math.max(change, extent) < LEAST_CHANGE * Math.abs(level)
}

/** AICc of a curve with so many parameters, the size of the errors being one more; lower is better. */
function score(curve: Curve, points: readonly Point[], parameters: number): number {
  const all = parameters + 1
  const count = points.length
  // For fewer points than that the correction has no value, or one that no curve can make up for.
  const correction = (2 * all * (all + 1)) / Math.max(count - all - 1, LEAST_FREEDOM)
  const misfit = errors(curve, points).reduce((sum, error) => sum + error, 0) / count
  return 2 * count * Math.log(misfit) + 2 * all + correction
}

/** How much more likely the better of two curves is, as a logarithm, an outlier counting as little as it can. */
function odds(better: Curve, other: Curve, points: readonly Point[]): number {
  const known = errors(better, points)
  return errors(other, points).reduce(
    (sum, error, index) => sum + Math.log(error / (known[index] ?? error)),
    0,
  )
}

/** How far each point is off a curve, no less than can be told. */
function errors(curve: Curve, points: readonly Point[]): number[] {
  const floor = floorOf(points)
  return points.map(({ x, y }) => Math.abs(y - valueAt(curve, x)) + floor)
}

function floorOf(points: readonly Point[]): number {
  return Math.max(LEAST_NOISE * median(points.map(({ y }) => Math.abs(y))), 1)
}

function valueAt({ exponent, base, factor }: Curve, x: number): number {
  return base + factor * x ** exponent
}

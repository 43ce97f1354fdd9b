import type { RunsPoint } from './points.ts'

/** A stretch of a plot at one value. */
export interface Level {
  readonly from: number
  readonly to: number
  readonly value: number
}

/** A place from which on the values are others. */
export interface StepMark {
  readonly x: number
  readonly delta: number
  readonly words: string
}

/** A point of a curve. */
export interface Place {
  readonly x: number
  readonly value: number
}

/** What a plot of runs shows, apart from where it is looked at. */
export interface PlotContent {
  /** Ascending by `x`. */
  readonly points: readonly RunsPoint[]
  readonly levels: readonly Level[]
  readonly steps: readonly StepMark[]
  /** What later runs are held against; `null`: none is. */
  readonly baseline: number | null
  readonly curve: readonly Place[]
  readonly prediction: Place | null
  /** Points are drawn as one line, in their order. */
  readonly joined: boolean
}

export interface Range {
  readonly min: number
  readonly max: number
}

/** What runs are laid out by. */
export type Axis = 'date' | 'commit' | 'size'

/** Width of what is in sight where all points are at one place, and the least one of commits. */
const LONE_WIDTH = 3600
const LEAST_COMMITS = 4
/** Room beside the first and the last point, as a part of the width. */
const MARGIN = 0.03
/** Room above the highest and, where the axis does not begin at 0, below the lowest value. */
const HEADROOM = 0.16
/** Values that lie so close together are not seen from 0. */
const CLOSE = 0.3
/** And yet noise is not blown up beyond this part of the highest value. */
const LEAST_HEIGHT = 0.05
/** Runs that did not end well make a plot so many times as high as the others, no more: what is beyond stands at its edge. */
const UNFINISHED = 1.5

/** All of a plot, from left to right. */
export function wholeRange({ points, curve, prediction }: PlotContent, axis: Axis): Range {
  const xs = [points[0]?.x, points.at(-1)?.x, curve.at(-1)?.x, prediction?.x].filter((x) => x !== undefined)
  const [least, most] = xs.length === 0 ? [0, 1] : [Math.min(...xs), Math.max(...xs)]
  if (axis === 'size') return { min: 0, max: most === 0 ? 1 : most * 1.06 }
  const wide = (most - least) * (1 + 2 * MARGIN)
  const width = axis === 'commit' ? Math.max(LEAST_COMMITS, wide) : wide === 0 ? LONE_WIDTH : wide
  const middle = (least + most) / 2
  return { min: middle - width / 2, max: middle + width / 2 }
}

/**
 * From the bottom to the top of what lies in a range: from 0, or, where all values are much alike, from below the
 * lowest, for a step of a hundredth is to be seen too. By size of data always from 0: growth is judged by its slope.
 */
export function heightRange(content: PlotContent, sight: Range, axis: Axis): Range {
  const values = wellKnown(content, sight)
  const [, highest] = extent(values)
  for (const { ending, median } of pointsWithin(content.points, sight.min, sight.max)) {
    if (ending !== 'ok') values.push(highest > 0 ? Math.min(median, highest * UNFINISHED) : median)
  }
  const [least, most] = extent(values)
  if (least === most)
    return least < 0 ? { min: least * 1.2, max: 0 } : { min: 0, max: most === 0 ? 1 : most * 1.2 }
  const isClose = axis !== 'size' && least > 0 && most - least < CLOSE * most
  const bottom = isClose ? least : Math.min(0, least)
  const height = Math.max(most - bottom, isClose ? LEAST_HEIGHT * most : 0)
  const middle = (bottom + most) / 2
  if (isClose) return { min: Math.max(0, middle - height * 0.7), max: middle + height * 0.7 }
  return { min: bottom < 0 ? bottom - height * HEADROOM : 0, max: most + height * HEADROOM }
}

/** The values that a plot is about: not those of runs that did not end well. */
function wellKnown({ points, curve, prediction, baseline }: PlotContent, { min, max }: Range): number[] {
  const values = curve.filter(({ x }) => x >= min && x <= max).map(({ value }) => value)
  for (const { ending, low, high } of pointsWithin(points, min, max))
    if (ending === 'ok') values.push(low, high)
  if (prediction !== null && prediction.x >= min && prediction.x <= max) values.push(prediction.value)
  if (baseline !== null) values.push(baseline)
  return values
}

/** The points of a stretch, its ends included. */
export function pointsWithin(points: readonly RunsPoint[], min: number, max: number): readonly RunsPoint[] {
  return points.slice(...placesWithin(points, min, max))
}

/** The points that are nearest to a place on the screen, within some pixels of it: their index, or `null`. */
export function nearestPoint(
  points: readonly RunsPoint[],
  at: { readonly left: number; readonly top: number },
  within: number,
  screen: {
    readonly leftOf: (x: number) => number
    readonly topOf: (value: number) => number
    readonly xAt: (left: number) => number
  },
): number | null {
  const [from, to] = placesWithin(points, screen.xAt(at.left - within), screen.xAt(at.left + within))
  let [nearest, least] = [null as number | null, within]
  for (let index = from; index < to; index += 1) {
    const point = points[index]
    if (point === undefined) continue
    const distance = Math.hypot(screen.leftOf(point.x) - at.left, screen.topOf(point.median) - at.top)
    if (distance <= least) {
      nearest = index
      least = distance
    }
  }
  return nearest
}

function placesWithin(points: readonly RunsPoint[], min: number, max: number): [number, number] {
  const from = lowerPlace(points, min)
  let to = lowerPlace(points, max)
  while (points[to]?.x === max) to += 1
  return [from, to]
}

/** Index of the first point that is not to the left of a place. */
function lowerPlace(points: readonly RunsPoint[], x: number): number {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.x ?? 0) < x) low = middle + 1
    else high = middle
  }
  return low
}

function extent(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 0]
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return [least, most]
}

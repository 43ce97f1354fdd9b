import { median } from 'simple-statistics'
import type { Backend, HistoryEntry } from '../contract/index.ts'
import { comparablePeaks, type KnownPeak } from './comparablePeaks.ts'
import { bestCurve, type Curve, noiseOf, type Point } from './curves.ts'

/** A run on so much data. */
export interface SizedRun {
  readonly runId: number
  readonly size: number
  readonly peakBytes: number
}

/** Runs that can be held against each other: one target, one backend, sizes in one unit. */
export interface DataSeries {
  readonly target: string
  readonly backend: Backend
  /** Of the sizes, such as `rows`; `null` where the person gave none. */
  readonly unit: string | null
  /** By size. */
  readonly runs: readonly SizedRun[]
}

/**
 * `baseBytes + riseBytes * (size / largest) ** exponent`: constant where `exponent` is 0, linear where it is 1. Where
 * `riseBytes` is negative, the peak falls as the data grows.
 */
export interface GrowthCurve {
  readonly exponent: number
  /** For no data at all. */
  readonly baseBytes: number
  /** What the largest size adds to that. */
  readonly riseBytes: number
}

/** How the peak depends on the size of the data. */
export interface DataGrowth extends GrowthCurve {
  /** How many different sizes it is known from, two at least. */
  readonly sizes: number
  readonly smallest: number
  readonly largest: number
  /** How far peaks are off the curve, about: one standard deviation, in bytes and as a part of the peak. */
  readonly noise: { readonly absolute: number; readonly relative: number }
  /** Other curves that the runs do not rule out. */
  readonly rivals: readonly GrowthCurve[]
  /** Mean of `(size / largest) ** exponent`, and the sum of the squares of what each is off it. */
  readonly spread: { readonly mean: number; readonly squares: number }
}

/** What a run on data of some size would take. */
export interface Prediction {
  readonly bytes: number
  /** Plausible: with about 19 in 20 runs, if nothing but the size changes. */
  readonly low: number
  readonly high: number
}

/** More different sizes than this are binned: fitting takes the square of their number. */
const MOST_SIZES = 100
/** Student's t for 19 in 20, by degrees of freedom from one. */
const STUDENT_T = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23]
const STUDENT_T_OF_MANY = 2

/** The series that there are in a history, largest first. Runs that did not end well tell nothing of their data. */
export function dataSeries(entries: readonly HistoryEntry[]): DataSeries[] {
  const found = new Map<string, DataSeries & { runs: SizedRun[] }>()
  const peaks = new Map<string, KnownPeak[]>()
  for (const entry of entries) {
    const { id, status, target, backend, dataset } = entry
    if (status !== 'finished' || dataset === null || dataset.size === null) continue
    const { size, unit } = dataset
    const key = JSON.stringify([target, backend, unit])
    const series = found.get(key) ?? { target, backend, unit, runs: [] }
    series.runs.push({ runId: id, size, peakBytes: 0 })
    found.set(key, series)
    peaks.set(key, [...(peaks.get(key) ?? []), entry])
  }
  for (const [key, series] of found) {
    const { values } = comparablePeaks(peaks.get(key) ?? [])
    series.runs = series.runs
      .map((run, index) => ({ ...run, peakBytes: values[index] ?? 0 }))
      .sort((a, b) => a.size - b.size || a.runId - b.runId)
  }
  return [...found.values()].sort((a, b) => b.runs.length - a.runs.length)
}

/**
 * Fits how the peak grows with the data; `null` where all runs had data of one size, which tells nothing. Runs of one size
 * count as one, by their median; `curves.ts` says which curves there are and how one is chosen.
 */
export function fitGrowth(runs: readonly Pick<SizedRun, 'size' | 'peakBytes'>[]): DataGrowth | null {
  const known = binned(mediansBySize(runs))
  const [smallest, largest] = [known[0]?.x ?? 0, known.at(-1)?.x ?? 0]
  if (smallest === largest) return null
  const points = known.map(({ x, y }) => ({ x: x / largest, y }))
  const { curve, rivals } = bestCurve(points)
  const powers = points.map(({ x }) => x ** curve.exponent)
  const mean = powers.reduce((sum, power) => sum + power, 0) / powers.length
  return {
    ...inBytes(curve),
    sizes: points.length,
    smallest,
    largest,
    noise: noiseOf(curve, points),
    rivals: rivals.map(inBytes),
    spread: { mean, squares: powers.reduce((sum, power) => sum + (power - mean) ** 2, 0) },
  }
}

function inBytes({ exponent, base, factor }: Curve): GrowthCurve {
  return { exponent, baseBytes: base, riseBytes: factor }
}

/**
 * The peak for data of `size`: the curve, and the prediction interval of a least squares line through so many points with
 * such noise, widened to what the rivals say.
 */
export function predict(growth: DataGrowth, size: number): Prediction {
  const { exponent, largest, noise, sizes, spread, rivals } = growth
  // What falls will not fall for ever.
  const times = growth.riseBytes < 0 ? Math.min(size / largest, 1) : size / largest
  const at = (curve: GrowthCurve) => Math.max(0, curve.baseBytes + curve.riseBytes * times ** curve.exponent)
  const bytes = at(growth)
  const leverage = spread.squares === 0 ? 0 : (times ** exponent - spread.mean) ** 2 / spread.squares
  const freedom = Math.max(1, sizes - (exponent === 0 ? 1 : 2))
  const likely = STUDENT_T[freedom - 1] ?? STUDENT_T_OF_MANY
  const off = Math.max(noise.absolute * Math.sqrt(1 + 1 / sizes + leverage), noise.relative * bytes)
  const width = likely * off
  const others = rivals.map(at)
  return {
    bytes,
    low: Math.max(0, Math.min(bytes - width, ...others)),
    high: Math.max(bytes + width, ...others),
  }
}

function mediansBySize(runs: readonly Pick<SizedRun, 'size' | 'peakBytes'>[]): Point[] {
  const bySize = new Map<number, number[]>()
  for (const { size, peakBytes } of runs) bySize.set(size, [...(bySize.get(size) ?? []), peakBytes])
  return [...bySize].map(([x, peaks]) => ({ x, y: median(peaks) })).sort((a, b) => a.x - b.x)
}

/** At most `MOST_SIZES` points: neighbours become one, by their medians. */
function binned(points: readonly Point[]): Point[] {
  const width = Math.ceil(points.length / MOST_SIZES)
  if (width <= 1) return [...points]
  return Array.from({ length: Math.ceil(points.length / width) }, (_, index) => {
    const bin = points.slice(index * width, (index + 1) * width)
    return { x: median(bin.map(({ x }) => x)), y: median(bin.map(({ y }) => y)) }
  })
}

import type { Timeline } from '../contract/index.ts'

/** One reading: nanoseconds since the start of the run, bytes. */
interface Point {
  timeNs: number
  bytes: number
}

/** The lowest and the highest reading of a stretch of time. */
interface Bucket {
  low: Point
  high: Point
}

const MOST_BUCKETS = 8192
const FIRST_WIDTH_NS = 1_000_000

/**
 * Memory over time in bounded space: the lowest and the highest reading of each stretch of time. When there are too many
 * stretches, each two neighbours become one, so that peaks and dips stay exactly where they were however long the run.
 * Never more than 2 * 8192 + 2 points.
 */
export class TimelineBuilder {
  #buckets: Bucket[] = []
  /** Number of the stretch, counted from the start of the run, of each bucket. */
  #stretches: number[] = []
  #widthNs = FIRST_WIDTH_NS
  #first: Point | null = null
  #last: Point | null = null
  #peakBytes = 0

  /** Adds a reading. Readings come in the order of time; one from before the last is taken to be at the same moment. */
  add(timeNs: number, bytes: number): void {
    const point = { timeNs: Math.max(timeNs, this.#last?.timeNs ?? 0), bytes }
    this.#first ??= point
    this.#last = point
    this.#peakBytes = Math.max(this.#peakBytes, bytes)
    const stretch = Math.floor(point.timeNs / this.#widthNs)
    const bucket = this.#buckets.at(-1)
    if (bucket && this.#stretches.at(-1) === stretch) {
      if (bytes < bucket.low.bytes) bucket.low = point
      if (bytes > bucket.high.bytes) bucket.high = point
      return
    }
    this.#buckets.push({ low: point, high: point })
    this.#stretches.push(stretch)
    while (this.#buckets.length > MOST_BUCKETS) this.#halve()
  }

  /** Highest reading so far, bytes. */
  get peakBytes(): number {
    return this.#peakBytes
  }

  /** The last reading, bytes; 0 where there was none. */
  get nowBytes(): number {
    return this.#last?.bytes ?? 0
  }

  /** The time of the last reading, nanoseconds; 0 where there was none. */
  get lastNs(): number {
    return this.#last?.timeNs ?? 0
  }

  build(): Timeline {
    const points = new Set<Point>()
    if (this.#first) points.add(this.#first)
    for (const { low, high } of this.#buckets) {
      const [earlier, later] = low.timeNs <= high.timeNs ? [low, high] : [high, low]
      points.add(earlier).add(later)
    }
    if (this.#last) points.add(this.#last)
    const kept = withoutFlatMiddles([...points].sort((a, b) => a.timeNs - b.timeNs))
    return { timesNs: kept.map((point) => point.timeNs), bytes: kept.map((point) => point.bytes) }
  }

  /** Makes every stretch twice as long. */
  #halve(): void {
    const buckets: Bucket[] = []
    const stretches: number[] = []
    for (const [index, bucket] of this.#buckets.entries()) {
      const stretch = Math.floor((this.#stretches[index] ?? 0) / 2)
      const last = buckets.at(-1)
      if (last && stretches.at(-1) === stretch) {
        if (bucket.low.bytes < last.low.bytes) last.low = bucket.low
        if (bucket.high.bytes > last.high.bytes) last.high = bucket.high
      } else {
        buckets.push({ ...bucket })
        stretches.push(stretch)
      }
    }
    this.#buckets = buckets
    this.#stretches = stretches
    this.#widthNs *= 2
  }
}

/** Leaves out points between two others of the same height: the line through them is the same. */
function withoutFlatMiddles(points: Point[]): Point[] {
  return points.filter(
    (point, index) => point.bytes !== points[index - 1]?.bytes || point.bytes !== points[index + 1]?.bytes,
  )
}

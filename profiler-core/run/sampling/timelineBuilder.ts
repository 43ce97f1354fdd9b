import type { StackTree, Timeline } from '../../contract/index.ts'
import type { FunctionRecord } from '../tables/logReader.ts'
import { RowPlaces } from '../tables/rowPlaces.ts'
import { positive } from '../tables/tableReader.ts'
import { SAMPLE, SAMPLE_CELLS, type SampleBatch } from './samplesFile.ts'
import { tellingPoints } from './thinning.ts'

/** A sample (`SAMPLE`). */
interface Point {
  timeNs: number
  bytes: number
  childrenBytes: number
  residentBytes: number
  stack: number
}

/** Points that lie in the same stretch of time. */
interface Stretch {
  /** Counted from the start of the run. */
  number: number
  points: Point[]
}

const MOST_POINTS = 16_384
/** How many points of a stretch outlive thinning; twice as many may gather before. */
const POINTS_OF_STRETCH = 6
const FIRST_WIDTH_NS = 1_000_000
/** A century. */
const LATEST_NS = 100 * 366 * 86_400e9
/** Points that add nothing to a flat line are left out, but not over a longer time, or part of the run, than this. */
const LEAST_FLAT_NS = 500_000_000
const FLAT_PART = 1 / 1000

/**
 * Memory over time in bounded space: the first, lowest, highest and last reading of each stretch of time, and those at
 * which something else began to execute. When there are too many points, each two neighbouring stretches become one, so
 * that peaks and dips stay exactly where they were however long the run.
 *
 * Never more than 16,384 points, and a few of the last stretch. Where nothing could be sampled for a while, as while the
 * machine was suspended, there is no point: two neighbours that are further apart than a second and a 500th of the run
 * are the edges of such a gap.
 */
export class TimelineBuilder {
  #stretches: Stretch[] = []
  #count = 0
  #widthNs = FIRST_WIDTH_NS
  #last: Point | null = null
  #firstPeakBytes = 0
  #peakBytes = 0
  /** The tree of stacks: parent and row of each node, the first of which is number 1. */
  readonly #parents: number[] = [0]
  readonly #rows: number[] = [0]

  /** Adds samples, and the nodes of the tree of stacks that they name. */
  take({ samples, stacks }: SampleBatch): void {
    for (let index = 0; index + 1 < stacks.length; index += 2) {
      this.#parents.push(stacks[index] ?? 0)
      this.#rows.push(stacks[index + 1] ?? 0)
    }
    for (let index = 0; index + SAMPLE_CELLS <= samples.length; index += SAMPLE_CELLS) {
      const cell = (column: number) => samples[index + column] ?? 0
      if (!(cell(SAMPLE.time) >= 0 && cell(SAMPLE.time) < LATEST_NS)) continue // of a damaged file
      this.add(cell(SAMPLE.time), positive(cell(SAMPLE.bytes)), {
        childrenBytes: positive(cell(SAMPLE.children)),
        residentBytes: positive(cell(SAMPLE.resident)),
        stack: cell(SAMPLE.stack),
      })
    }
  }

  /** Adds a reading. Readings come in the order of time; one from before the last is taken to be at the same moment. */
  add(timeNs: number, bytes: number, rest: Partial<Omit<Point, 'timeNs' | 'bytes'>> = {}): void {
    const { childrenBytes = 0, residentBytes = 0, stack = 0 } = rest
    const point = {
      timeNs: Math.max(timeNs, this.#last?.timeNs ?? 0),
      bytes,
      childrenBytes,
      residentBytes,
      stack,
    }
    this.#last = point
    this.#firstPeakBytes = Math.max(this.#firstPeakBytes, bytes)
    this.#peakBytes = Math.max(this.#peakBytes, togetherOf(point))
    const number = Math.floor(point.timeNs / this.#widthNs)
    const stretch = this.#stretches.at(-1)
    this.#count++
    if (stretch?.number !== number) {
      if (stretch) this.#thin(stretch)
      this.#stretches.push({ number, points: [point] })
    } else {
      stretch.points.push(point)
      if (stretch.points.length > 2 * POINTS_OF_STRETCH) this.#thin(stretch)
    }
    while (this.#count > MOST_POINTS) this.#halve()
  }

  /** Highest memory of all processes together so far, bytes. */
  get peakBytes(): number {
    return this.#peakBytes
  }

  /** Highest memory of the first process by itself so far, bytes. */
  get firstPeakBytes(): number {
    return this.#firstPeakBytes
  }

  /** The last reading of the first process, bytes; 0 where there was none. */
  get nowBytes(): number {
    return this.#last?.bytes ?? 0
  }

  /** The last reading of all processes together, bytes; 0 where there was none. */
  get nowTogetherBytes(): number {
    return this.#last === null ? 0 : togetherOf(this.#last)
  }

  /** The time of the last reading, nanoseconds; 0 where there was none. */
  get lastNs(): number {
    return this.#last?.timeNs ?? 0
  }

  /**
   * The timeline, without marks.
   *
   * @param functions those of the program's own process: whose rows the stacks name
   * @param countsOthers whether the processes that it started were looked at
   */
  build(functions: readonly FunctionRecord[] = [], countsOthers = true): Timeline {
    const points = withoutFlatMiddles(this.#stretches.flatMap((stretch) => stretch.points))
    const column = (name: keyof Point) => points.map((point) => point[name])
    const orNull = (values: number[]) => (values.some((value) => value > 0) ? values : null)
    return {
      timesNs: column('timeNs'),
      bytes: column('bytes'),
      childrenBytes: orNull(column('childrenBytes')),
      together: countsOthers,
      residentBytes: orNull(column('residentBytes')),
      ...this.#stacksOf(column('stack'), new RowPlaces(functions)),
      marks: [],
    }
  }

  /** The part of the tree of stacks that the points name, and where each is in it. */
  #stacksOf(nodes: readonly number[], rows: RowPlaces): Pick<Timeline, 'stacks' | 'stackAt'> {
    const tree: StackTree = { places: [], parents: [], placeOf: [] }
    const placeOfRow = new Map<number, number | null>()
    const place = (row: number): number | null => {
      const known = placeOfRow.get(row)
      if (known !== undefined) return known
      const found = rows.placeOf(row)
      const index = found === null ? null : tree.places.push(found) - 1
      placeOfRow.set(row, index)
      return index
    }
    const numbers = new Map<number, number>([[0, -1]])
    const numberOf = (node: number): number => {
      const path: number[] = []
      let at = node
      // A number that is no node, as in a damaged file, is none; parents always come first.
      for (; !numbers.has(at) && at > 0 && at < this.#parents.length; at = this.#parents[at] ?? 0) {
        path.push(at)
        if ((this.#parents[at] ?? 0) >= at) break
      }
      let number = numbers.get(at) ?? -1
      for (const each of path.reverse()) {
        const index = place(this.#rows[each] ?? 0)
        if (index !== null) {
          tree.parents.push(number)
          number = tree.placeOf.push(index) - 1
        }
        numbers.set(each, number)
      }
      return number
    }
    const stackAt = nodes.map(numberOf)
    return tree.places.length === 0 ? { stacks: null, stackAt: null } : { stacks: tree, stackAt }
  }

  #thin(stretch: Stretch): void {
    const before = stretch.points.length
    stretch.points = tellingPoints(
      stretch.points,
      [(point) => point.bytes, togetherOf],
      (point) => point.stack,
      POINTS_OF_STRETCH,
    )
    this.#count -= before - stretch.points.length
  }

  /** Makes every stretch twice as long. */
  #halve(): void {
    const stretches: Stretch[] = []
    for (const { number, points } of this.#stretches) {
      const half = Math.floor(number / 2)
      const last = stretches.at(-1)
      if (last?.number === half) last.points.push(...points)
      else stretches.push({ number: half, points })
    }
    this.#stretches = stretches
    this.#widthNs *= 2
    for (const stretch of stretches) this.#thin(stretch)
  }
}

function togetherOf({ bytes, childrenBytes }: Point): number {
  return bytes + childrenBytes
}

/** Leaves out points between two others that are the same but for the time. */
function withoutFlatMiddles(points: readonly Point[]): Point[] {
  const spanNs = (points.at(-1)?.timeNs ?? 0) - (points[0]?.timeNs ?? 0)
  const longestNs = Math.max(LEAST_FLAT_NS, spanNs * FLAT_PART)
  const kept: Point[] = []
  for (const [index, point] of points.entries()) {
    const [before, after] = [kept.at(-1), points[index + 1]]
    const isNeeded =
      !before ||
      !after ||
      after.timeNs - before.timeNs > longestNs ||
      !isSame(point, before) ||
      !isSame(point, after)
    if (isNeeded) kept.push(point)
  }
  return kept
}

function isSame(a: Point, b: Point): boolean {
  return (
    a.bytes === b.bytes &&
    a.stack === b.stack &&
    a.childrenBytes === b.childrenBytes &&
    a.residentBytes === b.residentBytes
  )
}

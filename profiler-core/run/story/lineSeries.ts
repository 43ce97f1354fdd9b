import type {
  FunctionResult,
  FunctionSteps,
  LineResult,
  LineSeries,
  LineSteps,
} from '../../contract/index.ts'
import { functionKey } from '../tables/logReader.ts'

const MOST_STRETCHES = 512
/** Steps of all lines and functions together. */
const MOST_STEPS = 400_000
const FIRST_WIDTH_NS = 20_000_000
/** However many lines there are, the run is told in this many stretches. */
const FEWEST_STRETCHES = 8

/** Numbers that only ever grow, and one that goes either way. */
interface Steps {
  at: number[]
  counts: number[]
  incrementBytes: number[]
  peakBytes: number[]
  timeNs: number[]
  /** The sums of the steps, and the last peak. */
  sum: { count: number; incrementBytes: number; peakBytes: number; timeNs: number }
}

interface FunctionSeries {
  last: FunctionResult
  own: Steps
  lines: Map<number, Steps>
}

export interface LineSeriesLimits {
  stretches?: number
  steps?: number
  /** What a stretch lasts at least, before there are too many. */
  widthNs?: number
}

/**
 * The numbers of all lines over time in bounded space: how much each grew in each stretch of the run. Time in which nothing
 * changed is one stretch, however long. When there are too many, short neighbours become one.
 */
export class LineSeriesBuilder {
  readonly #functions = new Map<string, FunctionSeries>()
  readonly #mostStretches: number
  readonly #mostSteps: number
  /** Where stretches begin and end; the last edge is the last look. */
  #edgesNs = [0]
  #isLastEmpty = false
  #widthNs: number
  #steps = 0

  constructor({ stretches, steps, widthNs }: LineSeriesLimits = {}) {
    this.#mostStretches = Math.max(2, stretches ?? MOST_STRETCHES)
    this.#mostSteps = steps ?? MOST_STEPS
    this.#widthNs = widthNs ?? FIRST_WIDTH_NS
  }

  /** Takes what a look at the tables found: the functions whose numbers changed since the last look, whole. */
  take(nowNs: number, changed: readonly FunctionResult[]): void {
    this.#extendTo(Math.max(nowNs, this.#lastEdge()), changed.length === 0)
    for (const result of changed) this.#takeFunction(result)
    while (this.#isTooLarge()) this.#widen()
  }

  /** The series of a run that has ended with these functions; `null` where nothing was watched. */
  build(functions: readonly FunctionResult[], endNs: number): LineSeries | null {
    if (functions.length === 0) return null
    this.take(Math.max(endNs, this.#lastEdge(), 1), functions)
    return {
      edgesNs: this.#edgesNs,
      functions: functions.flatMap((each) => {
        const series = this.#functions.get(functionKey(each))
        return series ? stepsOf(series) : []
      }),
    }
  }

  #lastEdge(): number {
    return this.#edgesNs.at(-1) ?? 0
  }

  get #lastStretch(): number {
    return Math.max(0, this.#edgesNs.length - 2)
  }

  /** Lets the last stretch go on, or begins another. */
  #extendTo(nowNs: number, isEmpty: boolean): void {
    if (isEmpty && nowNs === this.#lastEdge()) return
    const length = this.#lastEdge() - (this.#edgesNs.at(-2) ?? 0)
    const isFirst = this.#edgesNs.length === 1
    const goesOn = this.#isLastEmpty ? isEmpty : length < this.#widthNs
    if (!isFirst && (goesOn || nowNs === this.#lastEdge())) {
      this.#edgesNs[this.#edgesNs.length - 1] = nowNs
      this.#isLastEmpty &&= isEmpty
    } else {
      this.#edgesNs.push(nowNs)
      this.#isLastEmpty = isEmpty
    }
  }

  #takeFunction(result: FunctionResult): void {
    const key = functionKey(result)
    let series = this.#functions.get(key)
    if (!series) {
      series = { last: result, own: noSteps(), lines: new Map() }
      this.#functions.set(key, series)
    }
    series.last = result
    this.#step(series.own, result.calls, 0, 0, 0)
    for (const line of result.lines) this.#takeLine(series, line)
  }

  #takeLine(series: FunctionSeries, line: LineResult): void {
    let steps = series.lines.get(line.line)
    if (!steps) {
      steps = noSteps()
      series.lines.set(line.line, steps)
    }
    this.#step(steps, line.occurrences, line.incrementBytes, line.peakBytes, line.timeNs)
  }

  #step(steps: Steps, count: number, incrementBytes: number, peakBytes: number, timeNs: number): void {
    const { sum } = steps
    const highest = Math.max(peakBytes, sum.peakBytes)
    const isSame =
      count === sum.count &&
      incrementBytes === sum.incrementBytes &&
      highest === sum.peakBytes &&
      timeNs === sum.timeNs
    if (isSame) return
    const at = this.#lastStretch
    if (steps.at.at(-1) !== at) {
      this.#steps += 1
      steps.at.push(at)
      for (const list of [steps.counts, steps.incrementBytes, steps.peakBytes, steps.timeNs]) list.push(0)
    }
    addGrowth(steps.counts, count - sum.count)
    addGrowth(steps.timeNs, timeNs - sum.timeNs)
    const last = steps.at.length - 1
    steps.incrementBytes[last] = (steps.incrementBytes[last] ?? 0) + incrementBytes - sum.incrementBytes
    steps.peakBytes[last] = highest
    steps.sum = { count, incrementBytes, peakBytes: highest, timeNs }
  }

  #isTooLarge(): boolean {
    const stretches = this.#edgesNs.length - 1
    if (stretches > this.#mostStretches) return true
    return this.#steps > this.#mostSteps && stretches > FEWEST_STRETCHES
  }

  /** Makes stretches last longer, by joining neighbours. */
  #widen(): void {
    const before = this.#edgesNs.length
    do {
      this.#widthNs *= 2
      this.#join()
    } while (this.#edgesNs.length === before)
  }

  /** Joins each stretch that is shorter than a stretch should be with the next. */
  #join(): void {
    const edges = this.#edgesNs
    const joined = [edges[0] ?? 0]
    /** The new number of each stretch. */
    const numbers: number[] = []
    for (let stretch = 0; stretch + 1 < edges.length; stretch++) {
      numbers.push(joined.length - 1)
      const end = edges[stretch + 1] ?? 0
      const isLast = stretch + 2 === edges.length
      if (isLast || end - (joined.at(-1) ?? 0) >= this.#widthNs) joined.push(end)
    }
    if (joined.length === edges.length) return
    this.#isLastEmpty &&= numbers.at(-1) !== numbers.at(-2)
    this.#edgesNs = joined
    this.#steps = 0
    for (const { own, lines } of this.#functions.values()) {
      for (const steps of [own, ...lines.values()]) {
        renumber(steps, numbers)
        this.#steps += steps.at.length
      }
    }
  }
}

function noSteps(): Steps {
  return {
    at: [],
    counts: [],
    incrementBytes: [],
    peakBytes: [],
    timeNs: [],
    sum: { count: 0, incrementBytes: 0, peakBytes: 0, timeNs: 0 },
  }
}

/**
 * Adds to the last number. What is negative, as after a table was damaged, is taken back from the latest numbers, so that
 * none becomes negative and the sum is right.
 */
function addGrowth(numbers: number[], growth: number): void {
  let rest = growth
  for (let index = numbers.length - 1; index >= 0; index--) {
    const value = (numbers[index] ?? 0) + rest
    numbers[index] = Math.max(0, value)
    if (value >= 0) return
    rest = value
  }
}

/** Adds up the steps that now belong to one stretch. */
function renumber(steps: Steps, numbers: readonly number[]): void {
  let kept = -1
  for (let index = 0; index < steps.at.length; index++) {
    const at = numbers[steps.at[index] ?? 0] ?? 0
    if (kept < 0 || steps.at[kept] !== at) {
      kept += 1
      steps.at[kept] = at
      for (const list of [steps.counts, steps.incrementBytes, steps.timeNs, steps.peakBytes]) {
        list[kept] = list[index] ?? 0
      }
      continue
    }
    for (const list of [steps.counts, steps.incrementBytes, steps.timeNs]) {
      list[kept] = (list[kept] ?? 0) + (list[index] ?? 0)
    }
    steps.peakBytes[kept] = steps.peakBytes[index] ?? 0
  }
  for (const list of [steps.at, steps.counts, steps.incrementBytes, steps.timeNs, steps.peakBytes]) {
    list.length = kept + 1
  }
}

function stepsOf({ last, own, lines }: FunctionSeries): FunctionSteps {
  const { file, name, firstLine, lastLine, baselineBytes } = last
  return {
    file,
    name,
    firstLine,
    lastLine,
    baselineBytes,
    at: own.at,
    calls: own.counts,
    lines: [...lines]
      .sort(([a], [b]) => a - b)
      .map(
        ([line, steps]): LineSteps => ({
          line,
          at: steps.at,
          occurrences: steps.counts,
          incrementBytes: steps.incrementBytes,
          peakBytes: steps.peakBytes,
          timeNs: steps.timeNs,
        }),
      ),
  }
}

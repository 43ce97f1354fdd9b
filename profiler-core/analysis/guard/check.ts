import type {
  Change,
  FunctionComparison,
  FunctionResult,
  GuardLine,
  GuardNumber,
  GuardReport,
  LineComparison,
  RunDetail,
  Spread,
} from '../../contract/index.ts'
import { type Comparison, compareRuns, type Side } from '../compare/index.ts'
import { type PeakPlace, peakPlace, runPeakPlace } from '../peak.ts'
import { spreadOf } from '../statistics/index.ts'
import { isOther } from './baseline.ts'

/** So many lines say where a number grew. */
const MOST_LINES = 5
/** A line that grew by less than this part of the whole is left out. */
const LEAST_PART = 0.1

export type GuardLimits = GuardReport['limits']

/** A side with its texts, of which a line is `''` where it is not known. */
export interface GuardSide extends Side {
  readonly textOf: (file: string, line: number) => string
}

export interface Judged {
  /** In the order of a `GuardReport`. */
  readonly numbers: GuardNumber[]
  /** `null` without a base. */
  readonly comparison: Comparison | null
}

/**
 * Holds runs against limits and a base. Judged are the peak of the run, and of each function that both sides have, what its
 * calls kept and how high memory came while it ran. A number grew where its median is above what it may be, by at least
 * `minGrowthBytes`, and neither side's median lies between the lowest and highest of the other. A function that is new is
 * not judged by itself: what it takes is in its callers and in the peak of the run.
 */
export function judge(now: GuardSide, base: GuardSide | null, limits: GuardLimits): Judged {
  const comparison = base === null || limits.maxGrowth === null ? null : compareRuns(base, now)
  const numbers: GuardNumber[] = []
  if (limits.maxPeakBytes !== null) numbers.push(againstLimit(now, limits.maxPeakBytes))
  if (comparison !== null && base !== null) {
    const judged = new Judge({ now, base, limits, comparison })
    numbers.push(...judged.all())
  }
  return { numbers: numbers.sort(grownFirst), comparison }
}

const ORDER: readonly GuardNumber['outcome'][] = ['grew', 'noise', 'small', 'holds']

/** What differs by less than people read keeps its order. */
const READ_BYTES = 2 ** 20 / 10

function grownFirst(one: GuardNumber, other: GuardNumber): number {
  const read = ({ delta }: GuardNumber) => Math.round(delta / READ_BYTES)
  return ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome) || read(other) - read(one)
}

function againstLimit(now: GuardSide, maxPeakBytes: number): GuardNumber {
  const peak = spreadOf(now.details.map(({ peakBytes }) => peakBytes))
  const delta = peak.median - maxPeakBytes
  return {
    kind: 'max-peak',
    function: null,
    base: null,
    now: peak,
    delta,
    allowed: maxPeakBytes,
    outcome: delta > 0 ? 'grew' : 'holds',
    overlapped: false,
    lines: delta > 0 ? highestOfRun(now, medianRun(now), delta) : [],
  }
}

/** The run whose peak is nearest to the median. */
function medianRun({ details, run }: Side): RunDetail {
  const { median } = spreadOf(details.map(({ peakBytes }) => peakBytes))
  const distance = ({ peakBytes }: RunDetail) => Math.abs(peakBytes - median)
  const [first, ...others] = details
  if (first === undefined) throw new Error(`no run on the side of ${run.key}`)
  return others.reduce((best, each) => (distance(each) < distance(best) ? each : best), first)
}

/** The line that brought memory to its highest, in whichever process; of one that was not watched, the line that waited for it. */
function highestOfRun(now: GuardSide, run: RunDetail, delta: number): GuardLine[] {
  const { line } = runPeakPlace(run)
  return line === null ? highestLine(now, run.functions, delta) : [lineOf(now, line, delta)]
}

/** The line that brought memory to its highest. */
function highestLine(now: GuardSide, functions: readonly FunctionResult[], delta: number): GuardLine[] {
  const place = peakPlace(functions)
  return place === null ? [] : [lineOf(now, place, delta)]
}

function lineOf(now: GuardSide, { file, line, peakBytes }: PeakPlace, delta: number): GuardLine {
  return {
    file,
    line,
    text: now.textOf(file, line).trim(),
    base: null,
    now: peakBytes,
    delta,
    overlapped: false,
  }
}

interface Case {
  readonly now: GuardSide
  readonly base: GuardSide
  readonly limits: GuardLimits
  readonly comparison: Comparison
}

class Judge {
  readonly #case: Case
  readonly #median: RunDetail

  constructor(given: Case) {
    this.#case = given
    this.#median = medianRun(given.now)
  }

  all(): GuardNumber[] {
    const { comparison, limits } = this.#case
    const run = this.#number('peak', null, comparison.peak, (delta) =>
      this.#withBase(highestOfRun(this.#case.now, this.#median, delta)),
    )
    // Of functions that were watched as a whole, no lines are known that could be added up.
    if (this.#case.now.run.request.detail === 'functions') return run === null ? [] : [run]
    // Of a caller and its callee, which grew alike, the callee took less time: it says more.
    const time = ({ time: { now } }: FunctionComparison) => now?.median ?? 0
    const innermostFirst = [...comparison.functions].sort((one, other) => time(one) - time(other))
    const functions = innermostFirst.flatMap((compared) => this.#ofFunction(compared))
    // What only repeats that the whole run came higher says nothing about a function.
    const told = run?.outcome === 'grew' ? run.delta + limits.minGrowthBytes : 0
    return [
      ...(run === null ? [] : [run]),
      ...functions.filter(
        ({ kind, outcome, delta }) => !(kind === 'function-peak' && outcome === 'grew' && delta <= told),
      ),
    ]
  }

  #ofFunction(compared: FunctionComparison): GuardNumber[] {
    const { now, growth, peak, overlapped } = compared
    const isOverlapped = overlapped.base || overlapped.now
    if (now === null) return []
    const about = { file: now.file, name: now.name, line: now.firstLine }
    const own = this.#median.functions.filter(({ file, name }) => file === now.file && name === now.name)
    return [
      this.#number(
        'function-growth',
        about,
        growth,
        (delta) => this.#grownLines(compared, delta),
        isOverlapped,
      ),
      this.#number('function-peak', about, peak, (delta) =>
        this.#withBase(highestLine(this.#case.now, own, delta)),
      ),
    ].flatMap((number) => number ?? [])
  }

  /** `null` where a side has no such number. */
  #number(
    kind: GuardNumber['kind'],
    about: GuardNumber['function'],
    { base, now, delta }: Change,
    linesOf: (delta: number) => GuardLine[],
    overlapped = false,
  ): GuardNumber | null {
    if (base === null || now === null) return null
    const { maxGrowth, minGrowthBytes } = this.#case.limits
    const unchanged = base.median + Math.abs(base.median) * ((maxGrowth ?? 0) / 100)
    const allowed = Math.max(unchanged, base.median + minGrowthBytes)
    const outcome =
      now.median <= unchanged
        ? 'holds'
        : delta < minGrowthBytes
          ? 'small'
          : isNoise(base, now)
            ? 'noise'
            : 'grew'
    const lines = outcome === 'grew' ? linesOf(delta) : []
    return { kind, function: about, base, now, delta, allowed, outcome, overlapped, lines }
  }

  /** The lines that account for the growth of a function. */
  #grownLines({ base, now, lines }: FunctionComparison, delta: number): GuardLine[] {
    const { now: nowSide, base: baseSide } = this.#case
    return lines
      .filter(({ increment }) => increment.delta > 0 && increment.delta >= delta * LEAST_PART)
      .flatMap((line): GuardLine[] => {
        const [file, number, side] =
          line.nowLine === null
            ? [base?.file ?? '', line.baseLine ?? 0, baseSide]
            : [now?.file ?? '', line.nowLine, nowSide]
        const text = side.textOf(file, number).trim()
        if (isOther(text)) return []
        const { increment } = line
        return [
          {
            file,
            line: line.nowLine,
            text,
            base: increment.base?.median ?? null,
            now: increment.now?.median ?? null,
            delta: increment.delta,
            overlapped: line.overlapped.base || line.overlapped.now,
          },
        ]
      })
      .sort((one, other) => other.delta - one.delta)
      .slice(0, MOST_LINES)
  }

  /** Lines of peaks, with what the base knows of them; a baseline file knows nothing. */
  #withBase(lines: GuardLine[]): GuardLine[] {
    return lines.map((line) => {
      const known = this.#compared(line)?.peak.base?.median ?? 0
      return known === 0 ? line : { ...line, base: known, delta: (line.now ?? 0) - known }
    })
  }

  #compared({ file, line }: GuardLine): LineComparison | undefined {
    for (const { now, lines } of this.#case.comparison.functions) {
      if (now?.file !== file) continue
      const found = lines.find(({ nowLine }) => nowLine === line)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Whether the median of one side could as well be one of the other's. */
function isNoise(base: Spread, now: Spread): boolean {
  return contains(base, now.median) || contains(now, base.median)
}

function contains({ low, high }: Spread, value: number): boolean {
  return low <= value && value <= high
}

import type { FunctionResult, LineResult } from '../contract/index.ts'
import { peakPlace } from './peak.ts'

/** What is shown of one line of a file. */
export interface FileLine extends LineResult {
  /** Increment as a part of its function's gross growth, from -1 to 1. */
  readonly share: number
  /** How strongly the line is heated, from -1 to 1: its increment as a part of `fullHeatBytes` of the run. */
  readonly heat: number
  /** How far memory rose above what it was before and after the line, in bytes: what increments cannot show. */
  readonly transientBytes: number
  /** The function that the line was counted in. */
  readonly owner: FunctionResult
}

/** What a function did to memory, over all its calls. */
export interface FunctionTotals {
  /** Sum of all increments, in bytes. */
  readonly netGrowthBytes: number
  /** Sum of the increments above 0, in bytes. */
  readonly grossGrowthBytes: number
  /** Largest increment of a line, in bytes; 0 where none grew. */
  readonly mostBytes: number
  /** Largest release of a line, in bytes, negative; 0 where none released. */
  readonly leastBytes: number
  /** Highest of its lines' peaks, in bytes; 0 without lines. */
  readonly peakBytes: number
  /** The line that brought it there; `null` without lines. */
  readonly peakLine: number | null
  readonly calls: number
  readonly timeNs: number
}

const totals = new WeakMap<FunctionResult, FunctionTotals>()

/** Does the sum, once for each result; an empty function has 0 of everything. */
export function functionTotals(watched: FunctionResult): FunctionTotals {
  const known = totals.get(watched)
  if (known !== undefined) return known
  const made = sumUp(watched)
  totals.set(watched, made)
  return made
}

function sumUp(watched: FunctionResult): FunctionTotals {
  let [net, gross, most, least, peak, time] = [0, 0, 0, 0, 0, 0]
  for (const line of watched.lines) {
    net += line.incrementBytes
    gross += Math.max(0, line.incrementBytes)
    most = Math.max(most, line.incrementBytes)
    least = Math.min(least, line.incrementBytes)
    time += line.timeNs
    peak = Math.max(peak, line.peakBytes)
  }
  return {
    netGrowthBytes: net,
    grossGrowthBytes: gross,
    mostBytes: most,
    leastBytes: least,
    peakBytes: peak,
    peakLine: peakPlace([watched])?.line ?? null,
    calls: watched.calls,
    timeNs: time,
  }
}

/**
 * The lines of one file that ran, by number. A line that two functions share (`def f(): return 1` within a function)
 * is that of the larger increment. `functions` are those of the whole run, whose lines heat is compared with.
 */
export function fileLines(functions: readonly FunctionResult[], file: string): Map<number, FileLine> {
  const lines = new Map<number, FileLine>()
  const fullBytes = fullHeatBytes(functions)
  for (const owner of functions) {
    if (owner.file !== file) continue
    for (const line of owner.lines) {
      const known = lines.get(line.line)
      if (known !== undefined && Math.abs(known.incrementBytes) >= Math.abs(line.incrementBytes)) continue
      lines.set(line.line, new MeasuredLine(line, owner, fullBytes))
    }
  }
  return lines
}

/** Derives what is asked for: of the thousands of lines of a live run, ten times a second, few are in sight. */
class MeasuredLine implements FileLine {
  readonly #result: LineResult
  readonly #fullBytes: number
  readonly owner: FunctionResult

  constructor(result: LineResult, owner: FunctionResult, fullBytes: number) {
    this.#result = result
    this.#fullBytes = fullBytes
    this.owner = owner
  }

  get line(): number {
    return this.#result.line
  }

  get occurrences(): number {
    return this.#result.occurrences
  }

  get incrementBytes(): number {
    return this.#result.incrementBytes
  }

  get memoryBytes(): number {
    return this.#result.memoryBytes
  }

  get peakBytes(): number {
    return this.#result.peakBytes
  }

  get timeNs(): number {
    return this.#result.timeNs
  }

  get overlapped(): boolean {
    return this.#result.overlapped
  }

  get share(): number {
    return shareOf(this.incrementBytes, functionTotals(this.owner).grossGrowthBytes)
  }

  get heat(): number {
    return heatOf(this.incrementBytes, this.#fullBytes)
  }

  get transientBytes(): number {
    return transientOf(this.#result)
  }
}

/**
 * A line that was never left has left nothing behind yet: how far memory rose above that cannot be told. One that
 * released began that much higher.
 */
export function transientOf({ peakBytes, memoryBytes, incrementBytes }: LineResult): number {
  const usual = memoryBytes + Math.max(0, -incrementBytes)
  return memoryBytes === 0 ? 0 : Math.max(0, peakBytes - usual)
}

function shareOf(incrementBytes: number, grossGrowthBytes: number): number {
  if (incrementBytes === 0) return 0
  // What is released without having grown within the function: all of it.
  if (grossGrowthBytes === 0) return Math.sign(incrementBytes)
  return Math.max(-1, Math.min(1, incrementBytes / grossGrowthBytes))
}

/** Growth below this is noise: a page here, an arena there. It must not glow like a leak. */
const NOISE_BYTES = 2 ** 20

/**
 * The increment that full heat stands for, in bytes: the largest of any line of a run; where none grew, its largest release. At
 * least 1 MiB, so that noise stays cool.
 */
export function fullHeatBytes(functions: readonly FunctionResult[]): number {
  let [most, least] = [0, 0]
  for (const each of functions) {
    const { mostBytes, leastBytes } = functionTotals(each)
    most = Math.max(most, mostBytes)
    least = Math.min(least, leastBytes)
  }
  return fullHeatOf(most, least)
}

/** The same, where the largest increment and the largest release, which is negative, are known. */
export function fullHeatOf(mostBytes: number, leastBytes: number): number {
  return Math.max(NOISE_BYTES, mostBytes === 0 ? -leastBytes : mostBytes)
}

/** How strongly an increment is heated, from -1 to 1, where so much is full heat. */
export function heatOf(incrementBytes: number, fullBytes: number): number {
  return Math.max(-1, Math.min(1, incrementBytes / fullBytes))
}

/** Opacity of the heat behind a line: by the square root, so that small lines stay visible. */
export function heatAlpha(share: number): number {
  return 0.6 * Math.sqrt(Math.abs(share))
}

/** Least heat of a line that is hot: a tenth of full opacity. */
const HOT = 0.01

/** Lines worth stepping through, in the order of the file. */
export function hotLines(lines: ReadonlyMap<number, FileLine>): number[] {
  return [...lines.values()]
    .filter(({ heat }) => Math.abs(heat) >= HOT)
    .map(({ line }) => line)
    .sort((a, b) => a - b)
}

/** The innermost function of a file that contains a line, or `null`. Module level only where nothing else does. */
export function functionAt(
  functions: readonly FunctionResult[],
  file: string,
  line: number,
): FunctionResult | null {
  let best: FunctionResult | null = null
  for (const candidate of functions) {
    if (candidate.file !== file || line < candidate.firstLine || line > candidate.lastLine) continue
    if (best === null || spanOf(candidate) < spanOf(best)) best = candidate
  }
  return best
}

function spanOf(watched: FunctionResult): number {
  return watched.lastLine - watched.firstLine
}

/** The function with the largest increment of any line, the first of equals: what a person wants to see first. */
export function hottestFunction(functions: readonly FunctionResult[]): FunctionResult | null {
  let hottest: FunctionResult | null = null
  let most = -1
  for (const each of functions) {
    const { mostBytes } = functionTotals(each)
    if (mostBytes <= most) continue
    most = mostBytes
    hottest = each
  }
  return hottest
}

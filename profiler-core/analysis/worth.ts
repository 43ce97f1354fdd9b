import type { FunctionResult } from '../contract/index.ts'
import { transientOf } from './lines.ts'

/** What of a run's tables is worth its paper. */
export interface Wanted {
  /** At most so many functions: those of the lines with the largest increments, up or down. */
  readonly top?: number | undefined
  /** Lines in which less happened do not count, nor do functions of such lines only; bytes. */
  readonly minIncrementBytes?: number | undefined
}

export interface Worth<F> {
  /** In the order in which they came. */
  readonly functions: F[]
  readonly leftOut: number
  /** `undefined`: every line is. */
  readonly isWorth: ((watched: FunctionResult, line: number) => boolean) | undefined
}

/**
 * Picks what is worth its paper. In a line as much happened as it kept or gave back, or as memory rose within it and fell again,
 * whichever is more: a line that keeps nothing may be the one that does not fit. For the rank, increments come first, because
 * memory rises in whatever called such a line, too. `always` tells what is kept whatever it did, such as the function in
 * which the run ended.
 */
export function worthPrinting<F>(
  functions: readonly F[],
  resultOf: (each: F) => FunctionResult,
  { top, minIncrementBytes = 0 }: Wanted,
  always: (each: F) => boolean = () => false,
): Worth<F> {
  const ranked = functions
    .map((each) => ({ each, ...weightOf(resultOf(each)), isAlways: always(each) }))
    .filter(({ isAlways, increment, rise }) => isAlways || Math.max(increment, rise) >= minIncrementBytes)
    .sort((a, b) => Number(b.isAlways) - Number(a.isAlways) || b.increment - a.increment || b.rise - a.rise)
  const least = ranked.filter(({ isAlways }) => isAlways).length
  const kept = new Set(ranked.slice(0, Math.max(top ?? ranked.length, least)).map(({ each }) => each))
  return {
    functions: functions.filter((each) => kept.has(each)),
    leftOut: functions.length - kept.size,
    isWorth: minIncrementBytes > 0 ? lineTest(minIncrementBytes) : undefined,
  }
}

/** The most that happened in a line. Of a function of whose lines nothing is known it cannot be said that nothing did. */
function weightOf({ lines }: FunctionResult): { increment: number; rise: number } {
  if (lines.length === 0) return { increment: 0, rise: Number.POSITIVE_INFINITY }
  return {
    increment: lines.reduce((most, line) => Math.max(most, Math.abs(line.incrementBytes)), 0),
    rise: lines.reduce((most, line) => Math.max(most, transientOf(line)), 0),
  }
}

function lineTest(minIncrementBytes: number): (watched: FunctionResult, line: number) => boolean {
  const known = new WeakMap<FunctionResult, ReadonlySet<number>>()
  const worthLines = (watched: FunctionResult) => {
    const lines = new Set(
      watched.lines
        .filter((line) => Math.max(Math.abs(line.incrementBytes), transientOf(line)) >= minIncrementBytes)
        .map(({ line }) => line),
    )
    known.set(watched, lines)
    return lines
  }
  return (watched, line) => (known.get(watched) ?? worthLines(watched)).has(line)
}

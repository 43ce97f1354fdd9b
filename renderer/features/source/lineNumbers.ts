import type { FileLine } from '../../../profiler-core/analysis/index.ts'
import { formatDelta } from '../../ui/format.ts'

/** A rise above what a line left behind is worth a word from here on: below, it is the allocator's noise. */
const TRANSIENT_FROM_BYTES = 2 ** 20

/** What stands at the right edge of a line of code. */
export interface LineNumbers {
  /** Increment in MiB: `+400.2`. */
  readonly increment: string
  readonly isZero: boolean
  /** `×1`. */
  readonly occurrences: string
  /** How far memory rose above what the line left behind, in MiB: `peak +38.1`; empty where it hardly did. */
  readonly peak: string
}

export function lineNumbers(line: LineFigures): LineNumbers {
  const increment = formatDelta(line.incrementBytes)
  return {
    increment,
    isZero: !/[1-9]/.test(increment),
    occurrences: `×${formatCompact(line.occurrences)}`,
    peak: line.transientBytes > TRANSIENT_FROM_BYTES ? `peak ${formatDelta(line.transientBytes)}` : '',
  }
}

/** What is known of a line where it is drawn in an editor. */
export type LineFigures = Pick<
  FileLine,
  'line' | 'incrementBytes' | 'occurrences' | 'transientBytes' | 'heat' | 'overlapped'
>

/** Characters that the widest number of each kind takes. */
export interface NumberWidths {
  readonly increment: number
  readonly occurrences: number
  readonly peak: number
}

export const NO_WIDTHS: NumberWidths = { increment: 0, occurrences: 0, peak: 0 }

/** Told from the extremes, so that only those are formatted. */
export function numberWidths(lines: ReadonlyMap<number, LineFigures>): NumberWidths {
  if (lines.size === 0) return NO_WIDTHS
  let [increment, occurrences, transient] = [0, 0, 0]
  for (const line of lines.values()) {
    increment = Math.max(increment, Math.abs(line.incrementBytes))
    occurrences = Math.max(occurrences, line.occurrences)
    transient = Math.max(transient, line.transientBytes)
  }
  return {
    increment: Math.max(6, formatDelta(increment).length),
    // 999 is wider than 1k.
    occurrences: Math.max(4, formatCompact(occurrences).length + 1, occurrences > 999 ? 5 : 0),
    peak: transient > TRANSIENT_FROM_BYTES ? formatDelta(transient).length + 'peak '.length : 0,
  }
}

/** Widths that hold both: while a program runs nothing narrows, so that nothing shifts. */
export function widest(a: NumberWidths, b: NumberWidths): NumberWidths {
  return {
    increment: Math.max(a.increment, b.increment),
    occurrences: Math.max(a.occurrences, b.occurrences),
    peak: Math.max(a.peak, b.peak),
  }
}

const STEPS: readonly (readonly [from: number, suffix: string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
]

/** A count in at most five characters: `9999`, `12k`, `1.2M`, `123G`. */
function formatCompact(count: number): string {
  for (const [from, suffix] of STEPS) {
    if (count < from) continue
    const scaled = count / (suffix === 'k' ? 1e3 : from)
    return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${suffix}`
  }
  return String(count)
}

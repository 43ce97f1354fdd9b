import type { Change, FunctionMatch, LineMatch, Spread } from '../../../profiler-core/contract/index.ts'
import { formatDelta, formatDuration, formatMib } from '../../ui/format.ts'

const MINUS = '\u2212'

/** How a number is written. `growth`: signed MiB; `level`: MiB; `time`: a duration. */
export type Quantity = 'growth' | 'level' | 'time'

/** A number of one of the runs; a dash where that has none. */
export function sideText(spread: Spread | null, quantity: Quantity): string {
  if (spread === null) return '\u2013'
  switch (quantity) {
    case 'growth':
      return formatDelta(spread.median)
    case 'level':
      return formatMib(spread.median)
    case 'time':
      return formatDuration(spread.median)
  }
}

/** The difference, signed. */
export function deltaText(delta: number, quantity: Quantity): string {
  return quantity === 'time' ? formatTimeDelta(delta) : formatDelta(delta)
}

/** A difference of durations in nanoseconds: `+85 ms`, `−3.2 s`, `0 s`. */
export function formatTimeDelta(ns: number): string {
  const text = formatDuration(Math.abs(ns))
  if (!/[1-9]/.test(text)) return text
  return `${ns < 0 ? MINUS : '+'}${text}`
}

/** Where a side stands for several runs: what they spread over; `null` where each is one run. */
export function spreadWords({ base, now }: Change, quantity: Quantity): string | null {
  const parts = [
    base === null || base.low === base.high ? null : `Base ${rangeText(base, quantity)}`,
    now === null || now.low === now.high ? null : `Now ${rangeText(now, quantity)}`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join('. ')
}

function rangeText({ low, median, high }: Spread, quantity: Quantity): string {
  const unit = quantity === 'time' ? '' : ' MiB'
  const text = (value: number) => sideText({ low: value, median: value, high: value }, quantity)
  return `${text(low)} to ${text(high)}${unit}, median ${text(median)}${unit}`
}

/** A difference that chance makes as rarely as this counts as one. */
const SIGNIFICANCE = 0.05

/** Whether a difference is beyond what the runs of a group differ by themselves; `null` where that cannot be told. */
export function isBeyondNoise({ pValue }: Pick<Change, 'pValue'>): boolean | null {
  return pValue === null ? null : pValue < SIGNIFICANCE
}

/** The same in words, with the number behind it. */
export function noiseWords(change: Pick<Change, 'pValue'>): string {
  const { pValue } = change
  if (pValue === null) return 'Too few runs to tell it from noise'
  const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`
  return `${isBeyondNoise(change) === true ? 'Beyond' : 'Within'} the noise (Mann-Whitney U test, ${p})`
}

/** Of differences in time only those of a millisecond or more are coloured: below, it is the clock's and the machine's noise. */
const LEAST_NS = 1e6

/** Of differences in memory those that are written as more than 0.0 MiB. */
const LEAST_BYTES = 0.05 * 2 ** 20

/** The least difference that is coloured, in bytes or nanoseconds. */
export function leastOf(quantity: Quantity): number {
  return quantity === 'time' ? LEAST_NS : LEAST_BYTES
}

/** The class that colours a difference: none where it is less than `threshold`. */
export function toneOf(delta: number, threshold: number): 'growth' | 'release' | 'quiet' {
  if (delta === 0 || Math.abs(delta) < threshold) return 'quiet'
  return delta > 0 ? 'growth' : 'release'
}

/** What became of a function; `null`: it is where it was. */
export const functionMatchWords: Record<FunctionMatch, string | null> = {
  same: null,
  moved: 'moved',
  renamed: 'renamed',
  added: 'added',
  removed: 'removed',
}

export const lineMatchWords: Record<LineMatch, { readonly sign: string; readonly word: string }> = {
  unchanged: { sign: '', word: 'unchanged' },
  changed: { sign: '~', word: 'changed' },
  added: { sign: '+', word: 'added' },
  removed: { sign: MINUS, word: 'removed' },
}

import type { Change, Spread } from '../../contract/index.ts'
import { formatDelta, formatDuration, formatMib } from '../format.ts'
import { SIGNIFICANCE } from '../verdict.ts'
import { html, type Markup } from './markup.ts'
import { markNote } from './overlapMark.ts'

const MIB = 2 ** 20

/** Whether a difference lies within what repetitions of the same thing differ by; not known where there is one run each. */
export function isNoise({ pValue }: Change): boolean {
  return pValue !== null && pValue >= SIGNIFICANCE
}

/** How numbers of a kind are written. */
export interface ChangeStyle {
  /** Less than this is no difference that counts. */
  readonly least: number
  readonly level: (value: number) => string
  readonly delta: (value: number) => string
}

export const memoryStyle: ChangeStyle = {
  least: 0.05 * MIB,
  level: formatMib,
  delta: (bytes) => formatDelta(bytes),
}

export const timeStyle: ChangeStyle = { least: 1e7, level: formatDuration, delta: signedDuration }

/** `+340 ms`, with a true minus; less than a microsecond is none. */
function signedDuration(ns: number): string {
  if (Math.abs(ns) < 1000) return '0 s'
  return `${ns < 0 ? '\u2212' : '+'}${formatDuration(Math.abs(ns))}`
}

/** The median; nothing where there is no such thing on a side. */
export function levelOf(spread: Spread | null, { level }: ChangeStyle): string {
  return spread === null ? '' : level(spread.median)
}

/** The class of a difference, with a blank before it: none that counts is quiet. */
export function changeTone(change: Change, { least }: ChangeStyle): string {
  if (isNoise(change) || Math.abs(change.delta) < least) return ' quiet'
  return change.delta > 0 ? ' up' : ' down'
}

/** A cell with the difference. */
export function deltaCell(change: Change, style: ChangeStyle, more = '', overlapped = false): Markup {
  return html`<td class="n${changeTone(change, style)}${more}">${style.delta(change.delta)}${overlapped && markNote()}`
}

/** A bar from the centre: to the right what grew, to the left what fell. */
export function centredBar(delta: number, most: number): Markup {
  const half = Math.min(50, (Math.abs(delta) / Math.max(MIB / 100, most)) * 50)
  const width = half.toFixed(1)
  const bar =
    width !== '0.0' &&
    html`<rect class="${delta < 0 && 'down'}" x="${delta < 0 ? (50 - half).toFixed(1) : 50}%" y="6" height="8" width="${width}%"/>`
  return html`<svg aria-hidden="true"><line x1="50%" x2="50%" y2="20"/>${bar}</svg>`
}

/** The spread behind a median, where runs were repeated and differ: ` (805–820 MiB)`. */
export function spreadWords(spread: Spread | null, { level }: ChangeStyle): string {
  if (spread === null) return ''
  const [low, high] = [level(spread.low), level(spread.high)]
  const unit = / \D+$/.exec(high)?.[0] ?? ''
  return low === high ? '' : ` (${low.endsWith(unit) ? low.slice(0, low.length - unit.length) : low}–${high})`
}

import { OVERLAP_MARK, OVERLAP_NOTE } from '../overlap.ts'
import { html, type Markup } from './markup.ts'

/** The mark behind a number that may be another thread's: it takes no room, so that numbers stay below each other. */
export function markNote(): Markup {
  return html`<span class="star" title="${OVERLAP_NOTE}">${OVERLAP_MARK}</span>`
}

/** What the mark means, once below a table that has it. */
export function overlapNote(): Markup {
  return html`<p class="quiet">${OVERLAP_MARK} ${OVERLAP_NOTE}</p>`
}

export function hasMarks(numbers: Iterable<{ readonly overlapped: boolean }>): boolean {
  return [...numbers].some(({ overlapped }) => overlapped)
}

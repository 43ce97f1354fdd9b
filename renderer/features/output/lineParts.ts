import type { Span } from '../../state/outputText.ts'

/** A piece of a line as it is drawn: of one look, and either searched for or not. */
export interface LinePart extends Span {
  /** Column at which it begins. */
  readonly at: number
  readonly match: 'none' | 'other' | 'current'
}

/** Cuts a line's pieces at the borders of what is marked in it. `marks`: columns, in order; `length` of each. */
export function lineParts(
  spans: readonly Span[],
  marks: readonly number[],
  length: number,
  current: number | null,
): LinePart[] {
  const parts: LinePart[] = []
  let at = 0
  for (const span of spans) {
    let from = 0
    while (from < span.text.length) {
      const column = at + from
      const inside = marks.find((mark) => mark <= column && column < mark + length)
      const next = marks.find((mark) => mark > column) ?? Number.POSITIVE_INFINITY
      const end = Math.min(span.text.length, (inside === undefined ? next : inside + length) - at)
      const match = inside === undefined ? 'none' : inside === current ? 'current' : 'other'
      parts.push({ ...span, text: span.text.slice(from, end), at: column, match })
      from = end
    }
    at += span.text.length
  }
  return parts
}

/** The part of an icicle's width that is seen, in its unit. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Nothing is zoomed into further than this part of the whole. */
const NARROWEST = 1e-9

/** A span within 0 to `whole`, as wide as it was, or as there is room. */
export function within({ from, to }: Span, whole: number): Span {
  const width = Math.min(whole, Math.max(whole * NARROWEST, to - from))
  const begin = Math.max(0, Math.min(whole - width, from))
  return { from: begin, to: begin + width }
}

/** Zooms about a position, which stays where it is; `factor` above 1: closer. */
export function zoomed({ from, to }: Span, position: number, factor: number, whole: number): Span {
  return within(
    { from: position - (position - from) / factor, to: position + (to - position) / factor },
    whole,
  )
}

export function moved({ from, to }: Span, by: number, whole: number): Span {
  return within({ from: from + by, to: to + by }, whole)
}

/** The span moved so that another one is seen, as far as it can be; the same where it is seen already. */
export function showing(span: Span, wanted: Span, whole: number): Span {
  if (wanted.to > span.from && wanted.from < span.to) return span
  const width = span.to - span.from
  const middle = (wanted.from + wanted.to) / 2
  return within({ from: middle - width / 2, to: middle + width / 2 }, whole)
}

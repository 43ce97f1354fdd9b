import type { editor } from './monaco.ts'

/** Lines, both ends included. */
export interface LineSpan {
  readonly from: number
  readonly to: number
}

/** So many lines above and below the visible ones are drawn ahead: most scrolling then needs no drawing. */
const MARGIN = 40

/** The lines in sight. */
export function visibleLines(code: editor.ICodeEditor): LineSpan {
  const ranges = code.getVisibleRanges()
  return { from: ranges[0]?.startLineNumber ?? 1, to: ranges.at(-1)?.endLineNumber ?? 1 }
}

/** The lines worth drawing when these are in sight. */
export function withMargin({ from, to }: LineSpan): LineSpan {
  return { from: Math.max(1, from - MARGIN), to: to + MARGIN }
}

export function contains(outer: LineSpan, inner: LineSpan): boolean {
  return outer.from <= inner.from && inner.to <= outer.to
}

export const NO_LINES: LineSpan = { from: 1, to: 0 }

import type { FunctionResult, OutlineItem } from '../../../profiler-core/contract/index.ts'

/** A function where it stands in the shown text. */
export interface Place {
  /** Qualified. */
  readonly name: string
  /** First decorator, else the `def`. */
  readonly line: number
  readonly defLine: number
  readonly lastLine: number
}

/**
 * The functions of the shown text: those of its outline; where the text is an older one, which has none, those that
 * the run called.
 */
export function functionPlaces(
  outline: readonly OutlineItem[],
  measured: readonly FunctionResult[],
  file: string,
): Place[] {
  if (outline.length > 0) {
    return outline
      .filter(({ kind }) => kind === 'function')
      .map(({ name, firstLine, defLine, lastLine }) => ({ name, line: firstLine, defLine, lastLine }))
  }
  return measured
    .filter((each) => each.file === file && each.name !== '<module>')
    .map(({ name, firstLine, lastLine }) => ({ name, line: firstLine, defLine: firstLine, lastLine }))
    .sort((a, b) => a.line - b.line)
}

/** The innermost function that has a line; `null` at module level. */
export function placeAt(places: readonly Place[], line: number): Place | null {
  let best: Place | null = null
  for (const place of places) {
    if (line < place.line || line > place.lastLine) continue
    if (best === null || place.lastLine - place.line < best.lastLine - best.line) best = place
  }
  return best
}

import type { CallTree, FunctionResult, SourceLine } from '../contract/index.ts'

/** Stands right behind a number that may be another thread's. */
export const OVERLAP_MARK = '*'

/** What the mark means: once below each table that has it. */
export const OVERLAP_NOTE = 'Other threads were at work meanwhile: what they took may be in this number.'

/** The same as a footnote of a text. */
export const OVERLAP_FOOTNOTE = `${OVERLAP_MARK} ${OVERLAP_NOTE}`

/** The mark, or what keeps its place in a column. */
export function overlapMark(isOverlapped: boolean, blank = ''): string {
  return isOverlapped ? OVERLAP_MARK : blank
}

/** Whether what a function took may be another thread's: some line's is. */
export function isOverlapped({ lines }: Pick<FunctionResult, 'lines'>): boolean {
  return lines.some(({ overlapped }) => overlapped)
}

/** Tells the lines whose numbers may be another thread's. */
export function overlappedLines(functions: readonly FunctionResult[]): (place: SourceLine) => boolean {
  const marked = new Set(
    functions.flatMap(({ file, lines }) =>
      lines.flatMap(({ line, overlapped }) => (overlapped ? `${line}:${file}` : [])),
    ),
  )
  return ({ file, line }) => marked.has(`${line}:${file}`)
}

/** Whether the function of a node of a call tree ran beside other threads. */
export function isNodeOverlapped({ functions, functionOf }: CallTree, node: number): boolean {
  return functions[functionOf[node] ?? -1]?.overlapped === true
}

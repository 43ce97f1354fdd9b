import type { SourceFile } from '../contract/index.ts'

/**
 * The physical lines of a source as Python counts them: ended by LF, CRLF or CR and by nothing else (a form feed or
 * U+2028 within a line ends nothing), without a byte order mark, the last one with or without a line end.
 */
export function splitSource(text: string): string[] {
  const lines = (text.startsWith('\uFEFF') ? text.slice(1) : text).split(/\r\n|\r|\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Answers with the text of one line, `''` where the source or the line is not known. Splits each source once. */
export type SourceReader = (file: string, line: number) => string

export function sourceReader(sources: readonly SourceFile[]): SourceReader {
  const texts = new Map(sources.map((source) => [source.file, source.text]))
  const split = new Map<string, string[]>()
  return (file, line) => {
    let lines = split.get(file)
    if (lines === undefined) {
      lines = splitSource(texts.get(file) ?? '')
      split.set(file, lines)
    }
    return lines[line - 1] ?? ''
  }
}

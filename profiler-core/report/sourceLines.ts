import type { SourceFile } from '../contract/index.ts'
import { splitSource } from '../contract/splitSource.ts'

export { splitSource }

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

import type { OutputText } from '../../state/outputText.ts'

/** A place where the searched text stands. */
export interface Match {
  /** Counted from the beginning of the output, so that it stays the same when the earlier part is dropped. */
  readonly line: number
  readonly from: number
}

/** More are not counted. */
export const MOST_MATCHES = 10_000

/** Finds a text in a program's output while it grows, ignoring case: each line is looked at once, the last ones again. */
export class OutputSearch {
  readonly query: string
  readonly #text: OutputText
  #matches: Match[] = []
  /** Lines before this one are done. */
  #next = 0

  constructor(text: OutputText, query: string) {
    this.#text = text
    this.query = query.toLowerCase()
  }

  /** Looks at what came since the last time, and returns all places in order. */
  update(): readonly Match[] {
    const text = this.#text
    if (this.query === '') return this.#matches
    const end = text.firstLine + text.lineCount
    const from = Math.max(this.#next, text.firstLine)
    const kept = this.#matches.filter(({ line }) => line >= text.firstLine && line < from)
    for (let line = from; line < end && kept.length < MOST_MATCHES; line += 1) {
      this.#searchLine(line, kept)
    }
    this.#matches = kept
    // The last line may still change.
    this.#next = Math.max(text.firstLine, end - 1)
    return kept
  }

  #searchLine(line: number, found: Match[]): void {
    const content = this.#text.lineText(line - this.#text.firstLine).toLowerCase()
    let at = content.indexOf(this.query)
    while (at >= 0 && found.length < MOST_MATCHES) {
      found.push({ line, from: at })
      at = content.indexOf(this.query, at + this.query.length)
    }
  }
}

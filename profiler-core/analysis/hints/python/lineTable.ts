/** Where the lines of a text start, as Python counts them: `\n`, `\r\n` and `\r` end one. */
export class LineTable {
  readonly #starts: number[] = [0]
  readonly #length: number

  constructor(text: string) {
    this.#length = text.length
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + end.length)
  }

  /** 1-based. */
  lineAt(offset: number): number {
    let [low, high] = [0, this.#starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }

  /** Offset of the first character of a line. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.#length
  }

  /** Offset behind the last character of a line, its end included. */
  endOf(line: number): number {
    return this.#starts[line] ?? this.#length
  }
}

const ELLIPSIS = '\u2026'
/** What the code font has at one width for all. */
const PLAIN = /^[\x20-\x7e\u2026\u2212\u00b5\u202f]*$/

/** Cuts texts to the room that there is. The code font is measured once; other letters, in names that need them. */
export class TextFitter {
  readonly #measure: (text: string) => number
  readonly #characterWidth: number
  readonly #measured = new Map<string, number>()

  /** `measure`: the width of a text in pixels. */
  constructor(measure: (text: string) => number) {
    this.#measure = measure
    this.#characterWidth = measure('0'.repeat(20)) / 20
  }

  width(text: string): number {
    if (PLAIN.test(text)) return text.length * this.#characterWidth
    const known = this.#measured.get(text) ?? this.#measure(text)
    this.#measured.set(text, known)
    return known
  }

  /** As much of a text as fits, with an ellipsis where something is missing; empty where not even a letter fits. */
  fit(text: string, room: number): string {
    if (this.width(text) <= room) return text
    const share = room / this.width(text)
    const length = Math.floor(text.length * share) - 1
    return length < 1 ? '' : `${[...text].slice(0, length).join('')}${ELLIPSIS}`
  }
}

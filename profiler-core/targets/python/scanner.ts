/** Where a logical line begins. */
export interface LineStart {
  /** Offset of its first token. */
  readonly offset: number
  /** Column of its first token, tabs counted as Python counts them. */
  readonly indent: number
}

const TAB = 9
const LF = 10
const FORM_FEED = 12
const CR = 13
const SPACE = 32
const DOUBLE_QUOTE = 34
const HASH = 35
const SINGLE_QUOTE = 39
const COLON = 58
const BACKSLASH = 92
const OPENING = new Set(['(', '[', '{'].map((char) => char.charCodeAt(0)))
const CLOSING = new Set([')', ']', '}'].map((char) => char.charCodeAt(0)))
const BRACE = 123
const CLOSING_BRACE = 125

/** A name, where one stands. */
export const NAME = /[\p{XID_Start}_]\p{XID_Continue}*/uy
/** No expression has these words in it: where one begins a line, what was left open before is a mistake. */
const DEFINITION = /[ \t\f]*(?:async[ \t]+)?(?:def|class)[ \t]+[\p{XID_Start}_]/uy
/** An escape with braces that hold no expression. */
const CHARACTER_NAME = /\\N\{[^{}\r\n]{1,200}\}/y
/** How deep Python lets formatted strings be nested. */
const MOST_NESTED = 150
const WORD_END = /[\p{XID_Continue}]$/u

/**
 * Walks over a Python source token by token, as far as lines, brackets and strings need it: a full parser takes ten
 * times as long. Never fails: what is broken ends at the next line that can only begin a definition.
 */
export class Scanner {
  readonly text: string
  pos = 0
  /** Where the last token ended: neither space nor comment. */
  lastEnd = 0
  /** How many brackets are open. */
  depth = 0
  /** How many replacements of formatted strings are open. */
  #nested = 0

  constructor(text: string) {
    this.text = text
  }

  /** Goes to the first token of the next logical line; `null` at the end. */
  nextLine(): LineStart | null {
    this.depth = 0
    let indent = 0
    for (; this.pos < this.text.length; this.pos++) {
      switch (this.#at(this.pos)) {
        case SPACE:
          indent++
          break
        case TAB:
          indent = ((indent >> 3) << 3) + 8
          break
        case FORM_FEED:
        case LF:
        case CR:
          indent = 0
          break
        case HASH:
          this.#skipComment()
          this.pos--
          break
        case BACKSLASH:
          // Blank up to here, and goes on.
          if (!this.#skipContinuation()) return { offset: this.pos, indent }
          this.pos--
          break
        default:
          return { offset: this.pos, indent }
      }
    }
    return null
  }

  /** Goes to the end of the logical line. */
  skipLine(): void {
    while (this.skipToken()) {
      // on
    }
  }

  /** Goes behind one character or string, and what is blank before it. `false` at the end of the logical line. */
  skipToken(): boolean {
    if (!this.skipBlank()) return false
    const char = this.#at(this.pos)
    if (char === DOUBLE_QUOTE || char === SINGLE_QUOTE) this.#skipString(char)
    else {
      if (OPENING.has(char)) this.depth++
      else if (CLOSING.has(char)) this.depth = Math.max(0, this.depth - 1)
      this.pos++
    }
    this.lastEnd = this.pos
    return true
  }

  /** Goes to the next token of the logical line; `false` where there is none. */
  skipBlank(): boolean {
    while (this.pos < this.text.length) {
      switch (this.#at(this.pos)) {
        case SPACE:
        case TAB:
        case FORM_FEED:
          this.pos++
          break
        case LF:
        case CR:
          if (this.depth === 0 || this.#isDefinition(this.pos + 1)) return false
          this.pos++
          break
        case HASH:
          this.#skipComment()
          break
        case BACKSLASH:
          if (!this.#skipContinuation()) return true
          break
        default:
          return true
      }
    }
    return false
  }

  isAt(char: string): boolean {
    return this.text[this.pos] === char
  }

  /** What a sticky pattern finds here, which then lies behind. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.pos
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined) return null
    this.pos += found.length
    this.lastEnd = this.pos
    return found
  }

  #at(offset: number): number {
    return this.text.charCodeAt(offset)
  }

  #isLineEnd(offset: number): boolean {
    const char = this.#at(offset)
    return char === LF || char === CR
  }

  #isDefinition(offset: number): boolean {
    DEFINITION.lastIndex = offset
    return DEFINITION.test(this.text)
  }

  #skipComment(): void {
    while (this.pos < this.text.length && !this.#isLineEnd(this.pos)) this.pos++
  }

  /** `false` for a backslash that does not stand at the end of its line. */
  #skipContinuation(): boolean {
    if (!this.#isLineEnd(this.pos + 1)) return false
    this.#skipEscape()
    return true
  }

  /** A backslash and what it escapes, of which CR LF is one. */
  #skipEscape(): void {
    const isLongLineEnd = this.#at(this.pos + 1) === CR && this.#at(this.pos + 2) === LF
    this.pos += isLongLineEnd ? 3 : 2
  }

  #skipString(quote: number): void {
    const prefix = this.#prefix()
    const isLong = this.#at(this.pos + 1) === quote && this.#at(this.pos + 2) === quote
    const isFormatted = /[ft]/i.test(prefix) && this.#nested < MOST_NESTED
    const isRaw = /r/i.test(prefix)
    this.pos += isLong ? 3 : 1
    while (this.pos < this.text.length) {
      const char = this.#at(this.pos)
      if (char === quote && (!isLong || this.#isTriple(quote))) {
        this.pos += isLong ? 3 : 1
        return
      }
      if (!isLong && (char === LF || char === CR)) return // not ended: Python would refuse it
      if (char === BACKSLASH) this.#skipBackslash(isFormatted, isRaw)
      else if (isFormatted && char === BRACE) {
        if (this.#at(this.pos + 1) === BRACE) this.pos += 2
        else if (!this.#skipReplacement(quote, isLong)) return
      } else this.pos++
    }
  }

  /** The letters before a quote that belong to its string. */
  #prefix(): string {
    const letters = /[bfrtu]{1,2}$/i.exec(this.text.slice(Math.max(0, this.pos - 2), this.pos))?.[0] ?? ''
    const before = this.text.slice(Math.max(0, this.pos - letters.length - 1), this.pos - letters.length)
    // `if"x"`: the letters end a word.
    return WORD_END.test(before) ? '' : letters
  }

  #isTriple(quote: number): boolean {
    return this.#at(this.pos + 1) === quote && this.#at(this.pos + 2) === quote
  }

  #skipBackslash(isFormatted: boolean, isRaw: boolean): void {
    const next = this.#at(this.pos + 1)
    if (isFormatted && (next === BRACE || next === CLOSING_BRACE)) this.pos++
    else if (!isFormatted || isRaw || this.take(CHARACTER_NAME) === null) this.#skipEscape()
  }

  /** The braces of a formatted string and what is in them. `false` where they are never closed. */
  #skipReplacement(quote: number, isLong: boolean): boolean {
    const outer = this.depth
    this.depth = outer + 1
    this.#nested++
    this.pos++
    try {
      while (this.skipBlank()) {
        const char = this.#at(this.pos)
        if (char === CLOSING_BRACE && this.depth === outer + 1) {
          this.pos++
          return true
        }
        if (char === COLON && this.depth === outer + 1) return this.#skipFormat(quote, isLong)
        if (!this.skipToken()) return false
      }
      return false
    } finally {
      this.depth = outer
      this.#nested--
    }
  }

  /** What follows the colon in a replacement: text, with replacements in it. */
  #skipFormat(quote: number, isLong: boolean): boolean {
    while (++this.pos < this.text.length) {
      const char = this.#at(this.pos)
      if (char === CLOSING_BRACE) {
        this.pos++
        return true
      }
      if (char === quote && (!isLong || this.#isTriple(quote))) return true // a mistake: the string ends here
      if (!isLong && (char === LF || char === CR)) return false
      if (char === BRACE && this.#nested < MOST_NESTED) {
        if (!this.#skipReplacement(quote, isLong)) return false
        this.pos--
      }
    }
    return false
  }
}

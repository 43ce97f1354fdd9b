import type { OutlineItem } from '../../contract/index.ts'
import { parametersAt } from './parameters.ts'
import { NAME, Scanner } from './scanner.ts'

export interface Outline {
  readonly items: OutlineItem[]
  /** It is too large, and ends before its source does. */
  readonly isCut: boolean
}

/** Characters of an outline, by `weightOf`: those of the largest files that people have are a tenth of it. */
export const MOST_WEIGHT = 8_000_000

/**
 * The classes and functions of a Python source, in the order of the source, each with the name and the lines that
 * CPython gives its code. Nothing is run, and a source that does not parse is outlined as far as it can be. Names hold those
 * of what is around them, so that an outline can be a thousand times as large as its source: it ends where it gets too large.
 */
export function outlineOf(text: string): Outline {
  if (!/\b(?:def|class)\b/.test(text)) return { items: [], isCut: false }
  return new Outliner(text).outline()
}

/** How much room an item takes, in characters. */
export function weightOf({ name, parameters }: OutlineItem): number {
  return parameters.reduce(
    (sum, each) => sum + each.name.length + (each.default?.length ?? 0) + FIELDS,
    name.length + FIELDS,
  )
}

/** Characters that stand around the values of an item. */
const FIELDS = 100

/** A definition whose body the walk is in. */
interface Open {
  readonly item: OutlineItem
  readonly indent: number
  /** What the names below it begin with. */
  readonly prefix: string
}

const HEAD = /(?:async\b(?:[ \t\f]|\\\r?\n)*)?(?:def|class)\b(?:[ \t\f]|\\\r?\n)*/y

class Outliner {
  readonly #scanner: Scanner
  readonly #lines: LineIndex
  readonly #items: OutlineItem[] = []
  readonly #open: Open[] = []
  #room = MOST_WEIGHT

  constructor(text: string) {
    this.#scanner = new Scanner(text)
    this.#lines = new LineIndex(text)
  }

  outline(): Outline {
    const scanner = this.#scanner
    /** The first of the decorators that stand just above. */
    let decorator: number | null = null
    for (let line = scanner.nextLine(); line !== null && this.#room > 0; line = scanner.nextLine()) {
      this.#leave(line.indent)
      if (scanner.text[line.offset] === '@') decorator ??= line.offset
      else {
        this.#define(line.offset, decorator ?? line.offset, line.indent)
        decorator = null
      }
      scanner.skipLine()
    }
    this.#leave(0)
    return { items: this.#items, isCut: this.#room <= 0 }
  }

  /** Ends what a line of that indent does not belong to. */
  #leave(indent: number): void {
    for (let last = this.#open.at(-1); last && indent <= last.indent; last = this.#open.at(-1)) {
      last.item.lastLine = this.#lines.at(Math.max(0, this.#scanner.lastEnd - 1))
      this.#open.pop()
    }
  }

  /** Where the line begins a definition, takes it down. */
  #define(offset: number, first: number, indent: number): void {
    const head = this.#scanner.take(HEAD)
    if (head === null) return
    const own = this.#scanner.take(NAME)
    if (own === null) return
    const isClass = head.trimEnd().endsWith('class')
    // As Python does: letters that only look different make the same name.
    const name = (this.#open.at(-1)?.prefix ?? '') + own.normalize('NFKC')
    const defLine = this.#lines.at(offset)
    const item: OutlineItem = {
      kind: isClass ? 'class' : 'function',
      name,
      firstLine: this.#lines.at(first),
      defLine,
      lastLine: defLine,
      parameters: isClass ? [] : parametersAt(this.#scanner),
      isAsync: head.startsWith('async'),
    }
    this.#room -= weightOf(item)
    if (this.#room <= 0) return
    this.#items.push(item)
    this.#open.push({ item, indent, prefix: isClass ? `${name}.` : `${name}.<locals>.` })
  }
}

/** Lines of offsets, as Python counts them: ended by LF, CR LF or CR. */
class LineIndex {
  /** Where each line but the first begins. */
  readonly #starts: number[] = []

  constructor(text: string) {
    for (const end of text.matchAll(/\r\n?|\n/g)) this.#starts.push(end.index + end[0].length)
  }

  /** The 1-based line of an offset. */
  at(offset: number): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}

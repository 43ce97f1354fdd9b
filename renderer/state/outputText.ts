import { plainStyle, StyleReader, type TextStyle } from './textStyle.ts'

/** Where a piece of the output came from; `typed`: by the person, into the program's standard input. */
export type Source = 'stdout' | 'stderr' | 'typed'

/** A piece of a line that looks the same from end to end. */
export interface Span {
  readonly text: string
  readonly source: Source
  readonly style: TextStyle
}

/** A line as it is drawn. */
export interface OutputLine {
  readonly spans: readonly Span[]
  /** It goes on from the line before: the program ended none here, it was too long for one. */
  readonly continues: boolean
}

interface Line extends OutputLine {
  spans: Span[]
  length: number
}

export interface OutputLimits {
  /** Characters that are kept. */
  readonly characters: number
  readonly lines: number
  /** A longer line is broken. */
  readonly lineLength: number
}

const usualLimits: OutputLimits = { characters: 4 * 2 ** 20, lines: 100_000, lineLength: 2000 }
/** How much remains when a limit is met, so that it is not met again at once. */
const KEEP = 0.75

const ESC = '\u001b'
const BELL = '\u0007'
/** What is not written but obeyed: ends of lines, and sequences of which most say nothing to a pane. */
const CONTROL = new RegExp(
  [
    '[\\n\\r\\b]',
    `${ESC}\\[[0-?]*[ -/]*[@-~]`, // colours, erasing, the cursor
    `${ESC}\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)`, // titles, links
    `${ESC}[()#][0-9A-Za-z]`,
    `${ESC}[0-9=>A-Zc-z]`,
  ].join('|'),
  'g',
)
/** A sequence of which the end has not come yet. */
const UNFINISHED = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*|\\][^${BELL}${ESC}]{0,400}${ESC}?|[()#])?$`)

/**
 * A program's output as lines with colours, as a terminal would show it: a carriage return goes back to the start of
 * the line, what follows overwrites it. Grows piece by piece; of more than it keeps, the earlier part is dropped.
 */
export class OutputText {
  readonly #limits: OutputLimits
  readonly #lines: Line[] = [newLine(false)]
  readonly #streams = { stdout: newStream(), stderr: newStream() }
  #column = 0
  #characters = 0
  #first = 0
  #dropped = 0
  #longest = 0

  constructor(limits: OutputLimits = usualLimits) {
    this.#limits = limits
  }

  /** How many lines there are. The last is empty where the program has ended the one before it. */
  get lineCount(): number {
    const last = this.#lines.at(-1)
    return this.#lines.length - (last?.length === 0 && !last.continues ? 1 : 0)
  }

  /** The number of the first line that is still there, counted from the beginning of the output. */
  get firstLine(): number {
    return this.#first
  }

  /** Characters at the beginning that are not there any more. */
  get dropped(): number {
    return this.#dropped
  }

  /** Characters of the longest line that there ever was. */
  get longestLine(): number {
    return this.#longest
  }

  line(index: number): OutputLine {
    return this.#lines[index] ?? newLine(false)
  }

  /** The characters of a line, as they are searched. */
  lineText(index: number): string {
    return this.line(index)
      .spans.map(({ text }) => text)
      .join('')
  }

  /** All of it, without colours. */
  text(): string {
    let text = ''
    for (let index = 0; index < this.lineCount; index += 1) {
      if (index > 0 && this.#lines[index]?.continues !== true) text += '\n'
      text += this.lineText(index)
    }
    return text
  }

  append(source: 'stdout' | 'stderr', piece: string): void {
    const stream = this.#streams[source]
    const text = stream.unfinished + piece
    const unfinished = UNFINISHED.exec(text)?.[0] ?? ''
    stream.unfinished = unfinished
    const end = text.length - unfinished.length
    let from = 0
    CONTROL.lastIndex = 0
    for (let match = CONTROL.exec(text); match !== null && match.index < end; match = CONTROL.exec(text)) {
      this.#write(text.slice(from, match.index), source, stream.style)
      this.#obey(match[0], stream)
      from = match.index + match[0].length
    }
    this.#write(text.slice(from, end), source, stream.style)
    this.#shorten()
  }

  /** Shows what the person typed where the program would have echoed it. */
  echo(text: string): void {
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) this.#endLine(false)
      this.#write(line, 'typed', plainStyle)
    }
  }

  #obey(control: string, stream: Stream): void {
    switch (control[0]) {
      case '\n':
        this.#endLine(false)
        break
      case '\r':
        this.#column = 0
        break
      case '\b':
        this.#column = Math.max(0, this.#column - 1)
        break
      default:
        if (control.startsWith(`${ESC}[`))
          this.#obeySequence(control.slice(2, -1), control.at(-1) ?? '', stream)
    }
  }

  /** Colours, and what progress bars do to their line; a pane has no cursor to move elsewhere. */
  #obeySequence(parameters: string, command: string, stream: Stream): void {
    if (command === 'm') stream.style = stream.reader.read(parameters)
    else if (command === 'K') this.#erase(parameters)
    else if (command === 'G') this.#column = Math.max(0, Number.parseInt(parameters || '1', 10) - 1 || 0)
  }

  #erase(parameters: string): void {
    const line = this.#last()
    if (parameters === '2') this.#setSpans(line, [])
    else if (parameters === '' || parameters === '0') this.#setSpans(line, cut(line.spans, 0, this.#column))
  }

  #write(text: string, source: Source, style: TextStyle): void {
    let rest = text
    while (rest !== '') {
      const room = this.#limits.lineLength - this.#column
      if (room <= 0) {
        this.#endLine(true)
        continue
      }
      this.#put({ text: rest.slice(0, room), source, style })
      rest = rest.slice(room)
    }
  }

  #put(span: Span): void {
    const line = this.#last()
    const end = this.#column + span.text.length
    if (this.#column >= line.length) {
      const gap = this.#column - line.length
      if (gap > 0) push(line.spans, { ...span, text: ' '.repeat(gap), style: plainStyle })
      push(line.spans, span)
      this.#characters += end - line.length
      line.length = end
    } else {
      const spans = cut(line.spans, 0, this.#column)
      push(spans, span)
      for (const each of cut(line.spans, end, line.length)) push(spans, each)
      this.#setSpans(line, spans)
    }
    this.#column = end
    this.#longest = Math.max(this.#longest, end)
  }

  #setSpans(line: Line, spans: Span[]): void {
    const length = spans.reduce((sum, { text }) => sum + text.length, 0)
    this.#characters += length - line.length
    line.spans = spans
    line.length = length
  }

  #endLine(continues: boolean): void {
    this.#lines.push(newLine(continues))
    // An end of line counts as a character, so that empty lines are bounded too.
    this.#characters += 1
    this.#column = 0
  }

  #shorten(): void {
    const { characters, lines } = this.#limits
    if (this.#characters <= characters && this.#lines.length <= lines) return
    let drop = 0
    let left = this.#characters
    while (
      drop < this.#lines.length - 1 &&
      (left > characters * KEEP || this.#lines.length - drop > lines * KEEP)
    ) {
      left -= (this.#lines[drop]?.length ?? 0) + 1
      drop += 1
    }
    this.#lines.splice(0, drop)
    this.#first += drop
    this.#dropped += this.#characters - left
    this.#characters = left
  }

  #last(): Line {
    const last = this.#lines.at(-1)
    if (last !== undefined) return last
    const line = newLine(false)
    this.#lines.push(line)
    return line
  }
}

/** Each stream has colours of its own: a warning amid them does not take on those of the output around it. */
interface Stream {
  readonly reader: StyleReader
  style: TextStyle
  unfinished: string
}

function newStream(): Stream {
  return { reader: new StyleReader(), style: plainStyle, unfinished: '' }
}

function newLine(continues: boolean): Line {
  return { spans: [], length: 0, continues }
}

/** Adds a span, joined with the one before where both look the same. */
function push(spans: Span[], span: Span): void {
  const last = spans.at(-1)
  if (last !== undefined && last.source === span.source && last.style === span.style) {
    spans[spans.length - 1] = { ...last, text: last.text + span.text }
  } else {
    spans.push(span)
  }
}

/** The part of a line from one column to another. */
function cut(spans: readonly Span[], from: number, to: number): Span[] {
  const part: Span[] = []
  let at = 0
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, from - at), Math.max(0, to - at))
    if (text !== '') part.push({ ...span, text })
    at += span.text.length
  }
  return part
}

import type { SourceFile } from '../../contract/index.ts'
import { splitSource } from '../sourceLines.ts'
import { code, html, type Markup } from './markup.ts'
import { pythonTokens, type Token } from './pythonTokens.ts'

/** Of a line, so many characters are shown. */
const LONGEST = 400

/** A source, ready to be shown line by line. */
export interface SourceText {
  /** 0 where the source is not known. */
  readonly lineCount: number
  /** A line in colours; empty where it is not known. */
  line(number: number): Markup
}

export function sourceText(source: SourceFile | undefined): SourceText {
  const lines = splitSource(source?.text ?? '')
  const starts: number[] = []
  let length = 0
  for (const line of lines) {
    starts.push(length)
    length += line.length + 1
  }
  const tokens = pythonTokens(lines.join('\n'))
  return {
    lineCount: lines.length,
    line: (number) => {
      const [text, start] = [lines[number - 1], starts[number - 1]]
      return text === undefined || start === undefined ? html`` : coloured(text, start, tokens)
    },
  }
}

/** By file. */
export function sourceTexts(sources: readonly SourceFile[]): (file: string) => SourceText {
  const known = new Map<string, SourceText>()
  return (file) => {
    let text = known.get(file)
    if (text === undefined) {
      text = sourceText(sources.find((source) => source.file === file))
      known.set(file, text)
    }
    return text
  }
}

function coloured(text: string, start: number, tokens: readonly Token[]): Markup {
  const end = Math.min(text.length, wholeCharacters(text, LONGEST))
  const parts: Markup[] = []
  let at = 0
  for (let index = firstEndingAfter(tokens, start); index < tokens.length; index += 1) {
    const token = tokens[index]
    if (token === undefined || token.from - start >= end) break
    const [from, to] = [Math.max(0, token.from - start), Math.min(end, token.to - start)]
    if (from > at) parts.push(code(text.slice(at, from)))
    parts.push(element(token.kind, code(text.slice(from, to))))
    at = to
  }
  if (at < end) parts.push(code(text.slice(at, end)))
  if (end < text.length) parts.push(html`<em> … ${text.length - end} more characters</em>`)
  return html`${parts}`
}

/** A pair of surrogates stays together. */
function wholeCharacters(text: string, length: number): number {
  return /[\ud800-\udbff]/.test(text[length - 1] ?? '') ? length - 1 : length
}

/** Elements with short names and no meaning of their own: there are many in a page. */
function element(kind: Token['kind'], content: Markup): Markup {
  switch (kind) {
    case 'keyword':
      return html`<b>${content}</b>`
    case 'string':
      return html`<q>${content}</q>`
    case 'comment':
      return html`<small>${content}</small>`
    case 'number':
      return html`<u>${content}</u>`
    case 'decorator':
      return html`<data>${content}</data>`
  }
}

function firstEndingAfter(tokens: readonly Token[], position: number): number {
  let low = 0
  let high = tokens.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens[middle]?.to ?? 0) > position) high = middle
    else low = middle + 1
  }
  return low
}

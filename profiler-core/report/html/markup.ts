import { escapeOf, UNSEEN } from '../visible.ts'

/**
 * HTML or SVG that may stand in a page. Made by `html` only, which escapes whatever is put in: text from outside, such as
 * a name or a line of a program, cannot become markup.
 */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may be put into markup; strings are escaped, `null` and `false` are nothing. */
export type Part = Markup | string | number | null | false | readonly Part[]

/** A piece of markup: `` html`<td>${name}` ``. Attribute values belong in double quotes. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = literals[0] ?? ''
  for (const [index, part] of parts.entries()) text += rendered(part) + (literals[index + 1] ?? '')
  return new Markup(text)
}

function rendered(part: Part): string {
  if (part === null || part === false) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escaped(part.replace(UNFIT, escapeOf))
  return part.map(rendered).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** What a page must not hold as it is: halves of surrogate pairs, too, which stand for bytes that are not UTF-8. */
const UNFIT = new RegExp(`${UNSEEN.source}|\\p{Cs}`, 'gu')

/** A name, a path or another text of the program within other text, whose order it cannot disturb. */
export function named(text: string): Markup {
  return html`<bdi>${text}</bdi>`
}

/** A text of several lines. */
export function paragraphs(text: string): Markup {
  const lines = text.split(/\r\n|\r|\n/)
  return html`${lines.map((line, index) => html`${index > 0 && html`<br>`}${named(line)}`)}`
}

/** Program text: blanks and tabs as they are, what cannot be seen as an escape that is told from one that was typed. */
export function code(text: string): Markup {
  const parts: Part[] = []
  let from = 0
  for (const { 0: unseen, index } of text.matchAll(UNFIT)) {
    if (index > from) parts.push(new Markup(escaped(text.slice(from, index))))
    parts.push(unseen === '\t' ? new Markup('\t') : html`<i>${unseen}</i>`)
    from = index + unseen.length
  }
  parts.push(new Markup(escaped(text.slice(from))))
  return html`${parts}`
}

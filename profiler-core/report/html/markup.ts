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
  if (typeof part === 'string') return escaped(visible(part))
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

/**
 * What a reader would not see, or what would make other text be read in another order: control characters, marks of
 * direction (https://trojansource.codes), blanks without width, tags, and halves of surrogate pairs, which stand for
 * bytes that are not UTF-8.
 */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** A text with everything in it written so that it can be seen: `\x00`, `\u202e`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escapeOf)
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeOf(character: string): string {
  const known = ESCAPES[character]
  if (known !== undefined) return known
  const code = character.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`
}

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
  for (const { 0: unseen, index } of text.matchAll(UNSEEN)) {
    if (index > from) parts.push(new Markup(escaped(text.slice(from, index))))
    parts.push(unseen === '\t' ? new Markup('\t') : html`<i>${unseen}</i>`)
    from = index + unseen.length
  }
  parts.push(new Markup(escaped(text.slice(from))))
  return html`${parts}`
}

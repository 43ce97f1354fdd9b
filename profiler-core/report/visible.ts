/** Control characters and line ends, which command a terminal or break a line. */
const CONTROLS = /[\p{Cc}\u2028\u2029\ufff9-\ufffb]/u
/** What is drawn as nothing: marks of direction (https://trojansource.codes), blanks without width, tags, fillers. */
const IGNORABLE = /(?!\u200c|\u200d|\ufe0f)\p{Default_Ignorable_Code_Point}/u
/** Joiners are a part of how people write, between letters that join; Latin ones do not. */
const LONE_JOINER =
  /(?<![^\0-\u024f\u2000-\u206f])(?:\u200c|\u200d)|(?:\u200c|\u200d)(?![^\0-\u024f\u2000-\u206f])/u
/** The sign that makes a colourful emoji or a key, behind anything else. */
const LONE_VARIANT = /(?<!\p{Extended_Pictographic}|[\d#*](?=\ufe0f\u20e3))\ufe0f/u

/** What a reader would not see, or what would have other text be read in another order. */
export const UNSEEN = new RegExp(
  [CONTROLS, IGNORABLE, LONE_JOINER, LONE_VARIANT].map(({ source }) => source).join('|'),
  'gu',
)

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text from outside, such as a path or an exception's message, fit for one line: what cannot be seen is written as an
 * escape, `\x1b`, `\u202e`. All else stays, halves of surrogate pairs too, which stand for bytes that are not UTF-8.
 */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, escapeOf)
}

/** The same for a text that has lines and tabs of its own, such as a line of a program. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character, at: number) => {
    const isLayout = character === '\n' || character === '\t' || (character === '\r' && text[at + 1] === '\n')
    return isLayout ? character : escapeOf(character)
  })
}

/** A value as JSON, indented, with a final newline. */
export function jsonText(value: unknown): string {
  return visibleJson(`${JSON.stringify(value, null, 2)}\n`)
}

/** JSON in which what cannot be seen is an escape, which means the same. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (unseen) => (unseen === '\n' ? unseen : unseen.split('').map(unit).join('')))
}

/** How one character is written that cannot be seen, as Python has it: `\x00`, `\u202e`, `\U000e0041`. */
export function escapeOf(character: string): string {
  const known = ESCAPES[character]
  if (known !== undefined) return known
  const code = character.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function unit(half: string): string {
  return `\\u${hex(half.charCodeAt(0), 4)}`
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}

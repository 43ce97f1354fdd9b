const ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/**
 * Text from outside, such as a path or an exception's message, fit for one line of a terminal: control characters,
 * which could break the line or command the terminal, are written as escapes. All else stays.
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, escapeControl)
}

function escapeControl(character: string): string {
  const known = ESCAPES.get(character)
  if (known !== undefined) return known
  const code = character.charCodeAt(0)
  return code > 0xff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\x${code.toString(16).padStart(2, '0')}`
}

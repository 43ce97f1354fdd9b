/** The words of a line, or why it cannot be split. */
export type Words = { readonly words: readonly string[] } | { readonly problem: string }

/**
 * Splits a line as a shell does: at white space, quotes keep words together. A backslash takes white space, a quote or
 * a backslash as it is, and is itself before anything else, for the sake of Windows' paths. Nothing is expanded.
 */
export function splitWords(line: string): Words {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at)
    const next = line.charAt(at + 1)
    if (character === '\\' && isEscaped(next, quote)) {
      word = `${word ?? ''}${next}`
      at += 1
    } else if (quote !== null) {
      if (character === quote) quote = null
      else word = `${word ?? ''}${character}`
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else word = `${word ?? ''}${character}`
  }
  if (quote !== null) return { problem: `A quote is open: there is no second ${quote}.` }
  if (word !== null) words.push(word)
  return { words }
}

function isEscaped(character: string, quote: string | null): boolean {
  if (quote === "'") return false
  if (quote === '"') return character === '"' || character === '\\'
  return /["'\\\s]/.test(character)
}

/** The line that splits into just these words. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  if (word !== '' && !/["'\\\s]/.test(word)) return word
  // A backslash that takes nothing as it is needs no quotes.
  if (/^[^"'\s]+$/.test(word) && !/\\(\\|$)/.test(word)) return word
  return word.includes("'") ? `"${word.replace(/["\\]/g, '\\$&')}"` : `'${word}'`
}

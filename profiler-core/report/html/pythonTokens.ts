/** A stretch of a Python source that is coloured, from `from` up to `to`. */
export interface Token {
  readonly kind: 'comment' | 'keyword' | 'string' | 'number' | 'decorator'
  readonly from: number
  readonly to: number
}

const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
)
const STRING_PREFIX = /^[bfrtu]{1,2}$/i
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy
const NUMBER = /0[xob][\da-f_]+|[\d_]*\.?[\d_]+(?:e[+-]?[\d_]+)?j?/iy

/**
 * The coloured stretches of a source, in its order. Lines must end in LF. Never fails: what is not Python is read as far
 * as it looks like it. Linear, and no string is too long for it.
 */
export function pythonTokens(text: string): Token[] {
  const tokens: Token[] = []
  let isLineStart = true
  let at = 0
  while (at < text.length) {
    const token = tokenAt(text, at, isLineStart)
    const character = text[at] ?? ''
    if (token === null) {
      isLineStart = character === '\n' || (isLineStart && /[ \t\f]/.test(character))
      at += 1
      continue
    }
    isLineStart = false
    if (token.kind !== 'name') tokens.push({ kind: token.kind, from: at, to: token.to })
    at = token.to
  }
  return tokens
}

/** What begins at a place; a plain name is skipped as a whole. `null`: nothing that matters. */
function tokenAt(
  text: string,
  at: number,
  isLineStart: boolean,
): { readonly kind: Token['kind'] | 'name'; readonly to: number } | null {
  const character = text[at] ?? ''
  if (character === '#') return { kind: 'comment', to: lineEnd(text, at) }
  if (character === '"' || character === "'") return { kind: 'string', to: stringEnd(text, at) }
  if (character === '@' && isLineStart) return { kind: 'decorator', to: decoratorEnd(text, at) }
  if (/\d/.test(character) || (character === '.' && /\d/.test(text[at + 1] ?? '')))
    return { kind: 'number', to: matchEnd(NUMBER, text, at) }
  const to = matchEnd(NAME, text, at)
  if (to === at) return null
  const name = text.slice(at, to)
  const next = text[to]
  if ((next === '"' || next === "'") && STRING_PREFIX.test(name))
    return { kind: 'string', to: stringEnd(text, to) }
  return { kind: KEYWORDS.has(name) ? 'keyword' : 'name', to }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** Where a string ends that begins with the quote at `from`: behind its last quote, or, without one, with line or text. */
function stringEnd(text: string, from: number): number {
  const quote = text[from] ?? ''
  const isTriple = text.startsWith(quote.repeat(3), from)
  const close = isTriple ? quote.repeat(3) : quote
  for (let at = from + close.length; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\\') at += 1
    else if (character === '\n' && !isTriple) return at
    else if (character === quote && (!isTriple || text.startsWith(close, at))) return at + close.length
  }
  return text.length
}

function decoratorEnd(text: string, from: number): number {
  let at = from + 1
  while (/[\p{L}\p{N}_.]/u.test(text[at] ?? '')) at += 1
  return at
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

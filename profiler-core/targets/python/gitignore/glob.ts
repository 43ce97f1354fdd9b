/** One character of a name, or a star, in a pattern of git (its `wildmatch.c`). */
type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly items: readonly SetItem[] }

/** Characters from one to another, by their code, or those of a class such as `[:alpha:]`. */
type SetItem = { readonly from: string; readonly to: string } | { readonly named: RegExp }

/** What one name of a path has to look like; `deep` stands for any number of names. */
export type Segment = readonly Token[] | 'deep'

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[A-Za-z0-9]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[ \t]/],
  ['cntrl', /\p{Cc}/u],
  ['digit', /[0-9]/],
  ['graph', /[!-~]/],
  ['lower', /[a-z]/],
  ['print', /[ -~]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[ \t-\r]/],
  ['upper', /[A-Z]/],
  ['xdigit', /[A-Fa-f0-9]/],
])

/** A pattern as the names of a path that it asks for; `null` for one that matches nothing. */
export function parseGlob(pattern: string): Segment[] | null {
  const segments: Segment[] = []
  let tokens: Token[] = []
  let stars = 0
  const end = () => {
    segments.push(stars >= 2 && tokens.length === 1 ? 'deep' : tokens)
    tokens = []
    stars = 0
  }
  for (let at = 0; at < pattern.length; at++) {
    const escaped = pattern[at] === '\\'
    if (escaped) at++
    const char = pattern[at]
    if (char === undefined) return null // a backslash before nothing
    if (char === '/') end()
    else if (!escaped && char === '*') {
      stars++
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' })
    } else if (!escaped && char === '?') tokens.push({ kind: 'any' })
    else if (!escaped && char === '[') {
      const set = parseSet(pattern, at)
      if (set === null) return null
      tokens.push(set.token)
      at = set.end
    } else tokens.push({ kind: 'char', char })
  }
  end()
  return segments
}

/** Reads a set that begins at `start`; `end` is its bracket. `null` where it has none, or names an unknown class. */
function parseSet(pattern: string, start: number): { token: Token; end: number } | null {
  const items: SetItem[] = []
  const negated = /[!^]/.test(pattern[start + 1] ?? '')
  let at = start + (negated ? 2 : 1)
  /** The character before, with which a range may begin. */
  let previous: string | null = null
  for (let isFirst = true; isFirst || pattern[at] !== ']'; isFirst = false, at++) {
    let char = pattern[at]
    if (char === undefined) return null
    const next = pattern[at + 1]
    const named = char === '[' && next === ':' ? classAt(pattern, at) : undefined
    if (char === '-' && previous !== null && next !== undefined && next !== ']') {
      at += next === '\\' ? 2 : 1
      char = pattern[at]
      if (char === undefined) return null
      items.push({ from: previous, to: char })
      previous = null
    } else if (named !== undefined) {
      const known = CLASSES.get(named)
      if (known === undefined) return null
      items.push({ named: known })
      at += named.length + 3
      previous = null
    } else {
      if (char === '\\') char = pattern[++at]
      if (char === undefined) return null
      items.push({ from: char, to: char })
      previous = char
    }
  }
  return { token: { kind: 'set', negated, items }, end: at }
}

/** The name in `[:name:]`; `undefined` where there is none. */
function classAt(pattern: string, start: number): string | undefined {
  const end = pattern.indexOf(']', start + 2)
  return end > start + 2 && pattern[end - 1] === ':' ? pattern.slice(start + 2, end - 1) : undefined
}

/**
 * Whether names of a path are what the segments ask for, one by one. Of several stars only the last is ever moved: what stands
 * before it has matched as early as it can. So the work is bounded by both lengths multiplied; `count` is told of it.
 */
export function matchNames(
  segments: readonly Segment[],
  names: readonly string[],
  count: (steps: number) => void,
): boolean {
  let segment = 0
  let name = 0
  let deep = -1
  let deepName = 0
  while (name < names.length) {
    const wanted = segments[segment]
    if (wanted === 'deep') {
      if (segment === segments.length - 1) return true
      deep = segment++
      deepName = name
    } else if (wanted !== undefined && matchName(wanted, names[name] ?? '', count)) {
      segment++
      name++
    } else {
      if (deep < 0) return false
      name = ++deepName
      segment = deep + 1
    }
  }
  return segment === segments.length
}

function matchName(tokens: readonly Token[], name: string, count: (steps: number) => void): boolean {
  let token = 0
  let at = 0
  let star = -1
  let starAt = 0
  let steps = 1
  let isMatch = true
  while (at < name.length) {
    const wanted = tokens[token]
    steps += wanted?.kind === 'set' ? wanted.items.length : 1
    if (wanted?.kind === 'star') {
      star = token++
      starAt = at
    } else if (wanted !== undefined && isCharacter(wanted, name[at] ?? '')) {
      token++
      at++
    } else if (star >= 0) {
      at = ++starAt
      token = star + 1
    } else {
      isMatch = false
      break
    }
  }
  count(steps)
  while (isMatch && tokens[token]?.kind === 'star') token++
  return isMatch && token === tokens.length
}

function isCharacter(token: Token, char: string): boolean {
  switch (token.kind) {
    case 'char':
      return token.char === char
    case 'any':
      return true
    case 'star':
      return false
    case 'set':
      return (
        token.negated !==
        token.items.some((item) =>
          'named' in item ? item.named.test(char) : char >= item.from && char <= item.to,
        )
      )
  }
}

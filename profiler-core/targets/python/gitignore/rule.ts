import { parseGlob, type Segment } from './glob.ts'

/** One line of a `.gitignore`. */
export interface Rule {
  /** Takes back what rules before it leave out. */
  readonly negative: boolean
  /** Is about folders alone. */
  readonly foldersOnly: boolean
  /** Is about names, wherever they lie; else about paths from the folder of the file on. */
  readonly ofName: boolean
  /** What a name, or a path, begins with, literally. */
  readonly start: string
  /** What follows; `null` where nothing may. */
  readonly rest: readonly Segment[] | null
  /** What a name has to end with, where that is all: of `*.py`, `.py`; else `null`. */
  readonly ending: string | null
}

/** Characters of a line: no path is longer. */
const LONGEST = 4096
const SPECIAL = /[*?[\\]/

/** As git reads a line (its `dir.c`); `null` where it holds no rule, or one that matches nothing. */
export function parseRule(line: string): Rule | null {
  if (line.startsWith('#') || line.length > LONGEST) return null
  let pattern = withoutSpaces(line.replace(/\r$/, ''))
  const negative = pattern.startsWith('!')
  if (negative) pattern = pattern.slice(1)
  const foldersOnly = pattern.endsWith('/')
  if (foldersOnly) pattern = pattern.slice(0, -1)
  const ofName = !pattern.includes('/')
  if (pattern.startsWith('/')) pattern = pattern.slice(1)
  if (pattern === '') return null
  const special = pattern.search(SPECIAL)
  if (special < 0) return { negative, foldersOnly, ofName, start: pattern, rest: null, ending: null }
  // Git, too, takes what is literal away first, of which `a**/b` can tell.
  const start = ofName ? '' : pattern.slice(0, special)
  const parsed = parseGlob(pattern.slice(start.length))
  if (parsed === null) return null
  const rest = ofName ? parsed.map((segment) => (segment === 'deep' ? STAR : segment)) : parsed
  const isEnding = ofName && special === 0 && /^\*[^*?[\\]+$/.test(pattern)
  return { negative, foldersOnly, ofName, start, rest, ending: isEnding ? pattern.slice(1) : null }
}

const STAR: Segment = [{ kind: 'star' }]

/** Without spaces at the end, but for those behind a backslash. */
function withoutSpaces(line: string): string {
  let end = line.length
  while (line[end - 1] === ' ') end--
  if (end === line.length) return line
  let backslashes = 0
  while (line[end - 1 - backslashes] === '\\') backslashes++
  return line.slice(0, backslashes % 2 === 0 ? end : end + 1)
}

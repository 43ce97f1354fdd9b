import { type GivenFile, invalid, quoted } from '../problem.ts'

/** A line of a table. */
export interface Row {
  readonly line: number
  /** `null` for a line that never ran. */
  readonly numbers: RowNumbers | null
  readonly text: string
}

export interface RowNumbers {
  readonly memoryBytes: number
  readonly incrementBytes: number
  /** `null` where the table has no such column. */
  readonly peakBytes: number | null
  /** `null` in tables before memory_profiler 0.58. */
  readonly occurrences: number | null
  /** Mebi marks increments that may be another thread's. */
  readonly overlapped: boolean
}

/** What memory_profiler says of one function. */
export interface LineTable {
  /** As it stands there; `null` where no file is named above the table. */
  readonly file: string | null
  /** At least one; each follows the one before, but where Mebi left some out. */
  readonly rows: readonly Row[]
}

export interface ParsedTables {
  readonly tables: readonly LineTable[]
  /** The text ends within a row. */
  readonly isCutOff: boolean
}

const MIB = 2 ** 20
const MOST_MIB = 1e11
/** No source file has more lines. */
const LAST_LINE = 1_000_000

// How wide the columns are between a line's number and its text, the blanks before them included.
const VALUE_WIDTH = 13
const OCCURRENCES_WIDTH = 12
const GAP = 3

/** `Occurences`: memory_profiler 0.58. `Peak`: Mebi. */
const HEADER = /^(\s*)Line #\s+Mem usage(\s+Peak)?\s+Increment(\s+Occurr?ences)?\s+Line Contents\s*$/

/** The row in the place of those that Mebi left out. */
const GAP_ROW = /^ *\.{3} +\(\d{1,15} lines\)$/

/** Whether a text has a table of memory_profiler. */
export function hasLineTable(text: string): boolean {
  return text.includes('Line #') && splitLines(text).some((line) => HEADER.test(line))
}

/** The tables in a text, whatever stands between them. Throws a `MebiError` for a row that cannot be read. */
export function parseLineTables({ name }: GivenFile, text: string): ParsedTables {
  const lines = splitLines(text)
  const tables: LineTable[] = []
  let file: string | null = null
  let isCutOff = false
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    file = fileNamed(line) ?? file
    const reader = rowReader(line)
    if (reader === null) continue
    const rows: Row[] = []
    let isAfterGap = false
    const begin = at + (/^\s*=+\s*$/.test(lines[at + 1] ?? '') ? 2 : 1)
    for (at = begin; at < lines.length && (lines[at] ?? '').trim() !== ''; at += 1) {
      const given = lines[at] ?? ''
      if (GAP_ROW.test(given)) {
        isAfterGap = rows.length > 0
        continue
      }
      const row = reader(given)
      isCutOff ||= row === null && at === lines.length - 1
      if (row !== null) rows.push(followed(row, rows.at(-1), isAfterGap, { name, at }))
      else if (!isCutOff) throw unreadable(name, at, given)
      isAfterGap = false
    }
    if (rows.length > 0) tables.push({ file, rows })
    file = null
  }
  if (tables.length === 0) throw invalid(name, 'has the head of a table, but no rows.')
  return { tables, isCutOff }
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/)
}

function fileNamed(line: string): string | null {
  const text = line.trim()
  return text.startsWith('Filename: ') ? text.slice('Filename: '.length).trimStart() || null : null
}

/** Reads the rows below a header; `null` for a line that is none. */
function rowReader(header: string): ((line: string) => Row | null) | null {
  const [, indent, hasPeak, hasOccurrences] = HEADER.exec(header) ?? []
  if (indent === undefined) return null
  const count = hasPeak === undefined ? 2 : 3
  const values = ` +(-?\\d{1,20}(?:\\.\\d{1,20})?) Mi?B`.repeat(count)
  const occurrencesPart = hasOccurrences === undefined ? '' : ' +(\\d{1,15})'
  const ran = new RegExp(`^ *(\\d{1,15})${values}(\\*?)${occurrencesPart}(?: {3}(.*))?$`)
  const blanks = VALUE_WIDTH * count + (hasOccurrences === undefined ? 0 : OCCURRENCES_WIDTH) + GAP
  return (line) => {
    const own = line.startsWith(indent) ? line.slice(indent.length) : line
    const found = ran.exec(own)
    if (found === null) return idleRow(own, blanks)
    const numbers = found.slice(2, 2 + count).map(Number)
    const [memory = 0, increment = 0] = [numbers[0], numbers.at(-1)]
    const occurrences = hasOccurrences === undefined ? null : Number(found.at(-2))
    if (numbers.some((mib) => Math.abs(mib) > MOST_MIB)) return null
    return {
      line: Number(found[1]),
      numbers: {
        memoryBytes: Math.max(0, Math.round(memory * MIB)),
        incrementBytes: Math.round(increment * MIB) + 0,
        peakBytes: hasPeak === undefined ? null : Math.max(0, Math.round((numbers[1] ?? 0) * MIB)),
        occurrences,
        overlapped: found[2 + count] === '*',
      },
      text: found.at(-1) ?? '',
    }
  }
}

/** A line that never ran; blanks at the end of a row may have been lost on the way. */
function idleRow(line: string, blanks: number): Row | null {
  const [number, digits] = /^ *(\d{1,15})(?= |$)/.exec(line) ?? []
  if (number === undefined) return null
  const gap = line.slice(number.length, number.length + blanks)
  if (gap.trim() !== '') return null
  return { line: Number(digits), numbers: null, text: line.slice(number.length + blanks) }
}

function followed(
  row: Row,
  before: Row | undefined,
  isAfterGap: boolean,
  { name, at }: { readonly name: string; readonly at: number },
): Row {
  if (row.line > LAST_LINE)
    throw invalid(name, `names line ${row.line}, in its line ${at + 1}: no source has so many lines.`)
  const isNext = before === undefined || (isAfterGap ? row.line > before.line : row.line === before.line + 1)
  if (!isNext) {
    const what = `has a table in which line ${row.line} follows line ${before.line}, in its line ${at + 1}.`
    throw invalid(name, what)
  }
  return row
}

function unreadable(name: string, at: number, line: string): Error {
  return invalid(name, `has a row that cannot be read, in its line ${at + 1}: ${quoted(line.trim())}`)
}

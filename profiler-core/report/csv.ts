import type { RunDetail, SourceFile } from '../contract/index.ts'
import { sourceReader } from './sourceLines.ts'
import { visible } from './visible.ts'

const HEADER = [
  'file',
  'function',
  'first_line',
  'calls',
  'line',
  'occurrences',
  'increment_bytes',
  'memory_bytes',
  'peak_bytes',
  'time_ns',
  'overlapped',
  'source',
]

/**
 * One record for each line that ran, after RFC 4180: fields separated by commas, records ended by CRLF, a header that
 * names the units. Numbers are the stored ones, in bytes and nanoseconds, unrounded.
 */
export function csvReport(run: Pick<RunDetail, 'functions'>, sources: readonly SourceFile[]): string {
  const textOf = sourceReader(sources)
  const records = [HEADER]
  for (const watched of run.functions) {
    for (const line of watched.lines) {
      records.push([
        watched.file,
        watched.name,
        String(watched.firstLine),
        String(watched.calls),
        String(line.line),
        String(line.occurrences),
        String(line.incrementBytes),
        String(line.memoryBytes),
        String(line.peakBytes),
        String(line.timeNs),
        String(line.overlapped),
        textOf(watched.file, line.line),
      ])
    }
  }
  return csvText(records)
}

/** How a text begins that spreadsheets calculate; in East Asian ones also with wide signs. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/**
 * Records after RFC 4180. A text that a spreadsheet would calculate stands behind an apostrophe, what cannot be seen is
 * written as an escape: a run may be somebody else's, and a terminal or a spreadsheet does what they say.
 */
export function csvText(records: readonly (readonly string[])[]): string {
  return records.map((fields) => `${fields.map((field) => quote(harmless(field))).join(',')}\r\n`).join('')
}

function harmless(field: string): string {
  const text = visible(field)
  return FORMULA.test(text) && !isNumber(text) ? `'${text}` : text
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text))
}

/** Where decimals have a comma, spreadsheets separate fields by semicolons, and some guess: tabs. */
function quote(field: string): string {
  return /[",;\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

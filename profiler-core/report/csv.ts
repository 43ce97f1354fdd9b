import type { RunDetail, SourceFile } from '../contract/index.ts'
import { sourceReader } from './sourceLines.ts'

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

/** Records after RFC 4180. */
export function csvText(records: readonly (readonly string[])[]): string {
  return records.map((fields) => `${fields.map(quote).join(',')}\r\n`).join('')
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

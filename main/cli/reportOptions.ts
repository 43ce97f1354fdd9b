import { z } from 'zod'
import type { RepeatedRuns, RunDetail, RunRequest, SourceFile } from '../../profiler-core/contract/index.ts'
import {
  classicTable,
  csvReport,
  jsonReport,
  repeatedCsv,
  repeatedJson,
  repeatedTable,
} from '../../profiler-core/report/index.ts'

export const FORMATS = ['table', 'json', 'csv', 'html'] as const

/** The options of `run` and `show` that shape a report. */
export const ReportOptions = z.object({
  format: z.enum(FORMATS),
  precision: z.number(),
  peak: z.boolean().optional(),
  output: z.string().optional(),
})
export type ReportOptions = z.infer<typeof ReportOptions>

/** A report that is made here; pages of HTML are made by the core, from more than a run's lines. */
export type TextOptions = ReportOptions & { readonly format: Exclude<ReportOptions['format'], 'html'> }

export function isText(options: ReportOptions): options is TextOptions {
  return options.format !== 'html'
}

/** A run in the format that was asked for. */
export function report(run: RunDetail, sources: readonly SourceFile[], options: TextOptions): string {
  switch (options.format) {
    case 'table':
      return classicTable(run, sources, { precision: options.precision, peak: options.peak === true })
    case 'json':
      return jsonReport(run)
    case 'csv':
      return csvReport(run, sources)
  }
}

/** The runs of a group in the format that was asked for. */
export function repeatedReport(
  repeated: RepeatedRuns,
  request: RunRequest,
  sources: readonly SourceFile[],
  { format, precision, peak }: TextOptions,
): string {
  switch (format) {
    case 'table':
      return repeatedTable(repeated, request, sources, { precision, peak: peak === true })
    case 'json':
      return repeatedJson(repeated)
    case 'csv':
      return repeatedCsv(repeated, sources)
  }
}

import { z } from 'zod'
import type { RunDetail, SourceFile } from '../../profiler-core/contract/index.ts'
import { classicTable, csvReport, jsonReport } from '../../profiler-core/report/index.ts'

export const FORMATS = ['table', 'json', 'csv'] as const

/** The options of `run` and `show` that shape a report. */
export const ReportOptions = z.object({
  format: z.enum(FORMATS),
  precision: z.number(),
  peak: z.boolean().optional(),
  output: z.string().optional(),
})
export type ReportOptions = z.infer<typeof ReportOptions>

/** A run in the format that was asked for. */
export function report(run: RunDetail, sources: readonly SourceFile[], options: ReportOptions): string {
  switch (options.format) {
    case 'table':
      return classicTable(run, sources, { precision: options.precision, peak: options.peak === true })
    case 'json':
      return jsonReport(run)
    case 'csv':
      return csvReport(run, sources)
  }
}

import { z } from 'zod'
import { worthPrinting } from '../../profiler-core/analysis/worth.ts'
import type { RepeatedRuns, RunDetail, RunRequest, SourceFile } from '../../profiler-core/contract/index.ts'
import {
  classicTable,
  csvReport,
  jsonReport,
  lastWords,
  medianOf,
  repeatedCsv,
  repeatedJson,
  repeatedTable,
} from '../../profiler-core/report/index.ts'
import { usageError } from './failure.ts'

export const FORMATS = ['table', 'json', 'csv', 'html'] as const

/** The options of `run` and `show` that shape a report. */
export const ReportOptions = z.object({
  format: z.enum(FORMATS),
  precision: z.number(),
  peak: z.boolean().optional(),
  top: z.number().optional(),
  minIncrement: z.number().optional(),
  output: z.string().optional(),
})
export type ReportOptions = z.infer<typeof ReportOptions>

/** A report that is made here; pages of HTML are made by the core, from more than a run's lines. */
export type TextOptions = ReportOptions & { readonly format: Exclude<ReportOptions['format'], 'html'> }

export function isText(options: ReportOptions): options is TextOptions {
  return options.format !== 'html'
}

/** What only tables can leave out: to be said before a program runs for an hour. */
export function requireTable({ format, top, minIncrement }: ReportOptions): void {
  if (format === 'table' || (top === undefined && minIncrement === undefined)) return
  throw usageError(
    '--top and --min-increment shorten tables, no other format.',
    `Leave them or --format ${format} out.`,
  )
}

/** A run in the format that was asked for. */
export function report(run: RunDetail, sources: readonly SourceFile[], options: TextOptions): string {
  switch (options.format) {
    case 'table':
      return tables(run, sources, options)
    case 'json':
      return jsonReport(run)
    case 'csv':
      return csvReport(run, sources)
  }
}

function tables(run: RunDetail, sources: readonly SourceFile[], options: TextOptions): string {
  const end = lastWords(run)
  const called = run.functions.filter(({ calls }) => calls > 0)
  const { functions, leftOut, isWorth } = worthPrinting(
    called,
    (each) => each,
    wanted(options),
    (each) => each === end?.owner,
  )
  const style = { precision: options.precision, peak: options.peak === true, isWorth }
  return classicTable({ ...run, functions }, sources, style) + leftOutLine(leftOut)
}

function wanted({ top, minIncrement }: ReportOptions) {
  return { top, minIncrementBytes: minIncrement }
}

/** Said in one line; nothing where all is there. */
export function leftOutLine(functions: number): string {
  if (functions === 0) return ''
  return `${functions} more ${functions === 1 ? 'function is' : 'functions are'} left out, in which less happened.\n`
}

/** The runs of a group in the format that was asked for. */
export function repeatedReport(
  repeated: RepeatedRuns,
  request: RunRequest,
  sources: readonly SourceFile[],
  options: TextOptions,
): string {
  const { format, precision, peak } = options
  switch (format) {
    case 'table': {
      const medians = new Map(repeated.functions.map((each) => [each, medianOf(each)]))
      const called = repeated.functions.filter(({ calls }) => calls.high > 0)
      const resultOf = (each: (typeof called)[number]) => medians.get(each) ?? medianOf(each)
      const { functions, leftOut, isWorth } = worthPrinting(called, resultOf, wanted(options))
      const style = { precision, peak: peak === true, isWorth }
      return repeatedTable({ ...repeated, functions }, request, sources, style) + leftOutLine(leftOut)
    }
    case 'json':
      return repeatedJson(repeated)
    case 'csv':
      return repeatedCsv(repeated, sources)
  }
}

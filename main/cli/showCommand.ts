import { z } from 'zod'
import type { Context } from './context.ts'
import { withoutTable } from './describeRun.ts'
import { EXIT, unwrap, usageError } from './failure.ts'
import { openReportFile } from './reportFile.ts'
import { isText, ReportOptions, report, requireTable } from './reportOptions.ts'
import { runNumber } from './runName.ts'
import { VIEWS, viewReport } from './views/index.ts'

/** The options of `mebi show`. */
export const ShowOptions = ReportOptions.extend({ view: z.enum(VIEWS) })
export type ShowOptions = z.infer<typeof ShowOptions>

/** `mebi show`: the report of a run in the history. */
export async function showCommand(context: Context, name: string, options: ShowOptions): Promise<number> {
  if (!isText(options) && options.view !== 'table')
    throw usageError('--format html shows the whole run.', 'Leave --view out.')
  requireTable(options)
  const file = options.output === undefined ? null : openReportFile(options.output, context.cwd)
  const id = await runNumber(context, name)
  const text = await textOf(context, id, options)
  if (file === null) context.out.write(text)
  else file.write(text)
  return EXIT.ok
}

async function textOf(context: Context, id: number, options: ShowOptions): Promise<string> {
  const service = await context.service()
  if (!isText(options)) return unwrap(await service.call('runs.report', { id })).text
  const run = unwrap(await service.call('runs.get', { id }))
  for (const sentence of withoutTable(run, 'run')) context.err.write(`mebi: ${sentence}\n`)
  return options.view === 'table'
    ? report(run, unwrap(await service.call('runs.sources', { id })), options)
    : await viewReport(context, { ...run, id }, options.view, options)
}

import { z } from 'zod'
import type { Context } from './context.ts'
import { EXIT, Failure, unwrap, usageError } from './failure.ts'
import { openReportFile } from './reportFile.ts'
import { ReportOptions, report } from './reportOptions.ts'
import { VIEWS, viewReport } from './views/index.ts'

/** The options of `mebi show`. */
export const ShowOptions = ReportOptions.extend({ view: z.enum(VIEWS) })
export type ShowOptions = z.infer<typeof ShowOptions>

/** `mebi show`: the report of a run in the history. */
export async function showCommand(context: Context, name: string, options: ShowOptions): Promise<number> {
  const file = options.output === undefined ? null : openReportFile(options.output, context.cwd)
  const service = await context.service()
  const id = await runNumber(context, name)
  const run = unwrap(await service.call('runs.get', { id }))
  const text =
    options.view === 'table'
      ? report(run, unwrap(await service.call('runs.sources', { id })), options)
      : await viewReport(context, { ...run, id }, options.view, options.format)
  if (file === null) context.out.write(text)
  else file.write(text)
  return EXIT.ok
}

/** The number of a run, or of the newest one: `last`. */
async function runNumber(context: Context, name: string): Promise<number> {
  if (name !== 'last') return parseRunNumber(name)
  const service = await context.service()
  const [newest] = unwrap(await service.call('runs.list', { limit: 1 }))
  if (newest !== undefined && newest.id !== null) return newest.id
  throw new Failure('There is no run yet.', 'mebi run SCRIPT makes one.')
}

export function parseRunNumber(text: string): number {
  const id = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(id)) return id
  throw usageError(
    `${text} is not the number of a run.`,
    'mebi list shows the numbers; last is the newest run.',
  )
}

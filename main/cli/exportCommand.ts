import { type Command, Option } from 'commander'
import { z } from 'zod'
import { withoutReturned } from '../../profiler-core/analysis/index.ts'
import { collapsedStacks } from '../../profiler-core/report/collapsed.ts'
import { speedscopeFile } from '../../profiler-core/report/speedscope.ts'
import type { Context } from './context.ts'
import { EXIT, Failure, unwrap, usageError } from './failure.ts'
import { HELP } from './help.ts'
import { openReportFile } from './reportFile.ts'
import { runNumber } from './runName.ts'

const FORMATS = ['mebi', 'speedscope', 'collapsed'] as const
const METRICS = ['memory', 'time'] as const

const ExportOptions = z.object({
  output: z.string(),
  format: z.enum(FORMATS),
  metric: z.enum(METRICS),
})
type ExportOptions = z.infer<typeof ExportOptions>

/** Adds `mebi export`. */
export function addExportCommand(program: Command, context: Context, exit: (code: number) => void): void {
  program
    .command('export')
    .description('write runs to a file, whole, for another history or another program')
    .argument('<RUN...>')
    .requiredOption('-o, --output <file>', 'the file, such as runs.mebi')
    .addOption(new Option('--format <format>', 'shape of the file').choices(FORMATS).default('mebi'))
    .addOption(
      new Option('--metric <metric>', 'what collapsed stacks are weighed by')
        .choices(METRICS)
        .default('memory'),
    )
    .addHelpText('after', HELP.export)
    .action(async (names: string[], options) =>
      exit(await exportCommand(context, names, ExportOptions.parse(options))),
    )
}

/** `mebi export`: whole runs as a file, or the call tree of one for a viewer of stacks. */
async function exportCommand(
  context: Context,
  names: readonly string[],
  options: ExportOptions,
): Promise<number> {
  if (options.format !== 'mebi' && names.length > 1)
    throw usageError(`--format ${options.format} takes one run.`, 'Use --format mebi for several.')
  const file = openReportFile(options.output, context.cwd)
  const ids: number[] = []
  for (const name of names) ids.push(await runNumber(context, name))
  file.write(options.format === 'mebi' ? await wholeRuns(context, ids) : await stacks(context, ids, options))
  return EXIT.ok
}

async function wholeRuns(context: Context, ids: number[]): Promise<Buffer> {
  const service = await context.service()
  return Buffer.from(unwrap(await service.call('runs.export', { ids })).base64, 'base64')
}

async function stacks(
  context: Context,
  [id = 0]: readonly number[],
  { format, metric }: ExportOptions,
): Promise<string> {
  const service = await context.service()
  const { callTree, series } = unwrap(await service.call('runs.story', { id, parts: ['callTree', 'series'] }))
  if (callTree === null) throw new Failure(`Run ${id} does not know who called whom.`)
  const tree = withoutReturned(callTree, series)
  if (format === 'speedscope') return JSON.stringify(speedscopeFile(tree, `Mebi run ${id}`, metric))
  const text = collapsedStacks(tree, metric)
  if (text !== null) return text
  throw new Failure(
    `The call tree of run ${id} is too deep for collapsed stacks, which repeat the whole path on each line.`,
    'Use --format speedscope.',
  )
}

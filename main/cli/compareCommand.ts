import { type Command, Option } from 'commander'
import { z } from 'zod'
import { comparisonJson } from '../../profiler-core/report/comparisonJson.ts'
import { SHOWN_CHANGE_BYTES } from '../../profiler-core/report/verdict.ts'
import { createColors } from './colors.ts'
import type { Context } from './context.ts'
import { EXIT, unwrap, usageError } from './failure.ts'
import { HELP } from './help.ts'
import { parseSize } from './optionValues.ts'
import { openReportFile } from './reportFile.ts'
import { runNumber } from './runName.ts'
import { comparisonText, SORTS } from './views/comparisonText.ts'

const CompareOptions = z.object({
  json: z.boolean().optional(),
  html: z.boolean().optional(),
  output: z.string().optional(),
  threshold: z.number(),
  sort: z.enum(SORTS),
  inOrder: z.boolean().optional(),
})
type CompareOptions = z.infer<typeof CompareOptions>

/** Adds `mebi compare`. */
export function addCompareCommand(program: Command, context: Context, exit: (code: number) => void): void {
  program
    .command('compare')
    .description('print what changed from one run to another, by function and line')
    .argument('<A>')
    .argument('<B>')
    .option('--json', 'print JSON')
    .option('--html', 'a page of HTML that needs nothing else')
    .option('-o, --output <file>', 'write to a file (default: standard output)')
    .addOption(
      new Option('--threshold <size>', 'leave out what changed by less')
        .default(SHOWN_CHANGE_BYTES, '1M')
        .argParser((text) => (text === '0' ? 0 : parseSize(text))),
    )
    .addOption(new Option('--sort <change>', 'what to rank and show').choices(SORTS).default('growth'))
    .option('--in-order', 'A is the base, even where it is the later run')
    .addHelpText('after', HELP.compare)
    .action(async (a: string, b: string, options) =>
      exit(await compareCommand(context, a, b, CompareOptions.parse(options))),
    )
}

/** `mebi compare`: two runs of the history side by side, each with the others of its group. */
async function compareCommand(
  context: Context,
  a: string,
  b: string,
  options: CompareOptions,
): Promise<number> {
  if (options.json === true && options.html === true) {
    throw usageError('--json and --html cannot both be.', 'Use one of them.')
  }
  const file = options.output === undefined ? null : openReportFile(options.output, context.cwd)
  const text = await comparisonOf(context, a, b, options)
  if (file === null) context.out.write(text)
  else file.write(text)
  return EXIT.ok
}

async function comparisonOf(
  context: Context,
  a: string,
  b: string,
  { json, html, threshold, sort, inOrder, output }: CompareOptions,
): Promise<string> {
  const base = await runNumber(context, a)
  const now = await runNumber(context, b)
  const service = await context.service()
  const pair = { base, now, order: inOrder === true ? ('given' as const) : ('time' as const) }
  if (html === true) return unwrap(await service.call('runs.comparisonReport', pair)).text
  const comparison = unwrap(await service.call('runs.compare', pair))
  if (json === true) return comparisonJson(comparison)
  const sources = async (run: { readonly id: number | null }) =>
    run.id === null ? [] : unwrap(await service.call('runs.sources', { id: run.id }))
  const isOnTerminal = output === undefined && context.out.isTerminal
  return comparisonText(
    comparison,
    { base: await sources(comparison.base.run), now: await sources(comparison.now.run) },
    {
      threshold,
      sort,
      width: isOnTerminal ? context.out.columns : Number.MAX_SAFE_INTEGER,
      colors: isOnTerminal ? context.out.colors : createColors(false),
    },
  )
}

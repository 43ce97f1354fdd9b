import type { Command } from 'commander'
import { z } from 'zod'
import { type Dataset, type RunSummary, targetWords } from '../../profiler-core/contract/index.ts'
import { amount, oneLine } from '../../profiler-core/report/index.ts'
import type { Context } from './context.ts'
import { EXIT, unwrap, usageError } from './failure.ts'
import { HELP } from './help.ts'
import { parseDataSize, parseText } from './optionValues.ts'
import { runNumber } from './runName.ts'

const DescribeOptions = z.object({
  label: z.string().optional(),
  note: z.string().optional(),
  pin: z.boolean().optional(),
  unpin: z.boolean().optional(),
  baseline: z.boolean().optional(),
  data: z.literal(false).optional(),
  dataLabel: z.string().optional(),
  dataSize: z.number().optional(),
  dataUnit: z.string().optional(),
})
type DescribeOptions = z.infer<typeof DescribeOptions>

const NO_DATA: Dataset = { label: null, size: null, unit: null, file: null, sha256: null }

/** Adds `mebi describe`. */
export function addDescribeCommand(program: Command, context: Context, exit: (code: number) => void): void {
  program
    .command('describe')
    .description('say something of a run in the history: a name, its data, that it is to stay')
    .argument('<RUN>')
    .option('--label <text>', "a name; '' takes it away")
    .option('--note <text>', "a note; '' takes it away")
    .option('--pin', 'no clean-up removes it')
    .option('--unpin', 'a clean-up may remove it')
    .option('--baseline', 'later runs of its target are held against it')
    .option('--no-baseline', 'they no longer are')
    .option('--data-label <text>', 'a name for the data it ran on', parseText)
    .option('--data-size <number>', 'how much data that was', parseDataSize)
    .option('--data-unit <unit>', 'what --data-size counts, such as rows', parseText)
    .option('--no-data', 'forget what data it ran on')
    .addHelpText('after', HELP.describe)
    .action(async (name: string, options: Record<string, unknown>) =>
      exit(await describeCommand(context, name, DescribeOptions.parse(withoutDefault(options)))),
    )
}

/** Commander takes data to be true where nobody said that there is none. */
function withoutDefault({ data, ...options }: Record<string, unknown>): Record<string, unknown> {
  return data === false ? { ...options, data } : options
}

async function describeCommand(context: Context, name: string, options: DescribeOptions): Promise<number> {
  const { label, note, pin, unpin, baseline, data } = options
  if (pin === true && unpin === true) throw usageError('--pin and --unpin cannot both be.')
  const about = dataOf(options)
  if (data === false && about !== null) throw usageError('--no-data goes with no other word about data.')
  if (Object.values(options).every((each) => each === undefined)) {
    throw usageError(
      'What is there to say of it?',
      'Such as --label TEXT, --pin or --baseline; mebi help describe names all.',
    )
  }
  const service = await context.service()
  const id = await runNumber(context, name)
  const known = about === null ? null : unwrap(await service.call('runs.get', { id })).dataset
  const run = unwrap(
    await service.call('runs.describe', {
      id,
      label: label === '' ? null : label,
      note: note === '' ? null : note,
      pinned: pin === true ? true : unpin === true ? false : undefined,
      baseline,
      dataset: data === false ? null : about === null ? undefined : { ...NO_DATA, ...known, ...about },
    }),
  )
  context.out.write(`${description(run)}\n`)
  return EXIT.ok
}

function dataOf({ dataLabel, dataSize, dataUnit }: DescribeOptions): Partial<Dataset> | null {
  const about = {
    ...(dataLabel === undefined ? {} : { label: dataLabel }),
    ...(dataSize === undefined ? {} : { size: dataSize }),
    ...(dataUnit === undefined ? {} : { unit: dataUnit }),
  }
  return Object.keys(about).length === 0 ? null : about
}

/** `run 3: label "before", pinned, baseline of train.py, data "small", 1,000 rows`. */
function description({ id, label, note, pinned, baseline, dataset, request }: RunSummary): string {
  const words = [
    label === null ? null : `label "${oneLine(label)}"`,
    note === null ? null : `note "${oneLine(note)}"`,
    pinned ? 'pinned' : null,
    baseline ? `baseline of ${oneLine(targetWords(request))}` : null,
    dataset === null ? null : `data ${dataWords(dataset)}`,
  ].filter((each) => each !== null)
  return `run ${id ?? ''}: ${words.length === 0 ? 'nothing said of it' : words.join(', ')}`
}

/** `"small", 1,000 rows`, or what there is of it. */
export function dataWords({ label, size, unit, file }: Dataset): string {
  const name = label ?? file?.split(/[/\\]/).at(-1) ?? null
  const words = [
    name === null ? null : `"${oneLine(name)}"`,
    size === null ? null : amount(size, unit === null ? null : oneLine(unit)),
  ]
  return words.filter((each) => each !== null).join(', ')
}

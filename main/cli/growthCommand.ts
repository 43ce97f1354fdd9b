import type { Command } from 'commander'
import { z } from 'zod'
import { type DataSeries, dataSeries, fitGrowth, predict } from '../../profiler-core/analysis/index.ts'
import { memorySize } from '../../profiler-core/contract/memorySize.ts'
import {
  amount,
  growthSentence,
  jsonText,
  oneLine,
  predictionSentence,
} from '../../profiler-core/report/index.ts'
import type { Context } from './context.ts'
import { EXIT, Failure, usageError } from './failure.ts'
import { alignColumns, memory } from './format.ts'
import { HELP } from './help.ts'
import { parseDataSize } from './optionValues.ts'
import { projectOf, runsOfProject, runsOfTarget } from './projectRuns.ts'

const GrowthOptions = z.object({
  predict: z.string().optional(),
  json: z.boolean().optional(),
  project: z.string().optional(),
})
type GrowthOptions = z.infer<typeof GrowthOptions>

/** What `mebi growth --json` prints: one for each target, backend and unit. A promise to scripts, as `RunReportJson` is. */
export const GrowthJson = z.array(
  z.strictObject({
    target: z.string(),
    backend: z.string(),
    unit: z.string().nullable(),
    /** By size. */
    runs: z.array(z.strictObject({ runId: z.number(), size: z.number(), peakBytes: z.number() })),
    /** Of `baseBytes + riseBytes * (size / largest) ** exponent`; `null` where all runs had data of one size. */
    growth: z
      .strictObject({
        exponent: z.number(),
        baseBytes: z.number(),
        riseBytes: z.number(),
        largest: z.number(),
        sizes: z.number(),
      })
      .nullable(),
    /** For the size that was asked for. */
    prediction: z
      .strictObject({ size: z.number(), bytes: z.number(), low: z.number(), high: z.number() })
      .nullable(),
  }),
)
type Growth = z.infer<typeof GrowthJson>[number]

/** Adds `mebi growth`. */
export function addGrowthCommand(program: Command, context: Context, exit: (code: number) => void): void {
  program
    .command('growth')
    .description('print how the peak grows with the size of the data, and what a size would take')
    .argument('[TARGET]')
    .option('--predict <size>', 'what data of this size would take; for bytes also 512M, 4G')
    .option('--json', 'print JSON')
    .option('--project <folder>', 'project folder (default: the one of this folder)')
    .addHelpText('after', HELP.growth)
    .action(async (target: string | undefined, options) =>
      exit(await growthCommand(context, target, GrowthOptions.parse(options))),
    )
}

async function growthCommand(
  context: Context,
  target: string | undefined,
  options: GrowthOptions,
): Promise<number> {
  const all = await runsOfProject(context, projectOf(context, options.project))
  const series = dataSeries(target === undefined ? all : runsOfTarget(all, target))
  if (series.length === 0) {
    throw new Failure(
      'No run that finished says how much data it had.',
      'Tell it with mebi run --data FILE or --data-size N, or afterwards with mebi describe RUN --data-size N.',
    )
  }
  const growths = series.map((each) => growthOf(each, options.predict))
  const text = options.json === true ? jsonText(growths) : growths.map(growthText).join('\n')
  context.out.write(text)
  return EXIT.ok
}

function growthOf({ target, backend, unit, runs }: DataSeries, typed: string | undefined): Growth {
  const fitted = fitGrowth(runs)
  const size = typed === undefined ? null : sizeOf(typed, unit)
  return {
    target,
    backend,
    unit,
    runs: runs.map(({ runId, size: of, peakBytes }) => ({ runId, size: of, peakBytes })),
    growth: fitted && {
      exponent: fitted.exponent,
      baseBytes: fitted.baseBytes,
      riseBytes: fitted.riseBytes,
      largest: fitted.largest,
      sizes: fitted.sizes,
    },
    prediction: fitted === null || size === null ? null : { size, ...predict(fitted, size) },
  }
}

function sizeOf(text: string, unit: string | null): number {
  const bytes = unit === 'bytes' ? memorySize(text) : null
  if (typeof bytes === 'number') return bytes
  try {
    return parseDataSize(text)
  } catch {
    throw usageError(
      `--predict ${oneLine(text)} is no size.`,
      'Type a number above 0, such as 1e6; for bytes also 512M.',
    )
  }
}

function growthText({ target, backend, unit, runs, growth, prediction }: Growth): string {
  const title = `${oneLine(target)} (${backend})`
  const rows = runs.map(({ runId, size, peakBytes }) => [
    String(runId),
    amount(size, oneUnit(unit)),
    memory(peakBytes),
  ])
  const table = alignColumns(
    [
      { title: 'Run', align: 'right' },
      { title: 'Data', align: 'right' },
      { title: 'Peak', align: 'right' },
    ],
    rows,
  )
  return `${[title, '', ...table, '', ...sentences()].join('\n')}\n`

  function sentences(): string[] {
    if (growth === null) {
      const size = runs[0]?.size ?? 0
      return [`All runs had data of one size (${amount(size, oneUnit(unit))}); how the peak grows takes two.`]
    }
    const facts = { ...growth, smallest: runs[0]?.size ?? 0 }
    const told = growthSentence(facts, oneUnit(unit))
    return prediction === null
      ? [told]
      : [told, predictionSentence(facts, prediction, prediction.size, oneUnit(unit))]
  }
}

function oneUnit(unit: string | null): string | null {
  return unit === null ? null : oneLine(unit)
}

import { relative } from 'node:path'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import {
  alike,
  byCommit,
  comparablePeaks,
  findSteps,
  trendPoints,
} from '../../profiler-core/analysis/index.ts'
import type { FunctionHistory, FunctionTrend, HistoryEntry } from '../../profiler-core/contract/index.ts'
import { jsonText, oneLine } from '../../profiler-core/report/index.ts'
import type { Context } from './context.ts'
import { EXIT, Failure, unwrap } from './failure.ts'
import { HELP } from './help.ts'
import { parseCount } from './optionValues.ts'
import { projectOf, runsOfProject, runsOfTarget } from './projectRuns.ts'
import { MEASURES, type Trend, type TrendValue, targetsText, trendText } from './views/trendText.ts'

const TrendOptions = z.object({
  function: z.string().optional(),
  by: z.enum(['date', 'commit']),
  measure: z.enum(MEASURES).optional(),
  json: z.boolean().optional(),
  limit: z.number(),
  project: z.string().optional(),
})
type TrendOptions = z.infer<typeof TrendOptions>

/** What `mebi trend --json` prints. A promise to scripts, as `RunReportJson` is. */
export const TrendJson = z.strictObject({
  target: z.string().nullable(),
  function: z.string().nullable(),
  backend: z.string(),
  measure: z.enum(MEASURES),
  /** By date one for each run, by commit one for each state of the sources; the earliest first. In bytes or nanoseconds. */
  values: z.array(
    z.strictObject({
      runs: z.array(z.number()),
      startedAt: z.string(),
      commit: z.string().nullable(),
      dirty: z.boolean().nullable(),
      low: z.number(),
      median: z.number(),
      high: z.number(),
    }),
  ),
  /** `index`: of the first value at the new level; levels are medians. */
  steps: z.array(z.strictObject({ index: z.number(), before: z.number(), after: z.number() })),
  /** How many runs of the target are no part of it: other backend, other data, or a bad end. */
  leftOut: z.number(),
})

/** Adds `mebi trend`. */
export function addTrendCommand(program: Command, context: Context, exit: (code: number) => void): void {
  program
    .command('trend')
    .description('print how a target or a function went over all its runs, and since when it is different')
    .argument('[TARGET]')
    .option('-f, --function <name>', 'of this function rather than of the whole run')
    .addOption(
      new Option('--by <what>', 'one line for each run, or for each commit')
        .choices(['date', 'commit'])
        .default('date'),
    )
    .addOption(
      new Option('--measure <number>', 'which number (default: peak; of a function growth)').choices(
        MEASURES,
      ),
    )
    .option('-n, --limit <count>', 'print the newest so many', parseCount, 50)
    .option('--json', 'print JSON, all of it')
    .option('--project <folder>', 'project folder (default: the one of this folder)')
    .addHelpText('after', HELP.trend)
    .action(async (target: string | undefined, options) =>
      exit(await trendCommand(context, target, TrendOptions.parse(options))),
    )
}

async function trendCommand(
  context: Context,
  target: string | undefined,
  options: TrendOptions,
): Promise<number> {
  const projectDir = projectOf(context, options.project)
  const all = await runsOfProject(context, projectDir)
  const entries = target === undefined ? all : runsOfTarget(all, target)
  if (target === undefined && options.function === undefined && singleTarget(all) === null) {
    context.out.write(
      options.json === true ? json(allTrends(all, options)) : targetsText(allTrends(all, options)),
    )
    return EXIT.ok
  }
  const trend =
    options.function === undefined
      ? runTrend(entries, options)
      : await functionTrend(context, projectDir, entries, options.function, options)
  if (trend === null) {
    throw new Failure(
      options.function === undefined
        ? 'No run has finished yet.'
        : `No run that finished called ${oneLine(options.function)}.`,
    )
  }
  context.out.write(options.json === true ? json(trend) : trendText(trend, options.limit, context.out))
  return EXIT.ok
}

function json(trends: Trend | readonly Trend[]): string {
  return jsonText(trends)
}

function singleTarget(entries: readonly HistoryEntry[]): string | null {
  const [first] = entries
  return first !== undefined && entries.every(({ target }) => target === first.target) ? first.target : null
}

function allTrends(entries: readonly HistoryEntry[], options: TrendOptions): Trend[] {
  const targets = [...new Set(entries.map(({ target }) => target))]
  return targets.flatMap((target) => runTrend(runsOfTarget(entries, target), options) ?? [])
}

function runTrend(entries: readonly HistoryEntry[], options: TrendOptions): Trend | null {
  const measure = options.measure ?? 'peak'
  if (measure === 'growth') throw new Failure('Growth is of a function.', 'Name one with --function.')
  const { values } = comparablePeaks(entries)
  const peaks = new Map(entries.map(({ id }, index) => [id, values[index] ?? 0]))
  return trendOf(entries, null, measure, options, (entry) =>
    measure === 'time' ? entry.durationNs : peaks.get(entry.id),
  )
}

async function functionTrend(
  context: Context,
  projectDir: string,
  entries: readonly HistoryEntry[],
  words: string,
  options: TrendOptions,
): Promise<Trend | null> {
  const service = await context.service()
  const known = unwrap(await service.call('runs.functions', { projectDir }))
  const { file, name } = functionNamed(known, words, projectDir)
  const trend = unwrap(await service.call('runs.functionTrend', { projectDir, file, name }))
  const measure = options.measure ?? 'growth'
  const values = valuesOf(trend, measure)
  const byId = new Map(trend.runIds.map((id, index) => [id, values[index]]))
  const called = entries.filter(({ id }) => byId.has(id))
  return trendOf(called, name, measure, options, ({ id }) => byId.get(id))
}

function valuesOf(trend: FunctionTrend, measure: Trend['measure']): readonly number[] {
  switch (measure) {
    case 'peak':
      return trend.peakBytes
    case 'growth':
      return trend.growthBytes
    case 'time':
      return trend.timeNs
  }
}

/** A function by its name (`Loader.load`), the last part of it (`load`), or either behind a file (`reader.py:load`). */
function functionNamed(
  known: readonly FunctionHistory[],
  words: string,
  projectDir: string,
): FunctionHistory {
  const fullName = ({ file, name }: FunctionHistory) => `${relative(projectDir, file)}:${name}`
  const exact = known.filter((each) => each.name === words || fullName(each) === words)
  const found =
    exact.length > 0
      ? exact
      : known.filter((each) => each.name.endsWith(`.${words}`) || `/${fullName(each)}`.endsWith(`/${words}`))
  const [only, ...others] = found
  if (only === undefined) {
    throw new Failure(
      `No run called a function ${oneLine(words)}.`,
      'mebi show last --view hotspots names those of the newest run.',
    )
  }
  if (others.length === 0) return only
  const names = found.slice(0, 10).map((each) => oneLine(fullName(each)))
  throw new Failure(`There are several functions ${oneLine(words)}.`, `Name one of: ${names.join('; ')}.`)
}

/** `entries`: newest first. `null` where none of them has finished. */
function trendOf(
  entries: readonly HistoryEntry[],
  functionName: string | null,
  measure: Trend['measure'],
  { by }: TrendOptions,
  numberOf: (entry: HistoryEntry) => number | undefined,
): Trend | null {
  const newest = entries.find(({ status }) => status === 'finished')
  if (newest === undefined) return null
  const counted = alike(entries, newest)
  const points = trendPoints(counted, numberOf)
  const values: TrendValue[] =
    by === 'commit'
      ? byCommit(points).map(({ git, runIds, startedAt, value }) => ({
          ...state(runIds, startedAt, git),
          ...value,
        }))
      : points.map(({ runId, startedAt, git, value }) => ({
          ...state([runId], startedAt, git),
          low: value,
          median: value,
          high: value,
        }))
  return {
    target: singleTarget(counted),
    function: functionName,
    backend: newest.backend,
    measure,
    values,
    steps: findSteps(values.map(({ median }) => median)),
    leftOut: entries.length - counted.length,
  }
}

function state(runs: readonly number[], startedAt: string, git: HistoryEntry['git']) {
  return { runs: [...runs], startedAt, commit: git?.commit ?? null, dirty: git?.dirty ?? null }
}

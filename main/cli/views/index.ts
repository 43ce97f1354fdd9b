import { cellsOf, withoutReturned } from '../../../profiler-core/analysis/index.ts'
import type { CallInput, CallName, CallOutput, RunDetail } from '../../../profiler-core/contract/index.ts'
import { jsonText } from '../../../profiler-core/report/index.ts'
import type { Context } from '../context.ts'
import { Failure, unwrap, usageError } from '../failure.ts'
import type { ReportOptions } from '../reportOptions.ts'
import { cellsText } from './cellsView.ts'
import { hintsText } from './hintsView.ts'
import { hotspotsText, rankedHotspots } from './hotspotsView.ts'
import { leaksOf, leaksText } from './leaksView.ts'
import { peakText } from './peakView.ts'
import { timelineText } from './timelineView.ts'
import { treeText } from './treeView.ts'

export const VIEWS = ['table', 'timeline', 'peak', 'tree', 'hotspots', 'leaks', 'hints', 'cells'] as const
export type View = (typeof VIEWS)[number]

/** A run seen in another way than as its tables. */
export async function viewReport(
  context: Context,
  run: RunDetail & { id: number },
  view: Exclude<View, 'table'>,
  options: ReportOptions,
): Promise<string> {
  const { format, top, minIncrement } = options
  if (format === 'csv')
    throw usageError('--format csv is for the table only.', 'Use --format json, or leave it out.')
  if ((top !== undefined || minIncrement !== undefined) && view !== 'hotspots')
    throw usageError(
      `--top and --min-increment are for tables of functions: --view table and --view hotspots.`,
      'Leave them out.',
    )
  const { data, text } = await load(context, run, view, options)
  return format === 'json' ? jsonText(data) : text()
}

/** What a view is made of, for scripts, and how it reads. */
interface Loaded {
  readonly data: unknown
  readonly text: () => string
}

async function load(
  context: Context,
  run: RunDetail & { id: number },
  view: Exclude<View, 'table'>,
  options: ReportOptions,
): Promise<Loaded> {
  const { id } = run
  const service = await context.service()
  const call = async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> =>
    unwrap(await service.call(name, input))
  // Only a terminal has an edge.
  const columns = context.out.isTerminal ? context.out.columns : Number.MAX_SAFE_INTEGER
  switch (view) {
    case 'timeline': {
      const timeline = await call('runs.timeline', { id })
      return { data: timeline, text: () => timelineText(timeline, run, columns) }
    }
    case 'peak': {
      const { peak } = await call('runs.story', { id, parts: ['peak'] })
      if (peak === null) throw notMeasured(id, 'who held the memory at its peak')
      const timeline = await call('runs.timeline', { id })
      return { data: peak, text: () => peakText(peak, run, timeline, columns) }
    }
    case 'tree': {
      const { callTree, series } = await call('runs.story', { id, parts: ['callTree', 'series'] })
      if (callTree === null) throw notMeasured(id, 'who called whom')
      const settled = withoutReturned(callTree, series)
      return { data: settled, text: () => treeText(settled, columns) }
    }
    case 'hotspots': {
      const { callTree, series } = await call('runs.story', { id, parts: ['callTree', 'series'] })
      if (callTree === null) throw notMeasured(id, 'its functions as a whole')
      const ranked = rankedHotspots(withoutReturned(callTree, series))
      return { data: ranked, text: () => hotspotsText(ranked, run, columns, options) }
    }
    case 'leaks': {
      const story = await call('runs.story', { id, parts: ['series', 'callTree', 'objects'] })
      const timeline = await call('runs.timeline', { id })
      if (story.series === null) throw notMeasured(id, 'its lines over time')
      const leaks = leaksOf(run, story, timeline)
      return {
        data: { leaks, objects: story.objects },
        text: () => leaksText(leaks, story.objects, run, columns),
      }
    }
    case 'cells': {
      const sources = await call('runs.sources', { id })
      const found = sources
        .map((source) => ({ source, cells: cellsOf(run, source) }))
        .find(({ cells }) => cells.some(({ growthBytes }) => growthBytes !== null))
      if (found === undefined) {
        throw new Failure(
          `Run ${id} has no cells whose lines were measured.`,
          'They are those of a notebook, or of a script that # %% divides, when its module level is watched.',
        )
      }
      return { data: found.cells, text: () => cellsText(found.cells, found.source.text, columns) }
    }
    case 'hints': {
      const hints = await call('runs.hints', { id })
      return { data: hints, text: () => hintsText(hints, run, columns) }
    }
  }
}

function notMeasured(id: number, what: string): Failure {
  return new Failure(
    `Run ${id} does not know ${what}.`,
    'It may be older than this Mebi, come from another program, or have watched nothing: run the program again.',
  )
}

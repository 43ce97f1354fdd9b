import type { TrendStep } from '../../../profiler-core/analysis/index.ts'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import type { Level, PlotContent } from './plotContent.ts'
import { hasRun, pointsByCommit, pointsByDate, type RunsPoint } from './points.ts'
import type { Sample } from './samples.ts'

/** A step, and the first run at the new level. */
export interface RunStep extends TrendStep {
  readonly entry: HistoryEntry
}

/** The runs that tell something of their target, in their order. */
export function endedWell(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ entry }) => entry.status === 'finished')
}

/** The steps of a series, with their runs. */
export function runSteps(series: readonly Sample[], steps: readonly TrendStep[]): RunStep[] {
  return steps.flatMap((step) => {
    const entry = series[step.index]?.entry
    return entry === undefined ? [] : [{ ...step, entry }]
  })
}

export interface TrendPlace {
  readonly points: readonly RunsPoint[]
  /** By place, where the plot is by commit; else none. */
  readonly commits: readonly string[]
  /** How many runs are left out because they know no commit. */
  readonly without: number
}

export function placesOf(samples: readonly Sample[], order: 'date' | 'commit'): TrendPlace {
  if (order === 'commit') return pointsByCommit(samples)
  return { points: pointsByDate(samples), commits: [], without: 0 }
}

/** What is drawn of a trend. `words`: by how much a step goes up or down. */
export function trendContent(
  { points, commits }: TrendPlace,
  steps: readonly RunStep[],
  words: (delta: number) => string,
): PlotContent {
  const isByCommit = commits.length > 0
  const marks = steps.flatMap((step) => {
    const x = points.find((point) => hasRun(point, step.entry.id))?.x
    const delta = step.after - step.before
    // Between two commits rather than on one of them.
    return x === undefined ? [] : [{ x: isByCommit ? x - 0.5 : x, delta, words: words(delta), step }]
  })
  const baseline = points.flatMap(({ samples }) => samples).find(({ entry }) => entry.baseline)
  return {
    points,
    levels: levelsOf(marks, points),
    steps: marks,
    baseline: baseline?.value ?? null,
    curve: [],
    prediction: null,
    joined: true,
  }
}

/** From step to step; runs by commit may come in another order than by date, where a stretch has no length. */
function levelsOf(
  marks: readonly { readonly x: number; readonly step: RunStep }[],
  points: readonly RunsPoint[],
): Level[] {
  const [first, last] = [points[0]?.x, points.at(-1)?.x]
  if (marks.length === 0 || first === undefined || last === undefined) return []
  const starts = [first, ...marks.map(({ x }) => x)]
  const ends = [...marks.map(({ x }) => x), last]
  const values = [marks[0]?.step.before, ...marks.map(({ step }) => step.after)]
  return starts.flatMap((from, index) => {
    const [to, value] = [ends[index], values[index]]
    return to === undefined || value === undefined || to < from ? [] : [{ from, to, value }]
  })
}

import { median } from 'simple-statistics'
import type { GitState, HistoryEntry, Spread } from '../contract/index.ts'
import { changePoints } from './changePoints.ts'

/** One run within a trend; the number is in bytes or nanoseconds. */
export interface TrendPoint {
  readonly runId: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** `null`: the run's project was in no git repository. */
  readonly git: GitState | null
  readonly value: number
}

/** Where a number came to another level and stayed there. */
export interface TrendStep {
  /** Of the first value at the new level. */
  readonly index: number
  /** Median between the step before and this one. */
  readonly before: number
  /** Median from here to the next step. */
  readonly after: number
}

/** The runs of one state of the sources. */
export interface CommitPoint {
  readonly git: GitState | null
  /** By start. */
  readonly runIds: readonly number[]
  /** When the first of them started: ISO 8601, UTC. */
  readonly startedAt: string
  readonly value: Spread
}

/** A step is at least so much of the higher of its levels: less is of no use to anybody. */
const LEAST_STEP = 0.02

/**
 * The steps in a series, by start: first the change points (see `changePoints`), of which those remain whose levels
 * differ by a fiftieth or more.
 */
export function findSteps(values: readonly number[]): TrendStep[] {
  if (values.length === 0) return []
  const starts = changePoints(values)
  for (;;) {
    const steps = stepsAt(values, starts)
    const least = steps.reduce<TrendStep | null>(
      (found, step) => (found === null || share(step) < share(found) ? step : found),
      null,
    )
    if (least === null || share(least) >= LEAST_STEP) return steps
    starts.splice(starts.indexOf(least.index), 1)
  }
}

function stepsAt(values: readonly number[], starts: readonly number[]): TrendStep[] {
  const edges = [0, ...starts, values.length]
  const levels = edges.slice(1).map((end, index) => median(values.slice(edges[index], end)))
  return starts.map((start, index) => ({
    index: start,
    before: levels[index] ?? 0,
    after: levels[index + 1] ?? 0,
  }))
}

function share({ before, after }: TrendStep): number {
  return Math.abs(after - before) / Math.max(Math.abs(before), Math.abs(after), Number.MIN_VALUE)
}

/**
 * The runs whose numbers can be held against those of `one`: that ended well, measured what it measured, on the same data.
 * In their order.
 */
export function alike(entries: readonly HistoryEntry[], one: HistoryEntry): HistoryEntry[] {
  const data = dataKey(one)
  return entries.filter(
    (entry) => entry.status === 'finished' && entry.backend === one.backend && dataKey(entry) === data,
  )
}

/** Tells data apart: by content where that is known, else by what the person called it. */
function dataKey({ dataset }: HistoryEntry): string {
  if (dataset === null) return ''
  const { sha256, label, size, unit } = dataset
  return JSON.stringify(sha256 === null ? [label, size, unit] : [sha256])
}

/** What each run came to, by start; runs without a value are absent. */
export function trendPoints(
  entries: readonly HistoryEntry[],
  numberOf: (entry: HistoryEntry) => number | undefined,
): TrendPoint[] {
  const points = entries.flatMap((entry) => {
    const value = numberOf(entry)
    return value === undefined ? [] : [{ runId: entry.id, startedAt: entry.startedAt, git: entry.git, value }]
  })
  return points.sort(byStart)
}

function byStart(one: TrendPoint, other: TrendPoint): number {
  if (one.startedAt === other.startedAt) return one.runId - other.runId
  return one.startedAt < other.startedAt ? -1 : 1
}

/**
 * Runs by the state of their sources, in the order in which each was first run; `points`: by start. A commit with
 * changes that were not committed is a state of its own, and so are runs without git.
 */
export function byCommit(points: readonly TrendPoint[]): CommitPoint[] {
  const states = new Map<string, TrendPoint[]>()
  for (const point of points) {
    const { git } = point
    const key = git === null ? '' : `${git.commit} ${git.dirty}`
    const members = states.get(key)
    if (members === undefined) states.set(key, [point])
    else members.push(point)
  }
  return [...states.values()].flatMap((members) => {
    const [first] = members
    if (first === undefined) return []
    const values = members.map(({ value }) => value).sort((a, b) => a - b)
    const [low = 0, high = 0] = [values[0], values.at(-1)]
    const runIds = members.map(({ runId }) => runId)
    return [
      { git: first.git, runIds, startedAt: first.startedAt, value: { low, median: median(values), high } },
    ]
  })
}

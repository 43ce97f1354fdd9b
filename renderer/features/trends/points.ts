import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { statusTone } from '../../../profiler-core/report/runWords.ts'
import type { Sample } from './samples.ts'

/** A run, or several that belong together: where it stands, and what they came to. */
export interface RunsPoint {
  /** Seconds since 1970, the place of a commit, or the size of the data. */
  readonly x: number
  /** Whether the runs ended as they should; those that did not tell less, and are never part of a median. */
  readonly ending: 'ok' | 'bad' | 'warn'
  /** By value; at least one. */
  readonly samples: readonly Sample[]
  readonly low: number
  readonly median: number
  readonly high: number
}

export interface CommitPoints {
  readonly points: readonly RunsPoint[]
  /** The commit at each place, in the order in which they were first run: `a1b2c3d`, `a1b2c3d+` with changes. */
  readonly commits: readonly string[]
  /** How many runs know no commit. */
  readonly without: number
}

/** By the moment of their start. Repetitions are one point. `samples` are by start. */
export function pointsByDate(samples: readonly Sample[]): RunsPoint[] {
  return pointsOf(samples, repetitionOf, (first) => Date.parse(first.entry.startedAt) / 1000)
}

/** By git commit, all runs of one as one point. `samples` are by start. */
export function pointsByCommit(samples: readonly Sample[]): CommitPoints {
  const known = samples.filter(({ entry }) => entry.git !== null)
  const places = new Map<string, number>()
  const commits: string[] = []
  for (const { entry } of known) {
    const key = commitKey(entry)
    if (places.has(key)) continue
    places.set(key, commits.length)
    commits.push(commitWords(entry))
  }
  const points = pointsOf(known, commitKey, ({ entry }) => places.get(commitKey(entry)) ?? 0)
  return { points, commits, without: samples.length - known.length }
}

/** By the size of their data, smallest first; runs without a size are absent. Repetitions are one point. */
export function pointsBySize(samples: readonly Sample[]): RunsPoint[] {
  return pointsOf(
    samples.filter(({ entry }) => sizeOf(entry) !== null),
    repetitionOf,
    ({ entry }) => sizeOf(entry) ?? 0,
  )
}

export function sizeOf({ dataset }: HistoryEntry): number | null {
  return dataset?.size ?? null
}

function commitKey({ git }: HistoryEntry): string {
  if (git === null) return ''
  return git.dirty ? `${git.commit}+` : git.commit
}

/** The commit of a run as it is written; with a sign where the files had changed since. */
export function commitWords({ git }: HistoryEntry): string {
  return git === null ? '' : `${git.commit.slice(0, 7)}${git.dirty ? '+' : ''}`
}

/** The run that stands for a point: that of its median, or the one just below. */
export function runOf({ samples }: RunsPoint): HistoryEntry {
  const sample = samples[(samples.length - 1) >> 1]
  if (sample === undefined) throw new Error('A point has at least one run.')
  return sample.entry
}

export function hasRun({ samples }: RunsPoint, id: number | null): boolean {
  return samples.some(({ entry }) => entry.id === id)
}

/** `null`: the run stands alone. */
function repetitionOf({ group, dataset }: HistoryEntry): string | null {
  return group === null ? null : `${group} ${dataset?.size}`
}

/** One point for all runs of one key that ended alike. */
function pointsOf(
  samples: readonly Sample[],
  keyOf: (entry: HistoryEntry) => string | null,
  xOf: (first: Sample) => number,
): RunsPoint[] {
  const groups = new Map<string, Map<RunsPoint['ending'], Sample[]>>()
  const points: RunsPoint[] = []
  for (const sample of samples) {
    const key = keyOf(sample.entry)
    if (key === null) {
      points.push(loneRun(sample, xOf(sample)))
      continue
    }
    const byEnding = groups.get(key) ?? new Map<RunsPoint['ending'], Sample[]>()
    groups.set(key, byEnding)
    const ending = statusTone(sample.entry.status)
    const group = byEnding.get(ending)
    if (group === undefined) byEnding.set(ending, [sample])
    else group.push(sample)
  }
  for (const byEnding of groups.values()) {
    for (const group of byEnding.values()) points.push(...severalRuns(group, xOf))
  }
  return points.sort((one, other) => one.x - other.x)
}

function loneRun(sample: Sample, x: number): RunsPoint {
  const { entry, value } = sample
  return { x, ending: statusTone(entry.status), samples: [sample], low: value, median: value, high: value }
}

/** Empty for none. */
function severalRuns(group: readonly Sample[], xOf: (first: Sample) => number): RunsPoint[] {
  const [first] = group
  if (first === undefined) return []
  const samples = group.toSorted((one, other) => one.value - other.value)
  const at = (place: number) => samples[place]?.value ?? 0
  const middle = (samples.length - 1) / 2
  return [
    {
      x: xOf(first),
      ending: statusTone(first.entry.status),
      samples,
      low: at(0),
      median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
      high: at(samples.length - 1),
    },
  ]
}

import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import type { TrendMeasure } from '../../state/trends.ts'
import { formatCount, formatDelta, formatDuration, formatSize } from '../../ui/format.ts'
import { commitWords, type RunsPoint } from './points.ts'
import type { RunStep } from './trend.ts'

/** A value of a trend as people read it: `120 MiB`, `+31.0 MiB`, `3.2 s`. */
export function valueWords(value: number, measure: TrendMeasure): string {
  switch (measure) {
    case 'peak':
      return formatSize(value)
    case 'growth':
      return `${formatDelta(value)} MiB`
    case 'time':
      return formatDuration(value)
  }
}

/** A difference of two values, with its sign. */
export function deltaWords(delta: number, measure: TrendMeasure): string {
  if (measure !== 'time') return `${formatDelta(delta)} MiB`
  if (delta === 0) return formatDuration(0)
  return `${delta < 0 ? '\u2212' : '+'}${formatDuration(Math.abs(delta))}`
}

/** `Since run 42 (commit a1b2c3d, 3 March) the peak is 120 MiB higher.` `name`: of a function; `null`: the whole run. */
export function stepSentence(
  { entry, before, after }: RunStep,
  measure: TrendMeasure,
  name: string | null,
  now: Date,
): string {
  const commit = entry.git === null ? '' : `commit ${commitWords(entry)}, `
  const since = `Since run ${entry.id} (${commit}${dayWords(entry.startedAt, now)})`
  const delta = Math.abs(after - before)
  const isMore = after > before
  if (measure === 'time') {
    return `${since} ${name ?? 'the run'} takes ${formatDuration(delta)} ${isMore ? 'longer' : 'less'}.`
  }
  const what = `the ${measure}${name === null ? '' : ` of ${name}`}`
  return `${since} ${what} is ${formatSize(delta)} ${isMore ? 'higher' : 'lower'}.`
}

/** A day in full: `3 March`, with the year where it is not this one. */
export function dayWords(iso: string, now: Date): string {
  const at = new Date(iso)
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return at.toLocaleDateString([], { day: 'numeric', month: 'long', ...year })
}

/** Which runs a point stands for: `Run 42`, `Runs 40 to 44`, `5 runs, 12 to 80`. */
export function pointName({ samples }: RunsPoint): string {
  const ids = samples.map(({ entry }) => entry.id).sort((one, other) => one - other)
  const [first = 0, last = 0] = [ids[0], ids.at(-1)]
  if (ids.length === 1) return `Run ${first}`
  if (ids.length === 2) return `Runs ${first} and ${last}`
  const isGapless = last - first === ids.length - 1
  return isGapless ? `Runs ${first} to ${last}` : `${formatCount(ids.length)} runs, ${first} to ${last}`
}

/** What a point is at: the value, and of several the median with what lies around it. */
export function pointValue(point: RunsPoint, measure: TrendMeasure): string {
  const value = valueWords(point.median, measure)
  if (point.samples.length === 1) return value
  return `${value} (median; ${valueWords(point.low, measure)} to ${valueWords(point.high, measure)})`
}

/** When a run began, to the minute. */
export function momentWords(iso: string): string {
  return new Date(iso).toLocaleString([], {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
}

/** `commit a1b2c3d, with changes, on main`; empty without git. */
export function gitWords({ git }: HistoryEntry): string {
  if (git === null) return ''
  const parts = [
    `commit ${git.commit.slice(0, 7)}`,
    git.dirty ? 'with changes' : null,
    git.branch && `on ${git.branch}`,
  ]
  return parts.filter(Boolean).join(', ')
}

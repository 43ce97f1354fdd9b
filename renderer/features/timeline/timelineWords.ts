import type { TimeWindow } from '../../../profiler-core/analysis/index.ts'
import { lowerBound } from '../../../profiler-core/analysis/visiblePoints.ts'
import { togetherBytes } from '../../../profiler-core/contract/together.ts'
import type { Points } from '../../state/timelines.ts'
import { formatDuration, formatSize } from '../../ui/format.ts'

/** A point of a timeline: nanoseconds since the start, bytes. */
export interface Reading {
  readonly ns: number
  readonly bytes: number
}

/** The reading nearest to where the cursor is. */
export interface CursorReading extends Reading {
  /** Where it is: what happened there may lie between two readings, ns. */
  readonly cursorNs: number
}

type Levels = Pick<Points, 'timesNs' | 'bytes' | 'childrenBytes' | 'together'>

/** A million of points are looked through once, however often their peak is asked for. */
const peaks = new WeakMap<readonly number[], Reading | null>()

/** The highest point, the first of equals; `null` without points. */
export function peakOf(levels: Levels): Reading | null {
  const bytes = togetherBytes(levels)
  const known = peaks.get(bytes)
  if (known !== undefined) return known
  const peak = findPeak(levels.timesNs, bytes)
  peaks.set(bytes, peak)
  return peak
}

function findPeak(timesNs: readonly number[], bytes: readonly number[]): Reading | null {
  let peak = 0
  for (let index = 1; index < bytes.length; index++) {
    if ((bytes[index] ?? 0) > (bytes[peak] ?? 0)) peak = index
  }
  const [ns, highest] = [timesNs[peak], bytes[peak]]
  return ns === undefined || highest === undefined ? null : { ns, bytes: highest }
}

/** The plot in one sentence, for those who do not see it. */
export function timelineSentence(points: Levels): string {
  const peak = peakOf(points)
  const bytes = togetherBytes(points)
  const [first] = bytes
  const last = bytes.at(-1)
  if (peak === null || first === undefined || last === undefined) return 'Nothing was sampled.'
  const from = `Memory began at ${formatSize(first)}`
  const peaked = `was highest with ${formatSize(peak.bytes)} after ${formatDuration(peak.ns)}`
  return `${from}, ${peaked}, and is ${formatSize(last)} after ${formatDuration(points.timesNs.at(-1) ?? 0)}.`
}

/** How much more memory there was at the end of a stretch than at its beginning, bytes. */
export function growthWithin(levels: Levels, { fromNs, toNs }: TimeWindow): number {
  const { timesNs } = levels
  const bytes = togetherBytes(levels)
  const at = (ns: number) => {
    const there = lowerBound(timesNs, ns)
    return bytes[timesNs[there] === ns ? there : Math.max(0, there - 1)] ?? 0
  }
  return at(toNs) - at(fromNs)
}

export function readingWords({ ns, bytes }: Reading, sightNs?: number): string {
  return `${formatSize(bytes)} after ${formatMoment(ns, sightNs)}`
}

/** A moment, exact enough to tell it from its neighbours when so much time is in sight: `1.152 s`. */
export function formatMoment(ns: number, sightNs = Number.POSITIVE_INFINITY): string {
  const seconds = ns / 1e9
  const decimals = Math.min(3, Math.max(0, Math.ceil(-Math.log10(sightNs / 1e9 / 200))))
  if (decimals < 2 || seconds < 1) return formatDuration(ns)
  if (seconds < 60) return `${seconds.toFixed(decimals)} s`
  const minutes = Math.floor(seconds / 60)
  const rest = (seconds - minutes * 60).toFixed(decimals)
  return `${minutes} min ${rest.indexOf('.') === 1 ? '0' : ''}${rest} s`
}

/** Both ends of a stretch: `455 ms to 1.152 s`. */
export function windowWords({ fromNs, toNs }: TimeWindow): string {
  const width = toNs - fromNs
  return `${formatMoment(fromNs, width)} to ${formatMoment(toNs, width)}`
}

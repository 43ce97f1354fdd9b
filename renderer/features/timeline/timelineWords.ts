import type { Points } from '../../state/timelines.ts'
import { formatDuration, formatSize } from '../../ui/format.ts'

/** A point of a timeline: nanoseconds since the start, bytes. */
export interface Reading {
  readonly ns: number
  readonly bytes: number
}

/** The highest point, the first of equals; `null` without points. */
export function peakOf({ timesNs, bytes }: Points): Reading | null {
  let peak: Reading | null = null
  for (const [index, each] of bytes.entries()) {
    if (peak === null || each > peak.bytes) peak = { ns: timesNs[index] ?? 0, bytes: each }
  }
  return peak
}

/** The plot in one sentence, for those who do not see it. */
export function timelineSentence(points: Points): string {
  const peak = peakOf(points)
  const [first] = points.bytes
  const last = points.bytes.at(-1)
  if (peak === null || first === undefined || last === undefined) return 'Nothing was sampled.'
  const from = `Memory began at ${formatSize(first)}`
  const peaked = `was highest with ${formatSize(peak.bytes)} after ${formatDuration(peak.ns)}`
  return `${from}, ${peaked}, and is ${formatSize(last)} after ${formatDuration(points.timesNs.at(-1) ?? 0)}.`
}

import type { TimeWindow } from '../../../profiler-core/analysis/index.ts'
import { lowerBound } from '../../../profiler-core/analysis/visiblePoints.ts'

/** The point that lies `byNs` from a moment, or the next one in that direction where there is none so near. */
export function stepFrom(timesNs: readonly number[], ns: number, byNs: number): number {
  const last = timesNs.length - 1
  const now = lowerBound(timesNs, ns)
  const there = lowerBound(timesNs, ns + byNs)
  const index = byNs > 0 ? Math.max(there, timesNs[now] === ns ? now + 1 : now) : Math.min(there, now - 1)
  return timesNs[Math.max(0, Math.min(last, index))] ?? 0
}

/** That end of a stretch which is not at a moment: the further one. */
export function otherEnd({ fromNs, toNs }: TimeWindow, ns: number): number {
  return Math.abs(ns - fromNs) < Math.abs(ns - toNs) ? toNs : fromNs
}

import type { TimeWindow } from '../../../profiler-core/analysis/index.ts'
import type { SourceLine } from '../../../profiler-core/contract/index.ts'
import type { Points } from '../../state/timelines.ts'

/** The stretches of time in which a line was on the sampled stack, neighbours joined. */
export function momentsOf({ timesNs, stacks, stackAt }: Points, { file, line }: SourceLine): TimeWindow[] {
  if (stacks === null || stackAt === null) return []
  const { places, parents, placeOf } = stacks
  const isOn = new Uint8Array(parents.length)
  for (const [node, parent] of parents.entries()) {
    const place = places[placeOf[node] ?? -1]
    const isHere = place?.file === file && place.line === line
    isOn[node] = isHere || (parent >= 0 && isOn[parent] === 1) ? 1 : 0
  }
  const windows: { fromNs: number; toNs: number }[] = []
  let isOpen = false
  for (const [index, node] of stackAt.entries()) {
    const now = timesNs[index] ?? 0
    const last = windows.at(-1)
    if (isOpen && last !== undefined) last.toNs = now
    isOpen = isOn[node] === 1
    if (isOpen && (last === undefined || last.toNs !== now)) windows.push({ fromNs: now, toNs: now })
  }
  return windows
}

/** No two samples lie further apart while a run is sampled, nanoseconds and as a part of the run. */
const LONGEST_STEP_NS = 1e9
const LONGEST_STEP = 1 / 500

/** The stretches in which nothing was sampled: the machine was suspended, or had no time for the sampler. */
export function gapsOf({ timesNs }: Pick<Points, 'timesNs'>): TimeWindow[] {
  const longest = Math.max(LONGEST_STEP_NS, (timesNs.at(-1) ?? 0) * LONGEST_STEP)
  return timesNs.flatMap((toNs, index) => {
    const fromNs = timesNs[index - 1] ?? toNs
    return toNs - fromNs > longest ? [{ fromNs, toNs }] : []
  })
}

import type { PeakProcess } from './run.ts'
import type { PeakReport } from './story.ts'

/** Processes that had so much of what the largest had are as large. */
const AS_LARGE = 0.95

/**
 * The process that had most of the memory at the peak of a run, and what it was executing; `null` where the first one was alone.
 * Of several that had as much, the first that was executing something watched says most.
 */
export function peakHolder({ processes, threads }: PeakReport): PeakProcess | null {
  const [first] = processes
  if (first === undefined) return null
  const most = processes.reduce((highest, { bytes }) => Math.max(highest, bytes), 0)
  const holders = processes
    .filter(({ bytes }) => bytes >= AS_LARGE * most)
    .sort((one, other) => other.bytes - one.bytes)
    .map(({ pid, command }): PeakProcess => {
      const thread = threads.find((each) => each.pid === pid && each.frames.length > 0)
      return { pid, isFirst: pid === first.pid, command, place: thread?.frames.at(-1) ?? null }
    })
  return holders.find(({ place }) => place !== null) ?? holders[0] ?? null
}

import { spreadOf } from '../../../profiler-core/analysis/statistics/spread.ts'
import type { HistoryEntry, RunStatus, Spread } from '../../../profiler-core/contract/index.ts'

type Member = Pick<HistoryEntry, 'id' | 'status' | 'peakBytes' | 'durationNs'>

/** Repetitions of one thing, as one. */
export interface Repeats {
  readonly peak: Spread
  readonly duration: Spread
  /** How they ended; where not all did in the same way, how the first did that did not finish. */
  readonly status: RunStatus
  /** How many ended so. */
  readonly count: number
}

/** What repetitions come to, one at least. */
export function repeatsOf(members: readonly Member[]): Repeats {
  const status = members.findLast((each) => each.status !== 'finished')?.status ?? 'finished'
  return {
    peak: spreadOf(members.map(({ peakBytes }) => peakBytes)),
    duration: spreadOf(members.map(({ durationNs }) => durationNs)),
    status,
    count: members.filter((each) => each.status === status).length,
  }
}

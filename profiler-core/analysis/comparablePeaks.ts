import type { RunSummary, Spread } from '../contract/index.ts'
import { spreadOf } from './statistics/index.ts'

/** What is known of the peak of a run. */
export type KnownPeak = Pick<RunSummary, 'peakBytes' | 'firstProcessPeakBytes'>

/** The peaks of runs as numbers that can be held against each other. */
export interface ComparablePeaks {
  /** In the order of the runs, bytes. */
  readonly values: number[]
  /** They are those of the first processes alone: of some of the runs no more is known, and in others there was more. */
  readonly areFirst: boolean
}

/** Peaks are compared of all processes together, unless there is a run of which only the first process is known. */
export function comparablePeaks(runs: readonly KnownPeak[]): ComparablePeaks {
  const areFirst = runs.some(isFirstAlone) && runs.some(hasOthers)
  const values = runs.map(({ peakBytes, firstProcessPeakBytes }) =>
    areFirst ? (firstProcessPeakBytes ?? peakBytes) : peakBytes,
  )
  return { values, areFirst }
}

/** The peaks of the first processes by themselves; `null` where they are not known of all runs. */
export function firstProcessSpread(runs: readonly KnownPeak[]): Spread | null {
  const values = runs.flatMap(({ firstProcessPeakBytes }) => firstProcessPeakBytes ?? [])
  return values.length < runs.length || values.length === 0 ? null : spreadOf(values)
}

/** Only the first process was looked at. */
function isFirstAlone({ firstProcessPeakBytes }: KnownPeak): boolean {
  return firstProcessPeakBytes === null
}

function hasOthers({ peakBytes, firstProcessPeakBytes }: KnownPeak): boolean {
  return firstProcessPeakBytes !== null && firstProcessPeakBytes < peakBytes
}

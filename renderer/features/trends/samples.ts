import { comparablePeaks } from '../../../profiler-core/analysis/comparablePeaks.ts'
import type { Dataset, FunctionTrend, HistoryEntry } from '../../../profiler-core/contract/index.ts'
import type { TrendMeasure } from '../../state/trends.ts'

/** What one run came to: bytes, or nanoseconds. */
export interface Sample {
  readonly entry: HistoryEntry
  readonly value: number
}

/** What each run came to, in the order of the runs. The whole run has no growth. */
export function runSamples(entries: readonly HistoryEntry[], measure: TrendMeasure): Sample[] {
  const { values } = comparablePeaks(entries)
  return entries.map((entry, index) => ({
    entry,
    value: measure === 'time' ? entry.durationNs : (values[index] ?? 0),
  }))
}

/** The same of one function; runs that did not call it are absent. */
export function functionSamples(
  entries: readonly HistoryEntry[],
  trend: FunctionTrend,
  measure: TrendMeasure,
): Sample[] {
  const values = { peak: trend.peakBytes, growth: trend.growthBytes, time: trend.timeNs }[measure]
  const placeOf = new Map(trend.runIds.map((id, place) => [id, place]))
  return entries.flatMap((entry) => {
    const value = values[placeOf.get(entry.id) ?? -1]
    return value === undefined ? [] : [{ entry, value }]
  })
}

/** Runs of one target, by start. */
export function runsOfTarget(newestFirst: readonly HistoryEntry[], target: string): HistoryEntry[] {
  return newestFirst
    .filter((entry) => entry.target === target)
    .sort((one, other) =>
      one.startedAt < other.startedAt ? -1 : one.startedAt > other.startedAt ? 1 : one.id - other.id,
    )
}

/** A way in which runs differ. */
export interface Kind<Value> {
  readonly value: Value
  /** How many of them are so. */
  readonly runs: number
  /** One of those. */
  readonly example: HistoryEntry
}

/** Most runs first. */
export function kindsOf<Value>(
  entries: readonly HistoryEntry[],
  kindOf: (entry: HistoryEntry) => Value,
): Kind<Value>[] {
  const kinds = new Map<Value, { value: Value; runs: number; example: HistoryEntry }>()
  for (const entry of entries) {
    const value = kindOf(entry)
    const kind = kinds.get(value)
    if (kind === undefined) kinds.set(value, { value, runs: 1, example: entry })
    else kind.runs += 1
  }
  return [...kinds.values()].sort((one, other) => other.runs - one.runs)
}

const dataKeys = new WeakMap<Dataset, string>()

/** Tells data apart: by content where that is known, else as the person calls it. Empty: no data is named. */
export function dataKeyOf({ dataset }: HistoryEntry): string {
  if (dataset === null) return ''
  const known = dataKeys.get(dataset)
  if (known !== undefined) return known
  const { sha256, label, file, size, unit } = dataset
  const key = JSON.stringify(sha256 === null ? [label, file, size, unit] : [sha256])
  dataKeys.set(dataset, key)
  return key
}

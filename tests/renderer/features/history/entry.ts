import type { HistoryEntry } from '../../../../profiler-core/contract/index.ts'

/** A finished run of `train.py`, unless told otherwise. */
export function entry(id: number, given: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    id,
    key: `key-${id}`,
    status: 'finished',
    signal: null,
    exitCode: 0,
    startedAt: '2026-03-01T10:00:00.000Z',
    durationNs: 1e9,
    firstProcessPeakBytes: null,
    peakBytes: 2 ** 26,
    target: 'train.py',
    watched: 'load',
    backend: 'rss',
    label: null,
    note: null,
    pinned: false,
    group: null,
    dataset: null,
    baseline: false,
    origin: null,
    git: null,
    sparkline: [],
    ...given,
  }
}

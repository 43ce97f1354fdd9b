import type { HistoryEntry, RunStatus } from '../contract/index.ts'

/** Which runs of a history are wanted; an absent wish is none. */
export interface HistoryFilter {
  /** A part of the target, what was watched, label, note, data, branch or commit, or `#` and a number; ignoring case. */
  readonly text: string
  /** Empty: all. */
  readonly statuses: readonly RunStatus[]
  /** Started at this moment or later: milliseconds since 1970; `null`: at any time. */
  readonly since: number | null
  readonly pinned: boolean
  readonly baselines: boolean
  /** The only runs that come into question; `null`: all. */
  readonly among: ReadonlySet<number> | null
}

export const everyRun: HistoryFilter = {
  text: '',
  statuses: [],
  since: null,
  pinned: false,
  baselines: false,
  among: null,
}

/** The runs that a filter lets through, in their order. */
export function filterHistory(entries: readonly HistoryEntry[], filter: HistoryFilter): HistoryEntry[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const since = filter.since === null ? null : new Date(filter.since).toISOString()
  return entries.filter(
    (entry) =>
      (filter.statuses.length === 0 || filter.statuses.includes(entry.status)) &&
      (since === null || entry.startedAt >= since) &&
      (!filter.pinned || entry.pinned) &&
      (!filter.baselines || entry.baseline) &&
      (filter.among === null || filter.among.has(entry.id)) &&
      words.every((word) => says(entry, word)),
  )
}

function says(entry: HistoryEntry, word: string): boolean {
  if (word === `#${entry.id}` || word === String(entry.id)) return true
  const { target, watched, label, note, git, dataset, origin } = entry
  const data = [dataset?.label, dataset?.file, origin?.fileName]
  return [target, watched, label, note, git?.branch, git?.commit, ...data].some(
    (text) => text?.toLowerCase().includes(word) === true,
  )
}

/** Runs of one target, the group of the newest run first. */
export interface HistoryGroup {
  readonly target: string
  readonly entries: readonly HistoryEntry[]
}

/** Groups by target; entries keep their order. */
export function groupByTarget(entries: readonly HistoryEntry[]): HistoryGroup[] {
  const groups = new Map<string, HistoryEntry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.target)
    if (group === undefined) groups.set(entry.target, [entry])
    else group.push(entry)
  }
  return [...groups].map(([target, members]) => ({ target, entries: members }))
}

import type { HistoryEntry } from '../../profiler-core/contract/index.ts'

/**
 * The runs that one may be held against, newest first: those of its target, then all others. `entries`: newest first.
 */
export function candidatesFor(entries: readonly HistoryEntry[], id: number): readonly HistoryEntry[] {
  const run = entries.find((entry) => entry.id === id)
  const others = entries.filter((entry) => entry.id !== id)
  const isAkin = ({ target }: HistoryEntry) => target === run?.target
  return [...others.filter(isAkin), ...others.filter((entry) => !isAkin(entry))]
}

/**
 * The run of the same target before this one; `null` for the first. Repetitions of the run itself are no run before it:
 * they are compared as one.
 */
export function previousOf(entries: readonly HistoryEntry[], id: number): HistoryEntry | null {
  const at = entries.findIndex((entry) => entry.id === id)
  const run = entries[at]
  if (run === undefined) return null
  const isBefore = ({ target, group }: HistoryEntry) =>
    target === run.target && (group === null || group !== run.group)
  return entries.slice(at + 1).find(isBefore) ?? null
}

/** The baseline of this run's target; `null` where there is none, or where it is the run itself. */
export function baselineOf(entries: readonly HistoryEntry[], id: number): HistoryEntry | null {
  const run = entries.find((entry) => entry.id === id)
  return entries.find((entry) => entry.baseline && entry.target === run?.target && entry.id !== id) ?? null
}

/**
 * The numbers of two runs that stand for all of these: the two themselves, or one of each of two groups of repetitions;
 * `null` where they are more than two things, or one.
 */
export function pairOf(runs: readonly HistoryEntry[]): readonly [number, number] | null {
  const sides = new Map(runs.map(({ id, group }) => [group ?? id, id]))
  const ids = runs.length === 2 ? runs.map(({ id }) => id) : [...sides.values()]
  const [one, other] = ids
  return ids.length !== 2 || one === undefined || other === undefined ? null : [one, other]
}

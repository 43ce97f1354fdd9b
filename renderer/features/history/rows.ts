import type { HistoryGroup } from '../../../profiler-core/analysis/index.ts'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'

/** Its place among those of its level below the same row, from 1, and how many there are. */
interface Place {
  readonly place: number
  readonly of: number
}

/** The head of a target's runs. */
interface TargetRow {
  readonly kind: 'group'
  readonly target: string
  readonly count: number
  readonly isOpen: boolean
}

/** Repetitions of one thing, two at least, as one. */
interface RepeatsRow extends Place {
  readonly kind: 'repeats'
  readonly target: string
  readonly group: string
  /** Newest first. */
  readonly entries: readonly HistoryEntry[]
  readonly isOpen: boolean
}

interface RunRow extends Place {
  readonly kind: 'run'
  readonly entry: HistoryEntry
  /** It stands below the row of its repetitions. */
  readonly isRepeat: boolean
}

/** A row of the list: the head of a target, repetitions, or a run. */
export type HistoryRow = TargetRow | RepeatsRow | RunRow

/**
 * The groups as one list, without the runs of those that are closed. Targets are open unless `turned` has their key,
 * repetitions are closed unless it has theirs.
 */
export function historyRows(groups: readonly HistoryGroup[], turned: ReadonlySet<string>): HistoryRow[] {
  const rows: HistoryRow[] = []
  for (const { target, entries } of groups) {
    const head: TargetRow = { kind: 'group', target, count: entries.length, isOpen: true }
    const isOpen = !turned.has(rowKey(head))
    rows.push({ ...head, isOpen })
    if (isOpen) rows.push(...rowsOfTarget(target, entries, turned))
  }
  return rows
}

/** Repetitions stand where the newest of them would. */
function rowsOfTarget(
  target: string,
  entries: readonly HistoryEntry[],
  turned: ReadonlySet<string>,
): HistoryRow[] {
  const heads = [...byRepetition(entries)]
  return heads.flatMap((members, index): HistoryRow[] => {
    const at = { place: index + 1, of: heads.length }
    const [first] = members
    if (first === undefined) return []
    if (first.group === null || members.length === 1) {
      return [{ kind: 'run', entry: first, isRepeat: false, ...at }]
    }
    const row: RepeatsRow = {
      kind: 'repeats',
      target,
      group: first.group,
      entries: members,
      isOpen: false,
      ...at,
    }
    if (!turned.has(rowKey(row))) return [row]
    return [{ ...row, isOpen: true }, ...members.map((entry, nth) => repeatRow(entry, nth, members.length))]
  })
}

function repeatRow(entry: HistoryEntry, index: number, of: number): RunRow {
  return { kind: 'run', entry, isRepeat: true, place: index + 1, of }
}

/** Runs of one group together, each of the others alone. */
function byRepetition(entries: readonly HistoryEntry[]): Iterable<readonly HistoryEntry[]> {
  const groups = new Map<string | number, HistoryEntry[]>()
  for (const entry of entries) {
    const key = entry.group ?? entry.id
    const members = groups.get(key)
    if (members === undefined) groups.set(key, [entry])
    else members.push(entry)
  }
  return groups.values()
}

/** Names a row, whatever else is in the list. */
export function rowKey(row: HistoryRow): string {
  switch (row.kind) {
    case 'group':
      return `group ${row.target}`
    case 'repeats':
      return `repeats ${row.group} ${row.target}`
    case 'run':
      return `run ${row.entry.id}`
  }
}

/** The runs that a row stands for itself: not those that follow it. */
export function runsOf(row: HistoryRow | undefined): readonly number[] {
  if (row?.kind === 'run') return [row.entry.id]
  return row?.kind === 'repeats' ? row.entries.map(({ id }) => id) : []
}

/** The numbers of the runs between two rows, both included, from whichever side. */
export function runsBetween(rows: readonly HistoryRow[], from: number, to: number): number[] {
  const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1)
  // Open repetitions stand for their runs, as these do themselves.
  return [...new Set(between.flatMap(runsOf))]
}

/** The row above one that it belongs to: of a repetition, that of all; of a run, the head of its target; itself for a head. */
export function headOf(rows: readonly HistoryRow[], index: number): number {
  const row = rows[index]
  for (let at = index; at >= 0; at -= 1) {
    const kind = rows[at]?.kind
    if (kind === 'group' || (kind === 'repeats' && row?.kind === 'run' && row.isRepeat)) return at
  }
  return 0
}

/** Where a run is in the list: its own row, or that of its closed repetitions; `undefined` where neither is shown. */
export function placeOfRun(rows: readonly HistoryRow[], id: number | null): number | undefined {
  if (id === null) return undefined
  const at = rows.findLastIndex((row) => runsOf(row).includes(id))
  return at < 0 ? undefined : at
}

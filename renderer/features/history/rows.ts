import type { HistoryGroup } from '../../../profiler-core/analysis/index.ts'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'

/** A row of the list: the head of a group, or a run. */
export type HistoryRow =
  | { readonly kind: 'group'; readonly target: string; readonly count: number; readonly isOpen: boolean }
  | {
      readonly kind: 'run'
      readonly entry: HistoryEntry
      /** Its place in its group, from 1, and how many there are. */
      readonly place: number
      readonly of: number
    }

/** The groups as one list, without the runs of those that are closed. */
export function historyRows(groups: readonly HistoryGroup[], closed: ReadonlySet<string>): HistoryRow[] {
  const rows: HistoryRow[] = []
  for (const { target, entries } of groups) {
    const isOpen = !closed.has(target)
    rows.push({ kind: 'group', target, count: entries.length, isOpen })
    if (!isOpen) continue
    for (const [index, entry] of entries.entries()) {
      rows.push({ kind: 'run', entry, place: index + 1, of: entries.length })
    }
  }
  return rows
}

/** Names a row, whatever else is in the list. */
export function rowKey(row: HistoryRow): string {
  return row.kind === 'group' ? `group ${row.target}` : `run ${row.entry.id}`
}

/** The numbers of the runs between two rows, both included, from whichever side. */
export function runsBetween(rows: readonly HistoryRow[], from: number, to: number): number[] {
  return rows
    .slice(Math.min(from, to), Math.max(from, to) + 1)
    .flatMap((row) => (row.kind === 'run' ? [row.entry.id] : []))
}

/** The row that holds a group's head, seen from one of its runs; the row itself for a head. */
export function headOf(rows: readonly HistoryRow[], index: number): number {
  for (let at = index; at >= 0; at -= 1) if (rows[at]?.kind === 'group') return at
  return 0
}

import { type HistoryRow, rowKey, runsBetween } from './rows.ts'

/** Which row has the keyboard, and which runs are chosen together. */
export interface Selection {
  /** By `rowKey`; `null` before any row was. */
  readonly active: string | null
  /** Where that row is or was: when it is gone, its place has the keyboard. */
  readonly place: number
  /** Where a range begins. */
  readonly anchor: string | null
  readonly chosen: ReadonlySet<number>
}

export const noSelection: Selection = { active: null, place: 0, anchor: null, chosen: new Set() }

export type Extent = 'one' | 'toggle' | 'range'

/** The selection after a row was clicked or reached: alone, added or taken out (Ctrl), or up to there (Shift). */
export function select(
  selection: Selection,
  rows: readonly HistoryRow[],
  index: number,
  extent: Extent,
): Selection {
  const row = rows[index]
  if (row === undefined) return selection
  const key = rowKey(row)
  if (extent === 'range') {
    const anchor = selection.anchor ?? key
    const from = rows.findIndex((each) => rowKey(each) === anchor)
    return {
      active: key,
      place: index,
      anchor,
      chosen: new Set(runsBetween(rows, from < 0 ? index : from, index)),
    }
  }
  if (row.kind === 'group') {
    return {
      active: key,
      place: index,
      anchor: key,
      chosen: extent === 'toggle' ? selection.chosen : new Set(),
    }
  }
  const { id } = row.entry
  if (extent === 'one') return { active: key, place: index, anchor: key, chosen: new Set([id]) }
  const chosen = new Set(selection.chosen)
  if (!chosen.delete(id)) chosen.add(id)
  return { active: key, place: index, anchor: key, chosen }
}

/** The runs that an action on a row is for: all that are chosen where the row is one of them, else its own. */
export function concerned(selection: Selection, row: HistoryRow | undefined): number[] {
  if (row?.kind !== 'run') return [...selection.chosen]
  return selection.chosen.has(row.entry.id) ? [...selection.chosen] : [row.entry.id]
}

/** The selection for a menu at a row: as it is where that is part of it; a group's head stands for all of its runs. */
export function selectForMenu(selection: Selection, rows: readonly HistoryRow[], index: number): Selection {
  const row = rows[index]
  if (row === undefined) return selection
  if (row.kind === 'run')
    return selection.chosen.has(row.entry.id) ? selection : select(selection, rows, index, 'one')
  if (rowKey(row) === selection.active && selection.chosen.size > 0) return selection
  const next = rows.findIndex((each, at) => at > index && each.kind === 'group')
  const chosen = new Set(runsBetween(rows, index, (next < 0 ? rows.length : next) - 1))
  return { active: rowKey(row), place: index, anchor: rowKey(row), chosen }
}

/** The row that has the keyboard: the one that was reached last or what has taken its place, else `otherwise`. */
export function activePlace(
  { active, place }: Selection,
  places: ReadonlyMap<string, number>,
  otherwise: number,
): number {
  if (active === null) return otherwise
  return places.get(active) ?? Math.max(0, Math.min(place, places.size - 1))
}

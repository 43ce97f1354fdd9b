import { type HistoryRow, rowKey, runsBetween, runsOf } from './rows.ts'

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
  const ids = runsOf(row)
  const reached = { active: key, place: index, anchor: key }
  if (extent === 'one') return { ...reached, chosen: new Set(ids) }
  const chosen = new Set(selection.chosen)
  const areIn = ids.every((id) => chosen.has(id))
  for (const id of ids) {
    if (areIn) chosen.delete(id)
    else chosen.add(id)
  }
  return { ...reached, chosen }
}

/** The runs that an action on a row is for: all that are chosen where the row's are among them, else its own. */
export function concerned({ chosen }: Selection, row: HistoryRow | undefined): number[] {
  const ids = runsOf(row)
  return ids.every((id) => chosen.has(id)) ? [...chosen] : [...ids]
}

/** The selection for a menu at a row: as it is where that is part of it; a target's head stands for all of its runs. */
export function selectForMenu(selection: Selection, rows: readonly HistoryRow[], index: number): Selection {
  const row = rows[index]
  if (row === undefined) return selection
  if (row.kind !== 'group') {
    const isPart = runsOf(row).every((id) => selection.chosen.has(id))
    return isPart ? selection : select(selection, rows, index, 'one')
  }
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

import type { ComparedFunction, FunctionComparison } from '../../../profiler-core/contract/index.ts'
import { functionKey } from '../../state/functionKey.ts'

const MIB = 2 ** 20
/** A change of this part of another is about the same. */
const ABOUT_AS_MUCH = 0.75
/** Bars of less do not fill their half: where nothing changed much, nothing looks as if it had. */
export const LEAST_SCALE = MIB

/** A function as the list shows it. */
export interface FunctionRow {
  readonly key: string
  readonly comparison: FunctionComparison
  /** As the run now knows it; of a removed one, as the base did. */
  readonly place: ComparedFunction
  /** What it was called in the base, where it was called otherwise. */
  readonly wasName: string | null
  /** The file where it was in the base, where that was another. */
  readonly wasFile: string | null
  /** Both runs have it, and a line that ran is not what it was: what differs may come from here. */
  readonly isEdited: boolean
}

export interface FunctionRows {
  /** The largest change of growth first, up or down; of equals, that of the peak. */
  readonly rows: readonly FunctionRow[]
  /** How many changed too little to be shown. */
  readonly hidden: number
}

/** The functions that changed by `thresholdMib` or more in growth or in peak, as rows. */
export function functionRows(functions: readonly FunctionComparison[], thresholdMib: number): FunctionRows {
  const threshold = thresholdMib * MIB
  const shown = functions.filter((each) => changeOf(each) >= threshold)
  return {
    rows: shown.flatMap((comparison) => rowOf(comparison) ?? []).sort(byChange),
    hidden: functions.length - shown.length,
  }
}

/**
 * The row to begin with: what a function calls counts as its own, so that the callers of a cause change as much as the cause;
 * of those the first that was edited, else the first of all. `undefined` without rows.
 */
export function firstRow(rows: readonly FunctionRow[]): FunctionRow | undefined {
  const [first] = rows
  if (first === undefined) return undefined
  const most = Math.abs(first.comparison.growth.delta)
  const isAsMuch = ({ comparison: { growth } }: FunctionRow) =>
    Math.abs(growth.delta) >= ABOUT_AS_MUCH * most && growth.delta * first.comparison.growth.delta > 0
  return rows.find((row) => row.isEdited && row.place.name !== '<module>' && isAsMuch(row)) ?? first
}

/** Whether what changed may be what other threads took. */
export function isEitherOverlapped({ overlapped }: Pick<FunctionComparison, 'overlapped'>): boolean {
  return overlapped.base || overlapped.now
}

function changeOf({ growth, peak }: FunctionComparison): number {
  return Math.max(Math.abs(growth.delta), Math.abs(peak.delta))
}

function rowOf(comparison: FunctionComparison): FunctionRow | null {
  const { base, now } = comparison
  const place = now ?? base
  if (place === null) return null
  return {
    key: functionKey(comparison),
    comparison,
    place,
    wasName: base !== null && base.name !== place.name ? base.name : null,
    wasFile: base !== null && base.file !== place.file ? base.file : null,
    isEdited: base !== null && now !== null && comparison.lines.some(({ match }) => match !== 'unchanged'),
  }
}

function byChange(
  { comparison: a, place }: FunctionRow,
  { comparison: b, place: other }: FunctionRow,
): number {
  return (
    Math.abs(b.growth.delta) - Math.abs(a.growth.delta) ||
    Math.abs(b.peak.delta) - Math.abs(a.peak.delta) ||
    (place.name < other.name ? -1 : place.name > other.name ? 1 : 0)
  )
}

/** A bar that grows from the middle of its cell: to the right for more memory, to the left for less. In percent of the cell. */
export interface Bar {
  readonly left: number
  readonly width: number
}

/** Of anything that changed, this much of the cell is seen. */
const LEAST_WIDTH = 0.75

/** `most`: the change that fills half of the cell; `null` where nothing changed. */
export function barOf(delta: number, most: number): Bar | null {
  if (delta === 0 || most <= 0) return null
  const width = Math.max(LEAST_WIDTH, Math.min(1, Math.abs(delta) / most) * 50)
  return { left: delta > 0 ? 50 : 50 - width, width }
}

/** The largest change of growth of all rows, in bytes; 0 without rows. */
export function mostChange(rows: readonly FunctionRow[]): number {
  return rows.reduce((most, { comparison }) => Math.max(most, Math.abs(comparison.growth.delta)), 0)
}

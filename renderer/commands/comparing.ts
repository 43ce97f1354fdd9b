import type { HistoryEntry } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { baselineOf, previousOf } from '../state/candidates.ts'
import { compare, useComparison } from '../state/comparison.ts'
import { openDialog } from '../state/dialogs.ts'
import { useHistory } from '../state/history.ts'
import { useView } from '../state/view.ts'
import { saveText } from './saveText.ts'

type FindOther = (entries: readonly HistoryEntry[], id: number) => HistoryEntry | null

/** The run of the history that is shown; `null` for none, and for one that goes on. */
export function shownId(): number | null {
  const { shown } = useView.getState()
  return shown?.kind === 'past' ? shown.run.id : null
}

function otherThanShown(find: FindOther): { readonly id: number; readonly other: number } | null {
  const id = shownId()
  const other = id === null ? null : find(useHistory.getState().entries ?? [], id)
  return id === null || other === null ? null : { id, other: other.id }
}

export const hasPrevious = (): boolean => otherThanShown(previousOf) !== null
export const hasBaseline = (): boolean => otherThanShown(baselineOf) !== null
export const isShownKept = (): boolean => shownId() !== null

/** Holds the shown run against the one of its target before it. */
export async function compareWithPrevious(): Promise<void> {
  const found = otherThanShown(previousOf)
  if (found !== null) await compare({ base: found.other, now: found.id, order: 'time' })
}

/** Holds the shown run against the baseline of its target, which is the base even where it is the later one. */
export async function compareWithBaseline(): Promise<void> {
  const found = otherThanShown(baselineOf)
  if (found !== null) await compare({ base: found.other, now: found.id, order: 'given' })
}

/** Asks which run the shown one is to be compared with. */
export function compareShown(): void {
  const id = shownId()
  if (id !== null) openDialog({ kind: 'compareWith', id })
}

/** Saves the comparison that is shown as a page that needs nothing else. */
export async function saveComparison(): Promise<void> {
  const { pair } = useComparison.getState()
  if (pair === null) return
  const { name, text } = await api.call('runs.comparisonReport', pair)
  await saveText(name, text)
}

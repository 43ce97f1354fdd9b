import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { pairOf } from '../../state/candidates.ts'
import { compare } from '../../state/comparison.ts'
import { openDialog } from '../../state/dialogs.ts'
import { attempt } from '../../state/notices.ts'
import type { RunMenuEntry } from '../history/RunMenu.tsx'

/** How some runs of the history can be compared: two with each other, one with another that is asked for. */
export function compareEntries(runs: readonly HistoryEntry[], one: HistoryEntry | null): RunMenuEntry[] {
  if (one !== null) {
    return [
      { label: 'Compare with...', keys: 'W', run: () => openDialog({ kind: 'compareWith', id: one.id }) },
    ]
  }
  const pair = pairOf(runs)
  if (pair === null) return []
  const [base, now] = pair
  return [{ label: 'Compare', keys: 'W', run: () => attempt(compare({ base, now, order: 'time' })) }]
}

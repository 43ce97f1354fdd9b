import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { openDialog } from '../../state/dialogs.ts'
import { describe, removeRuns } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { showRun } from '../../state/view.ts'
import type { RunMenuEntry } from './RunMenu.tsx'
import { copyTables, runOfHistory } from './runActions.ts'

/** What can be done with some runs of the history; most of it with one alone. Empty without runs. */
export function runMenuEntries(runs: readonly HistoryEntry[]): (RunMenuEntry | null)[] {
  const [first] = runs
  if (first === undefined) return []
  return runs.length === 1 ? [...entriesOfOne(first), ...entriesOfAll(runs)] : entriesOfAll(runs)
}

function entriesOfOne({ id }: HistoryEntry): (RunMenuEntry | null)[] {
  return [
    { label: 'Open', keys: 'Enter', run: () => attempt(showRun(id)) },
    { label: 'Run again', keys: 'R', run: () => attempt(runOfHistory(id)) },
    null,
    { label: 'Label...', keys: 'L', run: () => openDialog({ kind: 'describe', id, field: 'label' }) },
    { label: 'Note...', keys: 'N', run: () => openDialog({ kind: 'describe', id, field: 'note' }) },
  ]
}

function entriesOfAll(runs: readonly HistoryEntry[]): (RunMenuEntry | null)[] {
  const ids = runs.map(({ id }) => id)
  const allPinned = runs.every(({ pinned }) => pinned)
  return [
    { label: allPinned ? 'Unpin' : 'Pin', keys: 'P', run: () => attempt(pin(ids, !allPinned)) },
    { label: 'Copy as text', keys: 'C', run: () => attempt(copyTables(ids)) },
    null,
    {
      label: runs.length === 1 ? 'Delete' : `Delete ${runs.length} runs`,
      keys: 'Del',
      run: () => attempt(removeRuns(ids)),
    },
  ]
}

async function pin(ids: readonly number[], pinned: boolean): Promise<void> {
  for (const id of ids) await describe(id, { pinned })
}

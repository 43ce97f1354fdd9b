import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { exportRuns, saveReport } from '../../commands/exportRuns.ts'
import { openDialog } from '../../state/dialogs.ts'
import { describe, describeAll, removeRuns } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { openTrends } from '../../state/trends.ts'
import { showRun } from '../../state/view.ts'
import { compareEntries } from '../compare/compareEntries.ts'
import type { RunMenuEntry } from './RunMenu.tsx'
import { copyTables, runOfHistory } from './runActions.ts'

/** What can be done with some runs of the history; most of it with one alone. Empty without runs. */
export function runMenuEntries(runs: readonly HistoryEntry[]): (RunMenuEntry | null)[] {
  const [first] = runs
  if (first === undefined) return []
  const comparing = compareEntries(runs, oneOf(runs))
  if (runs.length > 1) return [...comparing, ...(comparing.length === 0 ? [] : [null]), ...entriesOfAll(runs)]
  return [...openEntries(first), ...comparing, null, ...sayEntries(first), ...entriesOfAll(runs)]
}

function openEntries({ id, target }: HistoryEntry): RunMenuEntry[] {
  return [
    { label: 'Open', keys: 'Enter', run: () => attempt(showRun(id)) },
    { label: 'Run again', keys: 'R', run: () => attempt(runOfHistory(id)) },
    { label: 'Trend of this target', keys: 'T', run: () => openTrends(target) },
  ]
}

function sayEntries({ id }: HistoryEntry): RunMenuEntry[] {
  return [
    { label: 'Label...', keys: 'L', run: () => openDialog({ kind: 'describe', id, field: 'label' }) },
    { label: 'Note...', keys: 'N', run: () => openDialog({ kind: 'describe', id, field: 'note' }) },
  ]
}

/** `run` stands for all of its repetitions. */
function baselineEntry({ id, baseline }: HistoryEntry): RunMenuEntry {
  return {
    label: baseline ? 'No longer the baseline' : 'Set as baseline',
    keys: 'B',
    run: () => attempt(describe(id, { baseline: !baseline })),
  }
}

function entriesOfAll(runs: readonly HistoryEntry[]): (RunMenuEntry | null)[] {
  const ids = runs.map(({ id }) => id)
  const allPinned = runs.every(({ pinned }) => pinned)
  const one = oneOf(runs)
  return [
    { label: 'Data...', keys: 'D', run: () => openDialog({ kind: 'data', ids }) },
    null,
    {
      label: allPinned ? 'Unpin' : 'Pin',
      keys: 'P',
      run: () => attempt(describeAll(ids, () => ({ pinned: !allPinned }))),
    },
    ...(one === null ? [] : [baselineEntry(one)]),
    null,
    { label: 'Copy as text', keys: 'C', run: () => attempt(copyTables(ids)) },
    { label: 'Export...', keys: 'E', run: () => attempt(exportRuns(ids)) },
    ...(one === null
      ? []
      : [{ label: 'Save as HTML...', keys: 'H', run: () => attempt(saveReport(one.id)) }]),
    null,
    {
      label: runs.length === 1 ? 'Delete' : `Delete ${runs.length} runs`,
      keys: 'Del',
      run: () => attempt(removeRuns(ids)),
    },
  ]
}

/** The run itself, or the one that stands for repetitions: the baseline among them, else the newest. */
function oneOf(runs: readonly HistoryEntry[]): HistoryEntry | null {
  const [first] = runs
  if (first === undefined) return null
  const isOne = runs.length === 1 || runs.every(({ group }) => group !== null && group === first.group)
  return isOne ? (runs.find(({ baseline }) => baseline) ?? first) : null
}

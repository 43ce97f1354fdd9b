import { Dialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { useMemo, useState } from 'react'
import { everyRun, filterHistory } from '../../../profiler-core/analysis/index.ts'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { candidatesFor } from '../../state/candidates.ts'
import { compare } from '../../state/comparison.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { useHistory } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { formatAgo, formatCount, formatLevel } from '../../ui/format.ts'
import { datasetWords } from '../details/datasetWords.ts'
import '../palette/palette.css'
import './compare.css'

const LIMIT = 50
const none: readonly HistoryEntry[] = []

/** Chooses the run to compare one with: of its target first, the newest first. */
export function CompareWith({ id }: { readonly id: number }) {
  const entries = useHistory((history) => history.entries) ?? none
  const [query, setQuery] = useState('')
  const candidates = useMemo(() => candidatesFor(entries, id), [entries, id])
  const found = useMemo(() => filterHistory(candidates, { ...everyRun, text: query }), [candidates, query])
  const target = entries.find((entry) => entry.id === id)?.target
  return (
    <Dialog.Root open onOpenChange={(open) => !open && closeDialog()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop palette-backdrop" />
        <Dialog.Popup className="palette popup">
          <Dialog.Title className="unseen">Compare run {id} with another run</Dialog.Title>
          <Command shouldFilter={false} loop label="Runs">
            <Command.Input
              className="palette-input"
              placeholder={`Compare run ${id} with: number, label, target or commit`}
              autoFocus
              value={query}
              onValueChange={setQuery}
            />
            <Command.List className="palette-list" label="Runs">
              {found.slice(0, LIMIT).map((entry) => (
                <CandidateItem
                  key={entry.id}
                  entry={entry}
                  isAkin={entry.target === target}
                  onChoose={() => {
                    closeDialog()
                    attempt(compare({ base: entry.id, now: id, order: 'time' }))
                  }}
                />
              ))}
              {found.length === 0 && (
                <p className="palette-note quiet">
                  {candidates.length === 0 ? 'There is no other run yet.' : 'No run matches.'}
                </p>
              )}
              {found.length > LIMIT && (
                <p className="palette-note quiet small">
                  And {formatCount(found.length - LIMIT)} more: type to find them.
                </p>
              )}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function CandidateItem(props: {
  readonly entry: HistoryEntry
  /** It ran the same target. */
  readonly isAkin: boolean
  readonly onChoose: () => void
}) {
  const { entry, isAkin, onChoose } = props
  const { id, startedAt, label, watched, target, dataset, baseline, git, peakBytes } = entry
  const data = dataset === null ? null : datasetWords(dataset)
  return (
    <Command.Item className="palette-item" value={String(id)} onSelect={onChoose}>
      <span className="number candidate-id">{id}</span>
      <span className="small quiet candidate-when">{formatAgo(startedAt)}</span>
      <span className="palette-path" title={label ?? target}>
        {label !== null && <span className="candidate-label">{label} </span>}
        <span className="quiet">{isAkin ? (data ?? (label === null ? watched : '')) : target}</span>
      </span>
      {baseline && <span className="small candidate-baseline">baseline</span>}
      {git !== null && <span className="code small quiet">{git.commit.slice(0, 7)}</span>}
      <span className="number small">{formatLevel(peakBytes)}</span>
    </Command.Item>
  )
}

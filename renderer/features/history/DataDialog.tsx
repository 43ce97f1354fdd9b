import { type KeyboardEvent, useState } from 'react'
import type { Dataset } from '../../../profiler-core/contract/index.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { describeAll, useHistory } from '../../state/history.ts'
import { errorText } from '../../state/notices.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { dataAmount } from '../runForm/dataAmount.ts'

const fields = ['label', 'size', 'unit'] as const

/** Asks on which data some runs ran: of one thing, or of several that had the same. Empty takes it away. */
export function DataDialog({ ids }: { readonly ids: readonly number[] }) {
  const [known] = useState(() => datasetsOf(ids))
  const first = known.get(ids[0] ?? 0) ?? null
  const differ = [...known.values()].some((each) => fields.some((field) => each?.[field] !== first?.[field]))
  const proposed = differ ? null : first
  const [label, setLabel] = useState(proposed?.label ?? '')
  const [size, setSize] = useState(proposed?.size?.toString() ?? '')
  const [unit, setUnit] = useState(proposed?.unit ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const save = () => {
    const amount = dataAmount(size, unit)
    if ('problem' in amount) {
      setProblem(amount.problem)
      return
    }
    const said = { label: label.trim() || null, size: amount.size ?? null, unit: amount.unit ?? null }
    // What was recorded of a file stays as it is.
    const changesOf = (id: number) => ({ dataset: withSaid(known.get(id) ?? null, said) })
    describeAll(ids, changesOf).then(closeDialog, (error: unknown) => setProblem(errorText(error)))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    save()
  }
  const input = (title: string, value: string, set: (value: string) => void, hint: string) => (
    <label className="data-dialog-field">
      <span className="quiet small">{title}</span>
      <input
        className="input"
        value={value}
        placeholder={hint}
        maxLength={200}
        // biome-ignore lint/a11y/noAutofocus: a dialog's first field has the focus.
        autoFocus={title === 'Name'}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          set(event.target.value)
          setProblem(null)
        }}
      />
    </label>
  )
  return (
    <Dialog
      title={ids.length === 1 ? `Data of run ${ids[0]}` : `Data of ${ids.length} runs`}
      className="describe-dialog"
      footer={
        <>
          <button type="button" className="button" onClick={closeDialog}>
            Cancel
          </button>
          <button type="button" className="button primary" onClick={save}>
            Save
          </button>
        </>
      }
    >
      <div className="data-dialog-row">
        {input('Name', label, setLabel, '2026 sales')}
        {input('Size', size, setSize, '10_000')}
        {input('Unit', unit, setUnit, 'rows')}
      </div>
      {differ && (
        <p className="quiet small describe-hint">
          They have different data now; this takes its place in all.
        </p>
      )}
      {ids.length === 1 && first !== null && first.file !== null && (
        <p className="quiet small describe-hint selectable">
          Recorded of <span className="code">{first.file}</span>
        </p>
      )}
      {problem !== null && (
        <p className="small bad describe-hint" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  )
}

function datasetsOf(ids: readonly number[]): ReadonlyMap<number, Dataset | null> {
  const entries = useHistory.getState().entries ?? []
  const wanted = new Set(ids)
  return new Map(entries.flatMap(({ id, dataset }) => (wanted.has(id) ? [[id, dataset]] : [])))
}

function withSaid(known: Dataset | null, said: Pick<Dataset, (typeof fields)[number]>): Dataset | null {
  const dataset = { file: known?.file ?? null, sha256: known?.sha256 ?? null, ...said }
  return Object.values(dataset).every((value) => value === null) ? null : dataset
}

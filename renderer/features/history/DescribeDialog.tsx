import { type KeyboardEvent, useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { describe, useHistory } from '../../state/history.ts'
import { errorText } from '../../state/notices.ts'
import { Dialog } from '../../ui/Dialog.tsx'

const words = {
  label: { title: 'Label', hint: 'A name to find it by: before the fix, 10 000 rows' },
  note: { title: 'Note', hint: 'What you want to remember of it' },
}

/** Asks what a person has to say of a run. Empty takes it away. */
export function DescribeDialog({ id, field }: { readonly id: number; readonly field: 'label' | 'note' }) {
  const now = useHistory(({ entries }) => entries?.find((entry) => entry.id === id)?.[field] ?? '')
  const [text, setText] = useState(now)
  const [problem, setProblem] = useState<string | null>(null)
  const { title, hint } = words[field]
  const save = () => {
    const said = text.trim()
    describe(id, { [field]: said === '' ? null : said }).then(closeDialog, (error: unknown) =>
      setProblem(errorText(error)),
    )
  }
  // A note has lines, so Enter alone does not end it.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || (field === 'note' && !event.ctrlKey && !event.metaKey)) return
    event.preventDefault()
    save()
  }
  const common = {
    className: 'input',
    'aria-label': title,
    placeholder: hint,
    value: text,
    autoFocus: true,
    onKeyDown,
  }
  return (
    <Dialog
      title={`${title} of run ${id}`}
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
      {field === 'label' ? (
        <input {...common} maxLength={200} onChange={(event) => setText(event.target.value)} />
      ) : (
        <textarea {...common} rows={6} onChange={(event) => setText(event.target.value)} />
      )}
      {field === 'note' && <p className="quiet small describe-hint">Ctrl+Enter saves.</p>}
      {problem !== null && (
        <p className="small bad" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  )
}

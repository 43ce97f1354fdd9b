import { type SyntheticEvent, useEffect, useId, useRef } from 'react'
import type { RunRequest } from '../../../profiler-core/contract/index.ts'
import { closeDialog, type RunSubject } from '../../state/dialogs.ts'
import { attempt } from '../../state/notices.ts'
import { useRuns } from '../../state/runs.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Skeleton } from '../../ui/Empty.tsx'
import { MoreFields } from './MoreFields.tsx'
import { ReachFields } from './ReachFields.tsx'
import { SettingsFields } from './SettingsFields.tsx'
import { useRunForm } from './useRunForm.ts'
import { watchSentence } from './watchWords.ts'
import './runForm.css'

interface RunDialogProps {
  readonly subject: RunSubject
  /** The settings to begin with; those that are remembered where it is left out. */
  readonly request?: RunRequest | undefined
}

/** Asks how the functions of a subject are reached, and runs that. */
export function RunDialog({ subject, request }: RunDialogProps) {
  const id = useId()
  const form = useRunForm(subject, request)
  const waits = useRuns(({ running }) => running.length > 0)
  const { draft, context, refusals, failure, isStarting } = form
  const element = useRef<HTMLFormElement>(null)
  // What is wrong is where one goes on.
  useEffect(() => {
    if (refusals > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refusals])
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    attempt(form.submit())
  }
  return (
    <Dialog
      title={`Profile ${subject.title}`}
      className="run-dialog"
      footer={
        <>
          <p className="run-status quiet small" role="status">
            {isStarting
              ? 'Starting the program...'
              : waits
                ? 'It waits until the running one has ended.'
                : ''}
          </p>
          <button type="button" className="button" onClick={closeDialog}>
            Cancel
          </button>
          <button type="submit" className="button primary" form={id} disabled={draft === null || isStarting}>
            {isStarting ? 'Starting...' : 'Run'}
          </button>
        </>
      }
    >
      <form ref={element} id={id} className="run-form" onSubmit={onSubmit} noValidate>
        <p className="run-watch quiet">{watchSentence(context.names)}</p>
        {draft === null && failure === null && <Skeleton rows={8} />}
        {draft !== null && (
          <>
            <ReachFields form={form} draft={draft} />
            <SettingsFields form={form} draft={draft} />
            <MoreFields form={form} draft={draft} />
          </>
        )}
        {failure !== null && (
          <div className="run-failure selectable" role="alert">
            <p>{failure.message}</p>
            {failure.hint !== null && <p className="quiet">{failure.hint}</p>}
          </div>
        )}
      </form>
    </Dialog>
  )
}

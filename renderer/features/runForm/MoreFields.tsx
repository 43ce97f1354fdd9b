import { Collapsible } from '@base-ui/react/collapsible'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { DataFields } from './DataFields.tsx'
import type { Draft } from './draft.ts'
import { Field } from './Field.tsx'
import type { RunForm } from './useRunForm.ts'

interface FieldsProps {
  readonly form: RunForm
  readonly draft: Draft
}

/** What few runs need. */
export function MoreFields({ form, draft }: FieldsProps) {
  const { change, problems } = form
  const isUsed =
    draft.pythonFlags !== '' ||
    !draft.watchChildren ||
    draft.includeChildren ||
    draft.exact ||
    draft.countObjects
  const [isOpen, setOpen] = useState(isUsed)
  return (
    <>
      <div className="field-pair">
        <Field label="Time limit" problem={problems.timeLimit}>
          {(ids) => (
            <div className="field-row">
              <input
                {...ids}
                className="input number time-limit"
                type="text"
                inputMode="decimal"
                placeholder="none"
                value={draft.timeLimit}
                onChange={({ target }) => change({ timeLimit: target.value })}
              />
              <span className="quiet">seconds</span>
            </div>
          )}
        </Field>
        <Field label="Stop above" problem={problems.memoryLimit}>
          {(ids) => (
            <div className="field-row">
              <input
                {...ids}
                className="input number time-limit"
                type="text"
                spellCheck={false}
                placeholder="none"
                title="Such as 512M or 4GiB: what the program and all that it starts take together. Above it they are killed (Linux)."
                value={draft.memoryLimit}
                onChange={({ target }) => change({ memoryLimit: target.value })}
              />
              <span className="quiet">such as 4G</span>
            </div>
          )}
        </Field>
      </div>
      <div className="field-pair with-label">
        <Field label="Label" problem={problems.label}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              type="text"
              placeholder="before the fix"
              value={draft.label}
              onChange={({ target }) => change({ label: target.value })}
            />
          )}
        </Field>
        <Field label="Repeat" problem={problems.repeat}>
          {(ids) => (
            <div className="field-row">
              <input
                {...ids}
                className="input number time-limit"
                type="text"
                inputMode="numeric"
                title="How often it runs, one after the other, as one group: then a difference can be told from noise."
                value={draft.repeat}
                onChange={({ target }) => change({ repeat: target.value })}
              />
              <span className="quiet">{draft.repeat.trim() === '1' ? 'time' : 'times'}</span>
            </div>
          )}
        </Field>
      </div>
      <DataFields form={form} draft={draft} />
      <Collapsible.Root open={isOpen || problems.pythonFlags !== undefined} onOpenChange={setOpen}>
        <Collapsible.Trigger className="button plain more-toggle">
          <ChevronRight size={14} strokeWidth={1.75} aria-hidden />
          More
        </Collapsible.Trigger>
        <Collapsible.Panel className="more-fields">
          <Field label="Python options" problem={problems.pythonFlags}>
            {(ids) => (
              <input
                {...ids}
                className="input code"
                type="text"
                placeholder="-O -X dev"
                spellCheck={false}
                value={draft.pythonFlags}
                onChange={({ target }) => change({ pythonFlags: target.value })}
              />
            )}
          </Field>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.watchChildren}
              onChange={({ target }) => change({ watchChildren: target.checked })}
            />
            Watch child processes too (multiprocessing, os.fork)
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.includeChildren && draft.backend !== 'heap'}
              disabled={draft.backend === 'heap'}
              onChange={({ target }) => change({ includeChildren: target.checked })}
            />
            Add the memory of child processes to every reading
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.exact}
              onChange={({ target }) => change({ exact: target.checked })}
            />
            Read memory at every line, also where it cannot have moved (slower)
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.countObjects}
              onChange={({ target }) => change({ countObjects: target.checked })}
            />
            Count objects by type, after the first and the last watched call
          </label>
        </Collapsible.Panel>
      </Collapsible.Root>
    </>
  )
}

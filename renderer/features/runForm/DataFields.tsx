import { FileSearch } from 'lucide-react'
import { useRef } from 'react'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { api } from '../../api/index.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import type { Draft } from './draft.ts'
import { Field } from './Field.tsx'
import type { RunForm } from './useRunForm.ts'

interface FieldsProps {
  readonly form: RunForm
  readonly draft: Draft
}

/** On which data it runs, so that its peak can be seen against how much there is of it. */
export function DataFields({ form, draft }: FieldsProps) {
  const { change, problems } = form
  return (
    <>
      <Field label="Data" problem={problems.dataSize} isGroup>
        {({ id: _, ...ids }) => (
          <div className="field-row">
            <input
              className="input"
              type="text"
              aria-label="Name of the data"
              placeholder="2026 sales"
              value={draft.dataLabel}
              onChange={({ target }) => change({ dataLabel: target.value })}
            />
            <input
              {...ids}
              className="input number data-size"
              type="text"
              aria-label="Size of the data"
              title="How much data there is: 10_000, 1e6, 4GiB. The trends plot the peak against it."
              placeholder="10_000"
              value={draft.dataSize}
              onChange={({ target }) => change({ dataSize: target.value })}
            />
            <input
              className="input data-unit"
              type="text"
              aria-label="Unit of the size"
              placeholder="rows"
              value={draft.dataUnit}
              onChange={({ target }) => change({ dataUnit: target.value, dataSize: draft.dataSize })}
            />
          </div>
        )}
      </Field>
      <Field
        label="Data file"
        problem={problems.dataFile}
        hint={
          draft.dataFile.trim() === '' ? undefined : 'Its name, size and hash are recorded as the run begins.'
        }
      >
        {(ids) => (
          <div className="field-row">
            <input
              {...ids}
              className="input code"
              type="text"
              spellCheck={false}
              placeholder="data/sales.csv"
              value={draft.dataFile}
              onChange={({ target }) => change({ dataFile: target.value })}
            />
            {api.host === 'desktop' && <FileButton form={form} draft={draft} />}
          </div>
        )}
      </Field>
    </>
  )
}

/** The system's dialog, where the host tells the path of what was chosen there. */
function FileButton({ form, draft }: FieldsProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        onChange={({ target }) => {
          const [file] = target.files ?? []
          const path = file === undefined ? null : api.pathOf(file)
          if (path === null) return
          form.change({ dataFile: pathInProject(path, draft.cwd || form.context.projectDir) })
        }}
      />
      <IconButton icon={FileSearch} label="Choose a data file" onClick={() => input.current?.click()} />
    </>
  )
}

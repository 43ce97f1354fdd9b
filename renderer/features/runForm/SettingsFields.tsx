import { FolderOpen, Plus, X } from 'lucide-react'
import type { Backend } from '../../../profiler-core/contract/index.ts'
import { api } from '../../api/index.ts'
import { attempt } from '../../state/notices.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import type { Draft, EnvRow } from './draft.ts'
import { Field } from './Field.tsx'
import { InterpreterField } from './InterpreterField.tsx'
import type { RunForm } from './useRunForm.ts'

interface FieldsProps {
  readonly form: RunForm
  readonly draft: Draft
}

const backends: readonly { readonly id: Backend; readonly title: string; readonly phrase: string }[] = [
  {
    id: 'rss',
    title: 'Resident memory (rss)',
    phrase: 'What the process holds in RAM, as the system counts it.',
  },
  {
    id: 'heap',
    title: 'Python heap (heap)',
    phrase: "What Python's own allocators hold: exact to the byte, and slower.",
  },
  { id: 'uss', title: 'Unique memory (uss)', phrase: 'What would be free if the process ended (Linux).' },
  {
    id: 'pss',
    title: 'Proportional memory (pss)',
    phrase: 'Unique memory, and a fair part of what is shared with others (Linux).',
  },
]

/** Where and with what the program runs, and what is measured. */
export function SettingsFields({ form, draft }: FieldsProps) {
  const { change, problems, context } = form
  return (
    <>
      <Field label="Working folder" problem={problems.cwd}>
        {(ids) => (
          <div className="field-row">
            <input
              {...ids}
              className="input code"
              type="text"
              spellCheck={false}
              placeholder={context.projectDir}
              value={draft.cwd}
              onChange={({ target }) => change({ cwd: target.value })}
            />
            {api.host === 'desktop' && (
              <IconButton
                icon={FolderOpen}
                label="Choose a folder"
                onClick={() => attempt(pickFolder((cwd) => change({ cwd })))}
              />
            )}
          </div>
        )}
      </Field>
      <EnvironmentField form={form} draft={draft} />
      <InterpreterField form={form} draft={draft} />
      <Field
        label="Measure"
        problem={problems.backend}
        hint={backends.find(({ id }) => id === draft.backend)?.phrase}
      >
        {(ids) => (
          <select
            {...ids}
            className="input"
            value={draft.backend}
            onChange={({ target }) => change({ backend: target.value as Backend })}
          >
            {backends.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  )
}

async function pickFolder(use: (dir: string) => void): Promise<void> {
  const dir = await api.ask('host.pickFolder', {})
  if (dir !== null) use(dir)
}

function EnvironmentField({ form, draft }: FieldsProps) {
  const { change, problems } = form
  const { env } = draft
  const set = (row: EnvRow) => change({ env: env.map((each) => (each.key === row.key ? row : each)) })
  const add = () => {
    const key = Math.max(-1, ...env.map((row) => row.key)) + 1
    change({ env: [...env, { key, name: '', value: '' }] })
  }
  return (
    <Field label="Environment" problem={problems.env} isGroup>
      {() => (
        <>
          {env.map((row, index) => (
            <div key={row.key} className="field-row env-row">
              <input
                className="input code"
                type="text"
                aria-label={`Name of variable ${index + 1}`}
                placeholder="NAME"
                spellCheck={false}
                // biome-ignore lint/a11y/noAutofocus: the row is there because the person has just asked for it.
                autoFocus={row.name === ''}
                value={row.name}
                onChange={({ target }) => set({ ...row, name: target.value })}
              />
              <input
                className="input code"
                type="text"
                aria-label={`Value of variable ${index + 1}`}
                placeholder={
                  row.isWithheld ? 'not kept: empty takes it from where Mebi was started' : 'value'
                }
                spellCheck={false}
                value={row.value}
                onChange={({ target }) => set({ ...row, value: target.value })}
              />
              <IconButton
                icon={X}
                label={`Remove variable ${index + 1}`}
                onClick={() => change({ env: env.filter((each) => each !== row) })}
              />
            </div>
          ))}
          <button type="button" className="button plain env-add" onClick={add}>
            <Plus size={14} strokeWidth={1.75} aria-hidden />
            Add a variable
          </button>
          {env.length > 0 && (
            <label className="check">
              <input
                type="checkbox"
                checked={draft.keepSecrets}
                onChange={({ target }) => change({ keepSecrets: target.checked })}
              />
              Keep values that look like secrets, too
            </label>
          )}
        </>
      )}
    </Field>
  )
}

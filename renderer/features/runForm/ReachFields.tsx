import { useEffect, useRef, useState } from 'react'
import { isNotebook } from '../../../profiler-core/contract/paths.ts'
import { fileName } from '../../ui/paths.ts'
import { PLACEHOLDER } from './callStatement.ts'
import type { Draft, Reach } from './draft.ts'
import { Field, type FieldIds } from './Field.tsx'
import { ProgramInput } from './ProgramInput.tsx'
import type { RunForm } from './useRunForm.ts'

interface FieldsProps {
  readonly form: RunForm
  readonly draft: Draft
}

/** How the functions are reached: the one question that must be answered. */
export function ReachFields({ form, draft }: FieldsProps) {
  const { context, change, problems } = form
  const { file, functionName } = context
  // Whoever goes through the choices by keyboard keeps the focus there.
  const [takesFocus, setTakesFocus] = useState(true)
  return (
    <>
      <fieldset
        className="segments"
        onPointerDown={() => setTakesFocus(true)}
        onKeyDown={() => setTakesFocus(false)}
      >
        <legend className="unseen">How it is reached</legend>
        <Segment reach="file" draft={draft} change={change} disabled={file === null}>
          Run {file === null ? 'the file' : fileName(file)}
        </Segment>
        <Segment reach="other" draft={draft} change={change}>
          Run another file or module
        </Segment>
        <Segment
          reach="call"
          draft={draft}
          change={change}
          disabled={file === null || functionName === null || isNotebook(file)}
        >
          Call it
        </Segment>
      </fieldset>
      {problems.reach !== undefined && (
        <p className="field-problem small" role="alert">
          {problems.reach}
        </p>
      )}
      {draft.reach === 'other' && (
        <Field label="Program" problem={problems.other} hint="A Python file, or a module: -m pytest tests">
          {(ids) => (
            <ProgramInput
              {...ids}
              autoFocus={takesFocus}
              value={draft.other}
              cwd={draft.cwd || context.projectDir}
              onChange={(other) => change({ other })}
            />
          )}
        </Field>
      )}
      {draft.reach === 'call' && (
        <Field label="Statement" problem={problems.call} hint={callHint(file, functionName)}>
          {(ids) => (
            <CallInput
              ids={ids}
              takesFocus={takesFocus}
              value={draft.call}
              onChange={(call) => change({ call })}
            />
          )}
        </Field>
      )}
      <Field label="Arguments" problem={problems.args}>
        {(ids) => (
          <input
            {...ids}
            className="input code"
            type="text"
            // biome-ignore lint/a11y/noAutofocus: a dialog's first field has the focus.
            autoFocus={draft.reach === 'file'}
            placeholder="--epochs 3 &quot;data/my file.csv&quot;"
            spellCheck={false}
            value={draft.args}
            onChange={({ target }) => change({ args: target.value })}
          />
        )}
      </Field>
    </>
  )
}

interface SegmentProps {
  readonly reach: Reach
  readonly draft: Draft
  readonly change: RunForm['change']
  readonly disabled?: boolean
  readonly children: React.ReactNode
}

function Segment({ reach, draft, change, disabled = false, children }: SegmentProps) {
  return (
    <label className="segment">
      <input
        type="radio"
        name="reach"
        checked={draft.reach === reach}
        disabled={disabled}
        onChange={() => change({ reach })}
      />
      <span className="ellipsis">{children}</span>
    </label>
  )
}

function callHint(file: string | null, functionName: string | null): string {
  const [outer, inner] = functionName?.split('.<locals>.') ?? []
  if (inner !== undefined)
    return `${inner} exists only while ${outer ?? 'its function'} runs, so that is called.`
  return `Loads ${file === null ? 'the file' : fileName(file)} first, without its main part; any Python statement will do.`
}

interface CallInputProps {
  readonly ids: FieldIds
  readonly takesFocus: boolean
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Takes the focus with the first placeholder selected, so that one can type at once. */
function CallInput({ ids, takesFocus, value, onChange }: CallInputProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const field = input.current
    if (field === null || !takesFocus) return
    field.focus()
    const at = field.value.indexOf(PLACEHOLDER)
    if (at === -1) field.setSelectionRange(field.value.length, field.value.length)
    else field.setSelectionRange(at, at + PLACEHOLDER.length)
  }, [takesFocus])
  return (
    <input
      {...ids}
      ref={input}
      className="input code"
      type="text"
      spellCheck={false}
      autoComplete="off"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}

import { type ReactNode, useId } from 'react'

interface FieldProps {
  readonly label: string
  /** What is wrong with it, in a sentence. */
  readonly problem?: string | undefined
  /** What it means, in a phrase. */
  readonly hint?: ReactNode
  /** Several controls under one label, each with a name of its own. */
  readonly isGroup?: boolean
  readonly children: (ids: FieldIds) => ReactNode
}

/** What ties a control to its label, its hint and its problem. */
export interface FieldIds {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
}

/** A labelled control; what is wrong with it stands below it. */
export function Field({ label, problem, hint, isGroup = false, children }: FieldProps) {
  const id = useId()
  const [hintId, problemId] = [`${id}-hint`, `${id}-problem`]
  const described = [
    hint === undefined || problem !== undefined ? '' : hintId,
    problem === undefined ? '' : problemId,
  ]
  return (
    <div className="field" {...(isGroup ? { role: 'group', 'aria-labelledby': `${id}-label` } : {})}>
      {isGroup ? (
        <span id={`${id}-label`} className="field-label">
          {label}
        </span>
      ) : (
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
      )}
      <div className="field-control">
        {children({
          id,
          'aria-describedby': described.join(' ').trim() || undefined,
          'aria-invalid': problem !== undefined,
        })}
        {hint !== undefined && problem === undefined && (
          <p id={hintId} className="field-hint quiet small">
            {hint}
          </p>
        )}
        {problem !== undefined && (
          <p id={problemId} className="field-problem small" role="alert">
            {problem}
          </p>
        )}
      </div>
    </div>
  )
}

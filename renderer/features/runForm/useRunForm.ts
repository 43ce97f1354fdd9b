import { useEffect, useState } from 'react'
import type { RunRequest } from '../../../profiler-core/contract/index.ts'
import { ApiError, api } from '../../api/index.ts'
import { LAST_REQUEST, launch } from '../../commands/actions.ts'
import { closeDialog, type RunSubject } from '../../state/dialogs.ts'
import { errorText } from '../../state/notices.ts'
import { projectDir } from '../../state/project.ts'
import { type Draft, type DraftContext, draftOf, freshDraft } from './draft.ts'
import { type Problems, requestOf } from './draftRequest.ts'

/** What went wrong when the run was asked for: at a field, where one is to blame. */
export interface Failure {
  readonly message: string
  readonly hint: string | null
}

export interface RunForm {
  /** `null` while what is remembered is read. */
  readonly draft: Draft | null
  readonly context: DraftContext
  readonly change: (changes: Partial<Draft>) => void
  readonly problems: Problems
  /** How often the form was sent and found wrong. */
  readonly refusals: number
  readonly failure: Failure | null
  readonly isStarting: boolean
  readonly submit: () => Promise<void>
}

/** The state of the form, from what is remembered of a subject to its run. */
export function useRunForm(subject: RunSubject, request?: RunRequest): RunForm {
  const [context] = useState(() => contextOf(subject))
  const [draft, setDraft] = useState<Draft | null>(null)
  const [problems, setProblems] = useState<Problems>({})
  const [refusals, setRefusals] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isStarting, setStarting] = useState(false)
  useEffect(() => {
    let wanted = true
    firstDraft(subject, context, request)
      .then((first) => wanted && setDraft(first))
      .catch((error: unknown) => wanted && setFailure(failureOf(error)))
    return () => {
      wanted = false
    }
  }, [subject, context, request])

  const change = (changes: Partial<Draft>) => {
    setDraft((before) => before && { ...before, ...changes })
    // What has been touched is judged again when the form is sent.
    setProblems((before) =>
      Object.fromEntries(Object.entries(before).filter(([field]) => !(field in changes))),
    )
    setFailure(null)
  }
  const refuse = (found: Problems) => {
    setProblems(found)
    setRefusals((count) => count + 1)
  }
  const submit = async () => {
    if (draft === null || isStarting) return
    const result = requestOf(draft, context)
    if ('problems' in result) {
      refuse(result.problems)
      return
    }
    setStarting(true)
    setFailure(null)
    try {
      await launch(subject, result.request)
      closeDialog()
    } catch (error) {
      const field = fieldOf(error, draft)
      if (field === null) setFailure(failureOf(error))
      else refuse({ [field]: sentences(failureOf(error)) })
      setStarting(false)
    }
  }
  return { draft, context, change, problems, refusals, failure, isStarting, submit }
}

function contextOf({ file, names }: RunSubject): DraftContext {
  const [only, ...others] = names ?? []
  const name = only?.slice(only.lastIndexOf(':') + 1)
  const isOne = name !== undefined && others.length === 0 && name !== '*'
  return { projectDir: projectDir(), file, functionName: isOne ? name : null, names }
}

async function firstDraft(subject: RunSubject, context: DraftContext, request?: RunRequest): Promise<Draft> {
  const [remembered, last, source] = await Promise.all([
    request ?? rememberedFor(context, subject.subject),
    rememberedFor(context, LAST_REQUEST),
    subject.file === null ? null : sourceOf(context, subject.file),
  ])
  if (remembered === null) return freshDraft(context, source, last)
  const draft = draftOf(remembered, context)
  // Ready, should the person choose to call it this time.
  return draft.call === '' ? { ...draft, call: freshDraft(context, source, null).call } : draft
}

function rememberedFor({ projectDir: dir }: DraftContext, subject: string): Promise<RunRequest | null> {
  return api.call('requests.remembered', { projectDir: dir, subject })
}

/** Only to propose something: a file that cannot be read shows when it is run. */
async function sourceOf({ projectDir: dir }: DraftContext, file: string) {
  return api.call('files.read', { projectDir: dir, file }).catch(() => null)
}

function failureOf(error: unknown): Failure {
  return { message: errorText(error), hint: error instanceof ApiError ? error.hint : null }
}

function sentences({ message, hint }: Failure): string {
  return hint === null ? message : `${message} ${hint}`
}

/** The field that an error of the core is about; `null` where it is about none. */
function fieldOf(error: unknown, { reach }: Draft): keyof Draft | null {
  const code = error instanceof ApiError ? error.code : ''
  if (code.startsWith('cwd-')) return 'cwd'
  if (code.startsWith('interpreter-')) return 'python'
  if (code.startsWith('data')) return 'dataFile'
  if (/^(script|module)-/.test(code) && reach === 'other') return 'other'
  return null
}

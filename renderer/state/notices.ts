import { create } from 'zustand'
import { ApiError } from '../api/index.ts'

/** Something to tell that needs no answer, with a way out where there is one. */
export interface Notice {
  readonly id: number
  readonly tone: 'info' | 'error'
  readonly text: string
  /** What else is known: a hint, a technical detail. */
  readonly detail: string | null
  readonly action: { readonly label: string; readonly run: () => void } | null
}

export const useNotices = create<{ notices: readonly Notice[] }>(() => ({ notices: [] }))

const SHOWN_MS = 8000
let lastId = 0

export function notify(
  text: string,
  { tone = 'info', detail = null, action = null }: Partial<Omit<Notice, 'id' | 'text'>> = {},
): number {
  lastId += 1
  const id = lastId
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter((each) => each.text !== text), { id, tone, text, detail, action }].slice(-4),
  }))
  // An error stays until it has been read.
  if (tone === 'info') setTimeout(() => dismiss(id), SHOWN_MS)
  return id
}

export function dismiss(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
}

/** Tells of anything that was thrown. */
export function notifyError(error: unknown, action: Notice['action'] = null): void {
  const detail =
    error instanceof ApiError ? error.hint : error instanceof Error ? (error.stack ?? null) : null
  notify(errorText(error), { tone: 'error', detail, action })
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Does something that may fail from an event handler; what goes wrong is told. */
export function attempt(work: Promise<unknown>): void {
  work.catch((error: unknown) => notifyError(error))
}

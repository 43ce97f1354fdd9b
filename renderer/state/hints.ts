import { create } from 'zustand'
import type { Hint } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { errorText } from './notices.ts'

interface Hints {
  /** The hint whose explanation is open. */
  readonly open: Hint | null
  /** Number of the run that they belong to. */
  readonly id: number | null
  /** `null` while they are looked for, or could not be. */
  readonly hints: readonly Hint[] | null
  /** Why not, in a sentence. */
  readonly problem: string | null
}

/** What to try in the shown run. */
export const useHints = create<Hints>(() => ({ id: null, hints: null, problem: null, open: null }))

/** Finds the hints of a run, once. Never rejects. */
export async function loadHints(id: number): Promise<void> {
  if (useHints.getState().id === id) return
  useHints.setState({ id, hints: null, problem: null, open: null })
  try {
    const hints = await api.call('runs.hints', { id })
    if (useHints.getState().id === id) useHints.setState({ hints })
  } catch (error) {
    if (useHints.getState().id === id) useHints.setState({ problem: errorText(error) })
  }
}

/** Says "not here" to a hint, or takes it back. */
export async function dismiss(hint: Hint, dismissed: boolean): Promise<void> {
  const { id } = useHints.getState()
  if (id === null) return
  const { rule, file, line } = hint
  await api.call('hints.dismiss', { id, rule, file, line, dismissed })
  useHints.setState(({ hints, id: now }) => ({
    hints:
      now !== id || hints === null
        ? hints
        : hints.map((each) => (each === hint || isSame(each, hint) ? { ...each, dismissed } : each)),
  }))
}

/** Opens the explanation of a hint; `null` closes it. */
export function openHint(open: Hint | null): void {
  useHints.setState({ open })
}

export function isSame(one: Hint, other: Hint): boolean {
  return one.rule === other.rule && one.file === other.file && one.line === other.line
}

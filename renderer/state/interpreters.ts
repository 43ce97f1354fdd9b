import { create } from 'zustand'
import type { Interpreter } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { errorText } from './notices.ts'
import { projectDir, useProject } from './project.ts'

interface Interpreters {
  /** Of which project. */
  readonly dir: string | null
  /** Best first: the first that can be used is the one that runs use. `null` while they are looked for. */
  readonly list: readonly Interpreter[] | null
  /** Why they could not be looked for, in a sentence. */
  readonly problem: string | null
}

/** The interpreters that fit the open project. */
export const useInterpreters = create<Interpreters>(() => ({ dir: null, list: null, problem: null }))

/** Looks for them: slow, for each is asked for its version. */
export async function loadInterpreters(): Promise<void> {
  const dir = projectDir()
  if (useInterpreters.getState().dir !== dir) useInterpreters.setState({ dir, list: null, problem: null })
  try {
    const list = await api.call('interpreters.list', { projectDir: dir })
    if (useProject.getState().project?.dir === dir) useInterpreters.setState({ dir, list, problem: null })
  } catch (error) {
    useInterpreters.setState({ problem: errorText(error) })
  }
}

/** Chooses one for the project; `null` leaves the choice to Mebi. */
export async function chooseInterpreter(path: string | null): Promise<void> {
  await api.call('interpreters.choose', { projectDir: projectDir(), path })
  await loadInterpreters()
}

/** The one that runs use. */
export function usedInterpreter(list: readonly Interpreter[] | null): Interpreter | null {
  return list?.find(({ problem }) => problem === null) ?? null
}

import { create } from 'zustand'
import type { CallInput, FunctionHistory, HistoryEntry } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { attempt, errorText, notify } from './notices.ts'
import { projectDir, useProject } from './project.ts'
import { noWish, type Wish } from './wish.ts'

interface HistoryState {
  /** Newest first; `null` while they are first read. */
  readonly entries: readonly HistoryEntry[] | null
  readonly problem: string | null
  readonly wish: Wish
  /** The runs that have the wished function and file; `null` without such a wish. */
  readonly among: ReadonlySet<number> | null
  /** What the latest runs say of each function, by `FILE:NAME`. */
  readonly functions: ReadonlyMap<string, FunctionHistory>
}

const nothing: HistoryState = {
  entries: null,
  problem: null,
  wish: noWish,
  among: null,
  functions: new Map(),
}

export const useHistory = create<HistoryState>(() => nothing)

let loading: Promise<void> | null = null
/** How often it was asked for, and up to which time it has been read. */
const wanted = { times: 0, read: 0 }

/** Reads the history. While it is being read, one more reading follows, however often it is asked for. */
export function loadHistory(): Promise<void> {
  wanted.times += 1
  loading ??= readUntilNew().finally(() => {
    loading = null
  })
  return loading
}

async function readUntilNew(): Promise<void> {
  while (wanted.read < wanted.times && useProject.getState().project !== null) {
    wanted.read = wanted.times
    await readHistory()
  }
}

async function readHistory(): Promise<void> {
  const dir = projectDir()
  const isOpen = () => useProject.getState().project?.dir === dir
  try {
    const [entries, functions] = await Promise.all([
      api.call('runs.history', { projectDir: dir }),
      api.call('runs.functions', { projectDir: dir }),
      askAmong(),
    ])
    if (!isOpen()) return
    const byName = new Map(functions.map((each) => [`${each.file}:${each.name}`, each]))
    useHistory.setState({ entries, functions: byName, problem: null })
  } catch (error) {
    if (isOpen()) useHistory.setState({ problem: errorText(error) })
  }
}

export function forgetHistory(): void {
  asked += 1
  useHistory.setState(nothing)
}

export async function wishFor(changes: Partial<Wish>): Promise<void> {
  const { wish } = useHistory.getState()
  const next = { ...wish, ...changes }
  useHistory.setState({ wish: next })
  if (next.function !== wish.function || next.file !== wish.file) await askAmong()
}

export async function clearWish(): Promise<void> {
  await wishFor(noWish)
}

let asked = 0

/** Asks which runs have the wished function and file. */
async function askAmong(): Promise<void> {
  asked += 1
  const mine = asked
  const { function: name, file } = useHistory.getState().wish
  if (name === '' && file === '') {
    useHistory.setState({ among: null })
    return
  }
  const { ids } = await api.call('runs.having', {
    projectDir: projectDir(),
    ...(name === '' ? {} : { function: name }),
    ...(file === '' ? {} : { file }),
  })
  if (mine === asked) useHistory.setState({ among: new Set(ids) })
}

/** What a person says of a run; `null` takes it away. */
export type Described = Omit<CallInput<'runs.describe'>, 'id'>

/** Changes what a person says of a run. */
export async function describe(id: number, changes: Described): Promise<void> {
  await describeAll([id], () => changes)
}

/** The same for several, with what is said of each. */
export async function describeAll(
  ids: readonly number[],
  changesOf: (id: number) => Described,
): Promise<void> {
  try {
    for (const id of ids) await api.call('runs.describe', { id, ...changesOf(id) })
  } finally {
    await loadHistory()
  }
}

/** Removes runs; a notice offers to bring them back. */
export async function removeRuns(ids: readonly number[]): Promise<void> {
  await api.call('runs.remove', { ids: [...ids], undoable: true })
  await loadHistory()
  const text = ids.length === 1 ? `Run ${ids[0]} was deleted.` : `${ids.length} runs were deleted.`
  notify(text, { action: { label: 'Undo', run: () => attempt(restoreRuns(ids)) } })
}

async function restoreRuns(ids: readonly number[]): Promise<void> {
  await api.call('runs.restore', { ids: [...ids] })
  await loadHistory()
}

import { create } from 'zustand'
import type {
  ActiveRun,
  EventPayload,
  FunctionResult,
  QueuedRun,
  RunRequest,
  SourceLine,
} from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'

/** A run that goes on. Bytes and nanoseconds. */
export interface LiveRun {
  readonly key: string
  readonly request: RunRequest
  readonly startedAt: string
  readonly elapsedNs: number
  readonly bytes: number
  readonly peakBytes: number
  /** The watched line that is executing. */
  readonly line: SourceLine | null
  /** The functions called so far. */
  readonly functions: readonly FunctionResult[]
  /** The person has asked it to stop. */
  readonly stopping: boolean
}

interface Runs {
  /** In the order of their start. */
  readonly running: readonly LiveRun[]
  readonly waiting: readonly QueuedRun[]
  /** A run was asked for and has not begun yet. */
  readonly starting: boolean
}

export const useRuns = create<Runs>(() => ({ running: [], waiting: [], starting: false }))

/** Asks what goes on and what waits: for a page that comes later, or was cut off. */
export async function loadActive(): Promise<readonly ActiveRun[]> {
  const { running, waiting } = await api.call('runs.active', {})
  useRuns.setState({ running: running.map((run) => ({ ...run, stopping: false })), waiting })
  return running
}

/** Starts a run, or queues it where one goes on. Returns its key; `null` where it waits. */
export async function start(request: RunRequest): Promise<string | null> {
  const { running, starting } = useRuns.getState()
  if (running.length > 0 || starting) {
    await api.call('runs.enqueue', request)
    return null
  }
  useRuns.setState({ starting: true })
  try {
    return (await api.call('runs.start', request)).key
  } finally {
    useRuns.setState({ starting: false })
  }
}

export async function stop(key: string): Promise<void> {
  change(key, { stopping: true })
  try {
    await api.call('runs.stop', { key })
  } catch (error) {
    change(key, { stopping: false })
    throw error
  }
}

export async function dequeue(ticket: string): Promise<void> {
  await api.call('runs.dequeue', { ticket })
}

export function runStarted({ key, request, startedAt }: EventPayload<'run.started'>): void {
  const run: LiveRun = {
    key,
    request,
    startedAt,
    elapsedNs: 0,
    bytes: 0,
    peakBytes: 0,
    line: null,
    functions: [],
    stopping: false,
  }
  useRuns.setState(({ running }) => ({ running: [...running.filter((each) => each.key !== key), run] }))
}

export function runMemory({ key, ...memory }: EventPayload<'run.memory'>): void {
  change(key, memory)
}

export function runLines({ key, functions }: EventPayload<'run.lines'>): void {
  const run = useRuns.getState().running.find((each) => each.key === key)
  if (run === undefined) return
  const merged = new Map(run.functions.map((each) => [identityOf(each), each]))
  for (const each of functions) merged.set(identityOf(each), each)
  change(key, { functions: [...merged.values()] })
}

export function runEnded(key: string): void {
  useRuns.setState(({ running }) => ({ running: running.filter((each) => each.key !== key) }))
}

/** Names a function within a run. */
export function identityOf({ file, name, firstLine }: FunctionResult): string {
  return `${file}:${firstLine}:${name}`
}

function change(key: string, changes: Partial<LiveRun>): void {
  useRuns.setState(({ running }) => ({
    running: running.map((run) => (run.key === key ? { ...run, ...changes } : run)),
  }))
}

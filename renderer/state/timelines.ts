import { create } from 'zustand'
import type { EventPayload } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'

/** Memory over time: entry `i` of each is one point. Nanoseconds since the start, bytes. */
export interface Points {
  readonly timesNs: readonly number[]
  readonly bytes: readonly number[]
  /** Of the history, every peak in it; else what was heard of a run that goes on. */
  readonly whole: boolean
}

/** Runs whose timeline stays at hand. */
const RUNS = 8

/** Timelines by key of their run. */
export const useTimelines = create<{ byRun: ReadonlyMap<string, Points> }>(() => ({ byRun: new Map() }))

/** Takes in a reading of a run that goes on. */
export function appendPoint({ key, elapsedNs, bytes }: EventPayload<'run.memory'>): void {
  const known = useTimelines.getState().byRun.get(key)
  if (known?.whole === true) return
  put(key, {
    timesNs: [...(known?.timesNs ?? []), elapsedNs],
    bytes: [...(known?.bytes ?? []), bytes],
    whole: false,
  })
}

/** Asks for the timeline of a run of the history, unless it is here. */
export async function loadTimeline(key: string, id: number): Promise<void> {
  if (useTimelines.getState().byRun.get(key)?.whole === true) return
  put(key, { ...(await api.call('runs.timeline', { id })), whole: true })
}

function put(key: string, points: Points): void {
  useTimelines.setState(({ byRun }) => {
    const next = new Map(byRun)
    next.delete(key)
    next.set(key, points)
    for (const old of [...next.keys()].slice(0, -RUNS)) next.delete(old)
    return { byRun: next }
  })
}

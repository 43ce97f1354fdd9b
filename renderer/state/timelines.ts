import { create } from 'zustand'
import type { CodePlace, EventPayload, StackTree, TimelineMark } from '../../profiler-core/contract/index.ts'
import { togetherBytes } from '../../profiler-core/contract/together.ts'
import { api } from '../api/index.ts'

/** Memory over time: entry `i` of each array is one point. Nanoseconds since the start, bytes. As `Timeline` has it. */
export interface Points {
  readonly timesNs: readonly number[]
  readonly bytes: readonly number[]
  readonly childrenBytes: readonly number[] | null
  readonly together: boolean
  readonly residentBytes: readonly number[] | null
  readonly stacks: StackTree | null
  readonly stackAt: readonly number[] | null
  readonly marks: readonly TimelineMark[]
  /** Of the history, every peak in it; else what was heard of a run that goes on. */
  readonly whole: boolean
}

/** Runs whose timeline stays at hand. */
const RUNS = 8
/** Points that are kept of a run that goes on; when there are more, every second one goes. */
const LIVE_POINTS = 20_000

/** Timelines by key of their run. */
export const useTimelines = create<{ byRun: ReadonlyMap<string, Points> }>(() => ({ byRun: new Map() }))

const nothing: Points = {
  timesNs: [],
  bytes: [],
  childrenBytes: null,
  together: true,
  residentBytes: null,
  stacks: { places: [], parents: [], placeOf: [] },
  stackAt: [],
  marks: [],
  whole: false,
}

/** Takes in a reading of a run that goes on. */
export function appendPoint(reading: EventPayload<'run.memory'>): void {
  const { key, elapsedNs, bytes, firstProcessBytes, line } = reading
  const known = useTimelines.getState().byRun.get(key) ?? nothing
  if (known.whole) return
  const thin = known.timesNs.length < LIVE_POINTS ? known : halved(known)
  const stacks = thin.stacks ?? nothing.stacks
  const [tree, node] =
    stacks === null || line === null ? [stacks, -1] : withPlace(stacks, { ...line, name: '' })
  put(key, {
    ...thin,
    timesNs: [...thin.timesNs, elapsedNs],
    bytes: [...thin.bytes, firstProcessBytes],
    childrenBytes: withOthers(thin, bytes - firstProcessBytes),
    stacks: tree,
    stackAt: [...(thin.stackAt ?? []), node],
  })
}

/** Asks for the timeline of a run of the history, unless it is here. */
export async function loadTimeline(key: string, id: number): Promise<void> {
  if (useTimelines.getState().byRun.get(key)?.whole === true) return
  put(key, { ...(await api.call('runs.timeline', { id })), whole: true })
}

/** There is no column of others before there is one. */
function withOthers({ bytes, childrenBytes }: Points, others: number): readonly number[] | null {
  if (childrenBytes === null && others === 0) return null
  return [...(childrenBytes ?? bytes.map(() => 0)), others]
}

/** A tree with a place in it, called by nothing, and the node of that. */
function withPlace(tree: StackTree, place: CodePlace): [StackTree, number] {
  const known = tree.places.findIndex(({ file, line }) => file === place.file && line === place.line)
  if (known >= 0) return [tree, known]
  const node = tree.places.length
  return [
    { places: [...tree.places, place], parents: [...tree.parents, -1], placeOf: [...tree.placeOf, node] },
    node,
  ]
}

/** Of each two neighbours the higher one. */
function halved(points: Points): Points {
  const levels = togetherBytes(points)
  const kept = levels
    .map((_, index) => index)
    .filter((index) => {
      const other = index ^ 1
      const [mine, its] = [levels[index] ?? 0, levels[other] ?? -1]
      return mine > its || (mine === its && index < other)
    })
  const pick = (values: readonly number[]) => kept.map((index) => values[index] ?? 0)
  return {
    ...points,
    timesNs: pick(points.timesNs),
    bytes: pick(points.bytes),
    childrenBytes: points.childrenBytes && pick(points.childrenBytes),
    stackAt: points.stackAt && pick(points.stackAt),
  }
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

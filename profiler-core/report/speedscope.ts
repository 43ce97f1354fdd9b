import type { CallTree } from '../contract/index.ts'
import { ownParts, type StackWeight, sortedByCaller } from './callStacks.ts'

/** A file of https://www.speedscope.app, as its `file-format-spec.ts` has it; only what is written here. */
export interface SpeedscopeFile {
  readonly $schema: 'https://www.speedscope.app/file-format-schema.json'
  readonly shared: { readonly frames: readonly SpeedscopeFrame[] }
  readonly profiles: readonly EventedProfile[]
  readonly name: string
  /** Of the profiles: the one that is seen first. */
  readonly activeProfileIndex: number
  readonly exporter: string
}

export interface SpeedscopeFrame {
  readonly name: string
  readonly file: string
  readonly line: number
}

/** A profile told by opening and closing frames, along an axis of its unit. */
export interface EventedProfile {
  readonly type: 'evented'
  readonly name: string
  readonly unit: 'bytes' | 'nanoseconds'
  readonly startValue: number
  readonly endValue: number
  /** Ascending by `at`, properly nested. */
  readonly events: readonly SpeedscopeEvent[]
}

export interface SpeedscopeEvent {
  readonly type: 'O' | 'C'
  /** Index in the shared frames. */
  readonly frame: number
  readonly at: number
}

/**
 * A call tree for speedscope: a profile of the memory that was taken, in bytes, and one of the time, in nanoseconds. A
 * frame weighs what it took by itself; what it gave back, which no area can show, is left out, and so are frames in which
 * and below which nothing was taken. Told by events, not by samples: those repeat the whole stack for each frame, which
 * in deep trees is thousands of times as long.
 */
export function speedscopeFile(tree: CallTree, name: string, first: StackWeight = 'memory'): SpeedscopeFile {
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: { frames: tree.functions.map(({ name, file, firstLine }) => ({ name, file, line: firstLine })) },
    profiles: [profile(tree, 'memory'), profile(tree, 'time')],
    name,
    activeProfileIndex: first === 'memory' ? 0 : 1,
    exporter: 'mebi',
  }
}

function profile(tree: CallTree, weight: StackWeight): EventedProfile {
  const own = ownParts(tree, weight)
  const { below, inOrder } = sortedByCaller(tree, own)
  const events: SpeedscopeEvent[] = []
  const open: number[] = []
  let at = 0
  const close = () => {
    const node = open.pop() ?? 0
    at += own[node] ?? 0
    events.push({ type: 'C', frame: tree.functionOf[node] ?? 0, at })
  }
  for (const node of inOrder) {
    if ((below[node] ?? 0) <= 0) continue
    const parent = tree.parents[node] ?? -1
    while (open.length > 0 && open.at(-1) !== parent) close()
    open.push(node)
    events.push({ type: 'O', frame: tree.functionOf[node] ?? 0, at })
  }
  while (open.length > 0) close()
  const [title, unit] =
    weight === 'memory' ? (['Memory taken', 'bytes'] as const) : (['Time', 'nanoseconds'] as const)
  return { type: 'evented', name: title, unit, startValue: 0, endValue: at, events }
}

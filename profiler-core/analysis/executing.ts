import type { CodePlace, StackTree } from '../contract/index.ts'

/** What was executing over time, as a `Timeline` has it. */
export interface Executing {
  readonly timesNs: readonly number[]
  readonly stacks: StackTree | null
  readonly stackAt: readonly number[] | null
}

/** A stretch of time in which a call of a function was under way; calls that follow close upon each other are one. */
export interface CallBand {
  /** 0: called by nothing that was watched. */
  readonly depth: number
  readonly file: string
  /** Qualified name of the function. */
  readonly name: string
  readonly fromNs: number
  readonly toNs: number
}

/** Index of the last point at or before a moment; -1 before the first. */
export function pointAt({ timesNs }: Pick<Executing, 'timesNs'>, timeNs: number): number {
  let low = 0
  let high = timesNs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((timesNs[middle] ?? 0) <= timeNs) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** What was executing at a moment, outermost first; empty where nothing watched was, or where it is not known. */
export function stackAt(timeline: Executing, timeNs: number): CodePlace[] {
  const { stacks } = timeline
  const index = pointAt(timeline, timeNs)
  const node = timeline.stackAt?.[index]
  return stacks === null || node === undefined ? [] : stackOf(stacks, node)
}

/** The frames of a stack, outermost first. */
export function stackOf({ places, parents, placeOf }: StackTree, node: number): CodePlace[] {
  const frames: CodePlace[] = []
  // Parents have smaller numbers, so that a damaged tree ends too.
  for (let at = node; at >= 0 && frames.length < parents.length; at = parents[at] ?? -1) {
    const place = places[placeOf[at] ?? -1]
    if (place === undefined) break
    frames.push(place)
  }
  return frames.reverse()
}

/** The watched calls over time, by start and then by depth, as far as samples tell; at most `most`, the longest. */
export function callBands(timeline: Executing, most = 5000): CallBand[] {
  const { timesNs, stacks } = timeline
  const nodes = timeline.stackAt
  if (stacks === null || nodes === null) return []
  const frames = new Map<number, CodePlace[]>()
  const bands: CallBand[] = []
  let open: { place: CodePlace; fromNs: number }[] = []
  const close = (depth: number, toNs: number) => {
    for (const [index, { place, fromNs }] of open.entries()) {
      if (index >= depth) bands.push({ depth: index, file: place.file, name: place.name, fromNs, toNs })
    }
    open = open.slice(0, depth)
  }
  let last: number | null = null
  for (const [index, node] of nodes.entries()) {
    if (node === last) continue
    last = node
    const timeNs = timesNs[index] ?? 0
    const stack = frames.get(node) ?? stackOf(stacks, node)
    frames.set(node, stack)
    close(sharedDepth(open, stack), timeNs)
    for (const place of stack.slice(open.length)) open.push({ place, fromNs: timeNs })
  }
  close(0, timesNs.at(-1) ?? 0)
  if (bands.length > most) {
    bands.sort((a, b) => b.toNs - b.fromNs - (a.toNs - a.fromNs))
    bands.length = most
  }
  return bands.sort((a, b) => a.fromNs - b.fromNs || a.depth - b.depth)
}

/** How many outer frames are of the same functions. */
function sharedDepth(open: readonly { place: CodePlace }[], stack: readonly CodePlace[]): number {
  let depth = 0
  while (depth < open.length && depth < stack.length) {
    const [one, other] = [open[depth]?.place, stack[depth]]
    if (one?.file !== other?.file || one?.name !== other?.name) break
    depth++
  }
  return depth
}

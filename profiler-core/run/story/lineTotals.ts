import { depthOf, innermostRow, isMainLane, lanesInUse, rowAt } from '../tables/lanes.ts'
import type { FunctionRecord } from '../tables/logReader.ts'
import { RowPlaces } from '../tables/rowPlaces.ts'
import { HEADER, LINE, ROW_CELLS } from '../tables/tableLayout.ts'
import { type CallNodes, callNodes } from './callNodes.ts'
import type { ProcessNumbers } from './peakSnapshot.ts'

/** A frame that is open: a function that executes one of its lines. */
interface OpenFrame {
  owner: FunctionRecord
  row: number
  lane: number
  /** Its node in calls.bin; 0: not known. */
  node: number
  /** That of the watched call that the line is making; 0: none is known. */
  callee: number
  isInnermost: boolean
}

/**
 * What each line of a process had taken at one moment since the run began, by its row, in bytes, watched calls that it made
 * not included: increments, and what the lines that are executing have taken so far, less the growth of what they called.
 * By the recursion rule (docs/measurements.md) a nested call of the same function was never part of the calling line's
 * increment. Without lines (`"detail": "functions"`) the functions' own rows stand for them.
 *
 * The totals add up to the growth of all calls that nothing watched has made. In a program with one thread that is all
 * that memory has grown by since the first of them began, but for what unwatched code took in between.
 */
export function lineTotals(
  { table, calls, bytes, passed }: Omit<ProcessNumbers, 'suffix'>,
  functions: readonly FunctionRecord[],
): Map<number, number> {
  const nodes = callNodes(calls ?? new Float64Array(), bytes)
  const frames = openFrames(table, nodes, new RowPlaces(functions))
  const totals = new Map<number, number>()
  const add = (row: number, amount: number) => totals.set(row, (totals.get(row) ?? 0) + amount)
  for (const { row, lines } of functions) {
    for (let line = row + 1; line <= row + lines.length; line++) add(line, increment(table, line))
  }
  const growthOf = outermostGrowth(nodes)
  for (const [owner, open] of groupByOwner(frames)) {
    if (owner.lines.length === 0) continue
    const known = growthOf.get(owner.row)
    if (known !== undefined && open.every(({ node }) => node !== 0)) {
      // The lines of a function add up to its growth: what is missing is what the open ones have taken.
      const closed = owner.lines.reduce((sum, _, index) => sum + increment(table, owner.row + 1 + index), 0)
      shareOut(open, known - closed, table, nodes, bytes).forEach((part, index) => {
        add(open[index]?.row ?? 0, part)
      })
    } else {
      for (const frame of open) add(frame.row, takenSoFar(frame, table, nodes, bytes))
    }
  }
  subtractCalls(nodes, functions, add)
  subtractOtherThreads(frames, nodes, table, totals)
  if (passed) add(passed.row, passed.bytes)
  totals.delete(0)
  return totals
}

/** The frames on the stacks, each with its node, found by following the calls from the outermost one. */
function openFrames(table: Float64Array, nodes: CallNodes, rows: RowPlaces): OpenFrame[] {
  const byCall = new Map<string, number>()
  for (let node = 1; node < nodes.count; node++) {
    if (nodes.isOpen[node] !== 1) continue
    byCall.set(`${nodes.parent[node]} ${nodes.callerRow[node]} ${nodes.functionRow[node]}`, node)
  }
  const frames: OpenFrame[] = []
  for (let lane = 0; lane < lanesInUse(table); lane++) {
    const depth = depthOf(table, lane)
    let caller: OpenFrame | null = null
    /** The node that calls are made from; -1: not known. */
    let from = 0
    for (let level = 0; level < depth; level++) {
      const row = rowAt(table, lane, level)
      const owner = rows.ownerOf(row)
      if (owner === null) {
        from = -1
        continue
      }
      const called: number = byCall.get(`${from} ${callerRowOf(caller)} ${owner.row}`) ?? 0
      // A lambda that its own function calls counts with that call.
      const node: number = called === 0 && caller?.owner === owner ? caller.node : called
      if (caller) caller.callee = called
      caller = { owner, row, lane, node, callee: 0, isInnermost: level === depth - 1 }
      frames.push(caller)
      if (called !== 0) from = called
    }
  }
  return frames
}

function callerRowOf(caller: OpenFrame | null): number {
  // A function without lines makes its calls from none.
  return caller === null || caller.row === caller.owner.row ? 0 : caller.row
}

function groupByOwner(frames: readonly OpenFrame[]): Map<FunctionRecord, OpenFrame[]> {
  const groups = new Map<FunctionRecord, OpenFrame[]>()
  for (const frame of frames) {
    const group = groups.get(frame.owner)
    if (group) group.push(frame)
    else groups.set(frame.owner, [frame])
  }
  return groups
}

/** The growth of each function, by its row, nested calls of itself counted once. */
function outermostGrowth(nodes: CallNodes): Map<number, number> {
  const growth = new Map<number, number>()
  for (let node = 1; node < nodes.count; node++) {
    if (nodes.sameAbove[node] !== 0) continue
    const row = nodes.functionRow[node] ?? 0
    growth.set(row, (growth.get(row) ?? 0) + (nodes.growth[node] ?? 0))
  }
  return growth
}

/**
 * Divides what the open lines of one function have taken among them. Where there are several, by recursion or in several
 * threads, each gets what is known of it, and the innermost ones the rest.
 */
function shareOut(
  frames: readonly OpenFrame[],
  amount: number,
  table: Float64Array,
  nodes: CallNodes,
  bytes: number,
): number[] {
  const last = new Map(frames.map((frame) => [frame.lane, frame]))
  const parts = frames.map((frame) =>
    last.get(frame.lane) === frame ? 0 : takenSoFar(frame, table, nodes, bytes),
  )
  const rest = amount - parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part, index) => {
    const frame = frames[index]
    return frame && last.get(frame.lane) === frame ? rest / last.size : part
  })
}

/**
 * What an open line has taken by itself since it was opened, as far as the cells tell. The innermost line opened at the
 * last reading, unless it has made a call since.
 */
function takenSoFar(frame: OpenFrame, table: Float64Array, nodes: CallNodes, bytes: number): number {
  const opened = table[frame.row * ROW_CELLS + LINE.opened] ?? 0
  if (frame.isInnermost) {
    const read = table[HEADER.memoryNow] ?? 0
    return read > 0 ? bytes - read : 0
  }
  const called = nodes.openedBytes[frame.callee] ?? 0
  return opened > 0 && called > 0 ? called - opened : 0
}

/** Takes off every line what it called, but for nested calls of its own function, which it never had. */
function subtractCalls(
  nodes: CallNodes,
  functions: readonly FunctionRecord[],
  add: (row: number, amount: number) => void,
): void {
  const withoutLines = new Set(functions.filter(({ lines }) => lines.length === 0).map(({ row }) => row))
  for (let node = 1; node < nodes.count; node++) {
    const growth = nodes.growth[node] ?? 0
    const own = nodes.functionRow[node] ?? 0
    const caller = nodes.functionRow[nodes.parent[node] ?? 0] ?? 0
    if (withoutLines.has(own)) add(own, growth)
    if (withoutLines.has(caller)) add(caller, -growth)
    else if (nodes.callerRow[node]) add(nodes.callerRow[node] ?? 0, -growth)
    if (nodes.sameRow[node]) add(nodes.sameRow[node] ?? 0, growth)
  }
}

/**
 * The main thread's innermost line mostly waits for the other threads: what these took while it was open is theirs. Taken
 * off it is at most what it has.
 */
function subtractOtherThreads(
  frames: readonly OpenFrame[],
  nodes: CallNodes,
  table: Float64Array,
  totals: Map<number, number>,
): void {
  const waiting = frames.findLast((frame) => isMainLane(table, frame.lane))
  if (!waiting || waiting.row !== innermostRow(table, waiting.lane)) return
  const roots = new Set<number>()
  for (const [index, frame] of frames.entries()) {
    if (frame.lane !== waiting.lane && frames[index - 1]?.lane !== frame.lane) roots.add(frame.node)
  }
  let theirs = 0
  for (const node of roots) theirs += Math.max(0, nodes.growth[node] ?? 0)
  const own = totals.get(waiting.row) ?? 0
  if (own > 0 && theirs > 0) totals.set(waiting.row, own - Math.min(own, theirs))
}

function increment(table: Float64Array, row: number): number {
  const value = table[row * ROW_CELLS + LINE.increment] ?? 0
  return Number.isFinite(value) ? value : 0
}

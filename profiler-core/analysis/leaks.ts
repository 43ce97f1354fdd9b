import type { CallTree, FunctionSteps, LineSeries, LineSteps } from '../contract/index.ts'
import { givenBackOnReturn } from './returned.ts'

/**
 * Something that takes memory again and again and never gives it back. `function`: every call keeps some; `line`: a line
 * of a loop, which grows with each of its executions.
 */
export interface Leak {
  readonly kind: 'function' | 'line'
  readonly file: string
  /** Qualified name of the function. */
  readonly name: string
  /** Of the line, or the line of the function that grew most. */
  readonly line: number
  /** Calls of the function, or executions of the line. */
  readonly times: number
  /** All that was kept, bytes. */
  readonly growthBytes: number
  /** From 0 to 1: 1 for growth by the same amount each time that never falls. */
  readonly steadiness: number
  /** What was kept in sum after so many times; at most 60 points. */
  readonly curve: readonly { readonly times: number; readonly bytes: number }[]
}

export interface LeakEvidence {
  readonly series: LineSeries
  /** Tells a line that grew by itself from one that called what grew. */
  readonly callTree: CallTree | null
  /** Memory before the program began and when it ended, bytes. */
  readonly baselineBytes: number
  readonly endBytes: number
}

const LEAST_BYTES = 512 * 1024
/** Part of the memory that the run added. */
const LEAST_SHARE = 0.01
const LEAST_TIMES = 4
/** Stretches in which it grew: growth that happened all at once proves nothing. */
const LEAST_STEPS = 4
const LEAST_STEADINESS = 0.6
/** What a line kept without what it called, as a part of all that it kept. */
const OWN_SHARE = 0.5
const CURVE_POINTS = 60

interface Point {
  times: number
  bytes: number
}

/** What happens in so small a part of a run, or so short a time, is the end of one call, not of the program. */
const LAST_PART = 0.02
const LAST_NS = 50e6

/** Memory over time, as a `Timeline` has it. */
interface Levels {
  readonly timesNs: readonly number[]
  readonly bytes: readonly number[]
  readonly stackAt: readonly number[] | null
}

/**
 * Memory when the program came to its end, bytes: the highest in its last moments. Where it is known what was executing,
 * up to the last moment in which anything watched was: after it the interpreter tidies up, which says nothing of the
 * program.
 */
export function memoryAtEnd({ timesNs, bytes, stackAt }: Levels): number {
  const lastWatched = stackAt?.findLastIndex((node) => node >= 0) ?? -1
  const last = lastWatched >= 0 ? lastWatched : timesNs.length - 1
  const end = timesNs[last] ?? 0
  const from = end - Math.max(LAST_NS, LAST_PART * end)
  let highest = bytes[last] ?? 0
  for (let index = last - 1; index >= 0 && (timesNs[index] ?? 0) >= from; index--) {
    highest = Math.max(highest, bytes[index] ?? 0)
  }
  return highest
}

/** What looks like a leak, worst first. */
export function findLeaks({ series, callTree, baselineBytes, endBytes }: LeakEvidence): Leak[] {
  const kept = Math.max(0, endBytes - baselineBytes)
  const least = Math.max(LEAST_BYTES, kept * LEAST_SHARE)
  const calledBy = growthByCaller(callTree)
  const returned = returnedByFunction(series, callTree)
  const found = series.functions.flatMap((steps) => {
    const leaks: Leak[] = []
    // What its local variables held is gone with them, and memory moves back where its callers go on.
    const grown = steps.lines.reduce((sum, line) => sum + Math.max(0, total(line)), 0)
    if ((returned.get(functionKey(steps)) ?? 0) > OWN_SHARE * grown) return []
    const lines = steps.lines.filter((line) => ownGrowth(steps, line, calledBy) >= OWN_SHARE * total(line))
    const whole = functionLeak(steps, lines)
    if (whole !== null) leaks.push(whole)
    else for (const line of lines) leaks.push(...lineLeak(steps, line))
    return leaks
  })
  return found
    .filter(
      ({ growthBytes, times, steadiness }) =>
        growthBytes >= least &&
        // What the program had given back by its end has not leaked.
        growthBytes / 2 <= kept &&
        times >= LEAST_TIMES &&
        steadiness >= LEAST_STEADINESS,
    )
    .sort((a, b) => b.growthBytes * b.steadiness - a.growthBytes * a.steadiness)
}

/** A function that is called again and again, of which something stays each time. `lines`: those that grew by themselves. */
function functionLeak(steps: FunctionSteps, lines: readonly LineSteps[]): Leak | null {
  const steepest = lines.reduce<LineSteps | null>(
    (most, line) => (most === null || total(line) > total(most) ? line : most),
    null,
  )
  if (steepest === null || total(steepest) <= 0) return null
  const points = accumulate(steps.at, steps.calls, netGrowth(steps))
  const last = points.at(-1)
  if (last === undefined || last.times < LEAST_TIMES || last.bytes <= 0) return null
  // Only what its own lines kept is its own leak.
  if (lines.reduce((sum, line) => sum + total(line), 0) < OWN_SHARE * last.bytes) return null
  return leakOf('function', steps, steepest.line, points)
}

function lineLeak(steps: FunctionSteps, line: LineSteps): Leak[] {
  const calls = steps.calls.reduce((sum, each) => sum + each, 0)
  const occurrences = line.occurrences.reduce((sum, each) => sum + each, 0)
  const released = steps.lines.reduce((sum, each) => sum + Math.min(0, total(each)), 0)
  // Another line of the function has let go of it.
  if (total(line) + released < OWN_SHARE * total(line)) return []
  if (occurrences < LEAST_TIMES * Math.max(1, calls)) return []
  const points = accumulate(line.at, line.occurrences, new Map(pairs(line.at, line.incrementBytes)))
  return [leakOf('line', steps, line.line, points)]
}

function leakOf(
  kind: Leak['kind'],
  { file, name }: FunctionSteps,
  line: number,
  points: readonly Point[],
): Leak {
  const last = points.at(-1) ?? { times: 0, bytes: 0 }
  const { times, bytes: growthBytes } = last
  const curve = thin(points)
  return { kind, file, name, line, times, growthBytes, steadiness: steadinessOf(points), curve }
}

/** What had been kept after so many times, stretch by stretch. */
function accumulate(
  at: readonly number[],
  counts: readonly number[],
  growth: ReadonlyMap<number, number>,
): Point[] {
  const count = new Map(pairs(at, counts))
  const stretches = [...new Set([...count.keys(), ...growth.keys()])].sort((a, b) => a - b)
  const points: Point[] = [{ times: 0, bytes: 0 }]
  let times = 0
  let bytes = 0
  for (const stretch of stretches) {
    times += count.get(stretch) ?? 0
    bytes += growth.get(stretch) ?? 0
    points.push({ times, bytes })
  }
  return points
}

/** The net growth of a function's lines in each stretch. */
function netGrowth({ lines }: FunctionSteps): Map<number, number> {
  const growth = new Map<number, number>()
  for (const { at, incrementBytes } of lines) {
    for (const [stretch, bytes] of pairs(at, incrementBytes)) {
      growth.set(stretch, (growth.get(stretch) ?? 0) + bytes)
    }
  }
  return growth
}

/**
 * How well a straight line through the origin fits (the coefficient of determination, against the mean), less what was
 * given back in between as a part of all that was kept.
 */
export function steadinessOf(points: readonly Point[]): number {
  const last = points.at(-1)
  const grown = points.filter((point, index) => point.bytes > (points[index - 1]?.bytes ?? 0)).length
  if (last === undefined || last.bytes <= 0 || grown < LEAST_STEPS) return 0
  let [xx, xy, mean] = [0, 0, 0]
  for (const { times, bytes } of points) {
    xx += times * times
    xy += times * bytes
    mean += bytes / points.length
  }
  const slope = xx === 0 ? 0 : xy / xx
  let [residual, spread, highest, fall] = [0, 0, 0, 0]
  for (const { times, bytes } of points) {
    residual += (bytes - slope * times) ** 2
    spread += (bytes - mean) ** 2
    highest = Math.max(highest, bytes)
    fall = Math.max(fall, highest - bytes)
  }
  const fit = spread === 0 ? 0 : 1 - residual / spread
  return Math.min(1, Math.max(0, fit - fall / last.bytes))
}

function returnedByFunction(series: LineSeries, tree: CallTree | null): Map<string, number> {
  const returned = tree === null ? [] : givenBackOnReturn(series, tree)
  return new Map(tree?.functions.map((each, index) => [functionKey(each), returned[index] ?? 0]))
}

function functionKey({ file, name, firstLine }: Pick<FunctionSteps, 'file' | 'name' | 'firstLine'>): string {
  return `${firstLine} ${name} ${file}`
}

/** Growth of the calls that each line made, by `callerKey`. */
function growthByCaller(tree: CallTree | null): Map<string, number> {
  const growth = new Map<string, number>()
  for (const [node, parent] of (tree?.parents ?? []).entries()) {
    const caller = tree?.functions[tree.functionOf[parent] ?? -1]
    // A nested call of the same function is not credited to the line that made it.
    if (tree === null || caller === undefined || tree.functionOf[node] === tree.functionOf[parent]) continue
    const key = callerKey(caller.file, caller.name, tree.callerLines[node] ?? 0)
    growth.set(key, (growth.get(key) ?? 0) + (tree.growthBytes[node] ?? 0))
  }
  return growth
}

function ownGrowth(
  { file, name }: FunctionSteps,
  line: LineSteps,
  calledBy: ReadonlyMap<string, number>,
): number {
  return total(line) - (calledBy.get(callerKey(file, name, line.line)) ?? 0)
}

function callerKey(file: string, name: string, line: number): string {
  return `${line} ${name} ${file}`
}

function total({ incrementBytes }: LineSteps): number {
  return incrementBytes.reduce((sum, each) => sum + each, 0)
}

function pairs(at: readonly number[], values: readonly number[]): [number, number][] {
  return at.map((stretch, index) => [stretch, values[index] ?? 0])
}

function thin(points: readonly Point[]): Point[] {
  if (points.length <= CURVE_POINTS) return [...points]
  const step = (points.length - 1) / (CURVE_POINTS - 1)
  return Array.from({ length: CURVE_POINTS }, (_, index) => points[Math.round(index * step)]).flatMap(
    (point) => point ?? [],
  )
}

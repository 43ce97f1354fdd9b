import { pointAt } from '../../../profiler-core/analysis/index.ts'
import type { CodePlace, LineSeries, StackTree } from '../../../profiler-core/contract/index.ts'
import { timeLabels } from '../../../profiler-core/report/timeAxis.ts'

type Named = Pick<CodePlace, 'file' | 'name'>

/** Memory over time: entry `i` of both is one point. */
export interface Levels {
  readonly timesNs: readonly number[]
  readonly bytes: readonly number[]
}

interface Sampled extends Pick<Levels, 'timesNs'> {
  readonly stacks: StackTree | null
  readonly stackAt: readonly number[] | null
}

/** The first moment at which a function was on the sampled stack; `null` where it never was. */
export function firstSampleNs({ timesNs, stacks, stackAt }: Sampled, { file, name }: Named): number | null {
  if (stacks === null || stackAt === null) return null
  const { places, parents, placeOf } = stacks
  const isOn = new Uint8Array(parents.length)
  for (const [node, parent] of parents.entries()) {
    const place = places[placeOf[node] ?? -1]
    const isHere = place?.file === file && place.name === name
    isOn[node] = isHere || (parent >= 0 && isOn[parent] === 1) ? 1 : 0
  }
  const index = stackAt.findIndex((node) => node >= 0 && isOn[node] === 1)
  return timesNs[index] ?? null
}

/** The beginning of the first stretch in which a function did something; `null` where it never did. */
export function firstStepNs(series: LineSeries | null, { file, name }: Named): number | null {
  const steps = series?.functions.find((each) => each.file === file && each.name === name)
  const first = steps?.at[0]
  return first === undefined ? null : (series?.edgesNs[first] ?? null)
}

/** Where two runs lie on one axis. */
export interface Overlay {
  /** What is added to a moment of each run, nanoseconds. */
  readonly baseShiftNs: number
  readonly nowShiftNs: number
  /** Where the moment lies that both have in common; the axis counts from there. */
  readonly originNs: number
  /** Where the axis ends; it begins at 0. */
  readonly endNs: number
}

interface Stretch {
  /** How long the run took. */
  readonly lengthNs: number
  /** The moment that both have in common. */
  readonly anchorNs: number
}

/** Lays two runs over each other so that their anchors meet. */
export function overlay(base: Stretch, now: Stretch): Overlay {
  const originNs = Math.max(base.anchorNs, now.anchorNs)
  const baseShiftNs = originNs - base.anchorNs
  const nowShiftNs = originNs - now.anchorNs
  const endNs = Math.max(base.lengthNs + baseShiftNs, now.lengthNs + nowShiftNs)
  return { baseShiftNs, nowShiftNs, originNs, endNs }
}

/** What was measured last at a moment, bytes; `null` before the first reading and after the last. */
export function levelAt({ timesNs, bytes }: Levels, timeNs: number): number | null {
  if (timeNs > (timesNs.at(-1) ?? -1)) return null
  return bytes[pointAt({ timesNs }, timeNs)] ?? null
}

/** Ticks at whole steps before and after an origin; all in the same unit. */
export function splitsAround(origin: number, from: number, to: number, step: number): number[] {
  const first = Math.ceil((from - origin) / step)
  const last = Math.floor((to - origin) / step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => origin + (first + index) * step)
}

/** Moments before and after 0, in seconds, as the timeline's axis has them: `−1.5 s`, `0.0 s`, `1.5 s`. */
export function axisLabels(seconds: readonly number[]): string[] {
  const [first = 0, second = first + 1] = seconds
  const step = second - first
  const most = seconds.reduce((largest, at) => Math.max(largest, Math.abs(at)), 0)
  return seconds.map((at) => {
    const isZero = Math.abs(at) < step / 1000
    const [label = ''] = timeLabels(isZero ? [0, step, most] : [Math.abs(at), Math.abs(at) + step, most])
    return at < 0 && !isZero ? `−${label}` : label
  })
}

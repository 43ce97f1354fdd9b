import { visiblePoints } from '../../analysis/visiblePoints.ts'
import { type Timeline, type TimelineMark, togetherBytes } from '../../contract/index.ts'
import { formatDuration, formatSize } from '../format.ts'
import { TIME_STEPS, timeLabels } from '../timeAxis.ts'
import { html, type Markup, type Part } from './markup.ts'

/** A line of a chart. Entry `i` of both arrays is one point. */
export interface Curve {
  readonly name: string
  /** Of the style. */
  readonly className: '' | 's1' | 's2' | 'base'
  readonly timesNs: readonly number[]
  readonly bytes: readonly number[]
}

export interface Chart {
  /** In a sentence, for those who do not see it. */
  readonly title: string
  /** The first one is filled. */
  readonly curves: readonly Curve[]
  readonly endNs: number
  readonly marks: readonly TimelineMark[]
}

/** Where the plot begins and ends, in pixels from the top; what is beyond is for names. */
const TOP = 26
const BOTTOM = 216
const HEIGHT = 240
/** The width of the plot in its own units; on the screen it is as wide as the page. */
const UNITS = 1000
/** Part of the height that the highest point reaches. */
const FULL = 0.92
/** Lines of the grid. */
const MOST_LEVELS = 5
const MOST_TIMES = 8
const MOST_MARKS = 300
const MIB = 2 ** 20

/** The memory of one run over its time; `null` where too little was sampled to draw. */
export function timelineChart(timeline: Timeline, durationNs: number): Markup | null {
  const { timesNs, childrenBytes, together, residentBytes, marks } = timeline
  if (timesNs.length < 2) return null
  const bytes = togetherBytes(timeline)
  const curves: Curve[] = [
    {
      name: childrenBytes !== null && together ? 'all processes together' : 'memory',
      className: '',
      timesNs,
      bytes,
    },
  ]
  if (childrenBytes !== null) {
    curves.push(
      together
        ? { name: 'first process', className: 's1', timesNs, bytes: timeline.bytes }
        : { name: 'child processes', className: 's1', timesNs, bytes: childrenBytes },
    )
  }
  if (residentBytes !== null)
    curves.push({ name: 'resident memory', className: 's2', timesNs, bytes: residentBytes })
  const peak = highest(bytes)
  const title = `Memory over time: highest ${formatSize(bytes[peak] ?? 0)} after ${formatDuration(timesNs[peak] ?? 0)}`
  return chart({ title, curves, marks, endNs: Math.max(durationNs, timesNs.at(-1) ?? 0) })
}

/** Curves over a common time, with a grid, the highest point of each named curve and what happened. */
export function chart({ title, curves, endNs, marks }: Chart): Markup {
  const most = Math.max(1, ...curves.map(({ bytes }) => bytes[highest(bytes)] ?? 0)) / FULL
  const place: Place = {
    x: (ns) => (ns / Math.max(1, endNs)) * UNITS,
    y: (bytes) => BOTTOM - (bytes / most) * (BOTTOM - TOP),
  }
  const levels = levelLines(most, place)
  const drawn = curves.map((curve, index) => ({ curve, path: pathOf(curve, endNs, place), index })).reverse()
  return html`<figure><svg class="chart" height="${HEIGHT}" role="img" aria-label="${title}">
${levels.map(({ line }) => line)}${timeLines(endNs, place)}
<svg y="0" width="100%" height="${HEIGHT}" viewBox="0 0 ${UNITS} ${HEIGHT}" preserveAspectRatio="none">
${drawn.map(({ curve, path, index }) => html`${index === 0 && area(curve, path, place)}<path class="${curve.className}" d="${path}"/>`)}
</svg>${levels.map(({ name }) => name)}${markSigns(marks, place)}${curves.map((curve) => peakSign(curve, place))}</svg>
<figcaption>${legend(curves, marks)}</figcaption></figure>`
}

interface Place {
  readonly x: (ns: number) => number
  readonly y: (bytes: number) => number
}

function highest(bytes: readonly number[]): number {
  let best = 0
  for (const [index, each] of bytes.entries()) if (each > (bytes[best] ?? 0)) best = index
  return best
}

function pathOf({ timesNs, bytes }: Curve, endNs: number, { x, y }: Place): string {
  const points = visiblePoints(timesNs, [bytes], { fromNs: 0, toNs: endNs, pixels: UNITS / 2 })
  const [levels = []] = points.columns
  return points.timesNs
    .map((ns, index) => `${index === 0 ? 'M' : 'L'}${short(x(ns))} ${short(y(levels[index] ?? 0))}`)
    .join('')
}

function area({ timesNs }: Curve, path: string, { x }: Place): Markup {
  const [from, to] = [x(timesNs[0] ?? 0), x(timesNs.at(-1) ?? 0)]
  return html`<path class="area" d="${path}V${BOTTOM}H${short(to)}H${short(from)}Z"/>`
}

function short(number: number): string {
  return String(Math.round(number * 10) / 10)
}

/** A place along the time, whatever width the page has. */
function percent(units: number): string {
  return `${short(units / (UNITS / 100))}%`
}

/** Names stand above what is drawn, lines below. */
function levelLines(most: number, { y }: Place): { line: Markup; name: Part }[] {
  const step = niceStep(most / MIB / MOST_LEVELS) * MIB
  const lines: { line: Markup; name: Part }[] = []
  for (let level = 0; level <= most; level += step) {
    const at = short(y(level))
    lines.push({
      line: html`<line class="grid" x2="100%" y1="${at}" y2="${at}"/>`,
      name: level > 0 && html`<text x="2" y="${short(y(level) - 4)}">${formatSize(level)}</text>`,
    })
  }
  return lines
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5].find((each) => each * power >= least) ?? 10)
}

function timeLines(endNs: number, { x }: Place): Markup[] {
  const end = endNs / 1e9
  const step = TIME_STEPS.find((each) => end / each <= MOST_TIMES) ?? end
  const seconds = Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) => index * step)
  const labels = timeLabels(seconds)
  return seconds.map((at, index) => {
    const units = x(at * 1e9)
    const anchor = index === 0 ? 'start' : units > UNITS * 0.95 ? 'end' : 'middle'
    return html`<line class="grid" x1="${percent(units)}" x2="${percent(units)}" y1="${BOTTOM}" y2="${BOTTOM + 4}"/><text class="${index % 2 === 1 && 'odd'}" x="${percent(units)}" y="${BOTTOM + 18}" text-anchor="${anchor}">${labels[index] ?? ''}</text>`
  })
}

function peakSign({ timesNs, bytes, className }: Curve, { x, y }: Place): Part {
  if (className === 's1' || className === 's2') return null
  const index = highest(bytes)
  const [at, top] = [x(timesNs[index] ?? 0), y(bytes[index] ?? 0)]
  const anchor = at < UNITS * 0.1 ? 'start' : at > UNITS * 0.9 ? 'end' : 'middle'
  return html`<circle class="peak ${className}" cx="${percent(at)}" cy="${short(top)}" r="3.5"/><text class="peak ${className}" x="${percent(at)}" y="${short(top - 8)}" text-anchor="${anchor}">${formatSize(bytes[index] ?? 0)}</text>`
}

const MARK_CLASSES: Record<TimelineMark['kind'], string> = {
  collection: '',
  'child-start': 'child',
  'child-end': 'child',
  exception: 'bad',
  limit: 'warn',
}

/** Collections of garbage come by the thousand; what ended a program comes once. */
function markSigns(marks: readonly TimelineMark[], { x }: Place): Markup[] {
  const [rare, common] = [
    marks.filter(({ kind }) => kind !== 'collection'),
    marks.filter(({ kind }) => kind === 'collection'),
  ]
  const shown = [...rare.slice(-MOST_MARKS), ...common.slice(0, Math.max(0, MOST_MARKS - rare.length))]
  return shown.map(
    ({ kind, timeNs, text }) =>
      html`<svg class="mark" x="${percent(x(timeNs))}" y="0"><title>${text}, after ${formatDuration(timeNs)}</title><path class="${MARK_CLASSES[kind]}" d="M-4 2h8l-4 7z"/></svg>`,
  )
}

function legend(curves: readonly Curve[], marks: readonly TimelineMark[]): Markup {
  const keys = curves.map(
    ({ name, className }) =>
      html`<span><svg class="key" aria-hidden="true"><line class="${className}" y1="4" y2="4" x2="18"/></svg>${name}</span>`,
  )
  return html`<span class="legend">${curves.length > 1 && keys}</span>${marks.length > 0 && 'Triangles along the top are events, such as collections of garbage: point at one to read it.'}`
}

import { stackAt } from '../../../profiler-core/analysis/index.ts'
import { type RunDetail, type Timeline, togetherBytes } from '../../../profiler-core/contract/index.ts'
import { oneLine } from '../../../profiler-core/report/index.ts'
import { cut, duration, memory } from '../format.ts'
import { shortPath } from './place.ts'

const ROWS = 12
/** Of the chart, in characters. */
const WIDEST = 100
const MOST_MARKS = 20
/** Eighths of a cell, from the bottom. */
const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A chart of memory over time for a terminal, and what happened when. */
export function timelineText(timeline: Timeline, run: RunDetail, width: number): string {
  const { timesNs, marks } = timeline
  const bytes = togetherBytes(timeline)
  if (bytes.length === 0) return 'Nothing was sampled: the run was too short.\n'
  const peak = bytes.reduce((most, each, index) => (each > (bytes[most] ?? 0) ? index : most), 0)
  const scale = memory(bytes[peak] ?? 0)
  const columns = Math.max(10, Math.min(width, WIDEST) - scale.length - 2)
  const heights = columnHeights(timeline, columns)
  const chart = Array.from({ length: ROWS }, (_, row) => {
    const label = row === 0 ? scale : row === ROWS - 1 ? memory(0) : ''
    const cells = heights.map((height) => block((height * ROWS - (ROWS - 1 - row)) * 8)).join('')
    return `${label.padStart(scale.length)} ${cells}`.trimEnd()
  })
  const end = duration(timesNs.at(-1) ?? 0)
  const axis = `${' '.repeat(scale.length)} 0 s${end.padStart(Math.max(1, columns - 3))}`
  const peakAt = timesNs[peak] ?? 0
  const frames = stackAt(timeline, peakAt)
  const frame = frames.at(-1)
  const where =
    frame === undefined ? '' : `, ${oneLine(frame.name)} ${shortPath(frame.file, run.request)}:${frame.line}`
  return `${[
    ...chart,
    axis,
    '',
    `peak ${memory(bytes[peak] ?? 0)} at ${duration(peakAt)}${where}`,
    ...processLine(timeline),
    ...markLines(marks, width),
  ].join('\n')}\n`
}

/** The highest memory of each column as a part of the peak, 0 to 1; a column between two points has the line between them. */
function columnHeights(timeline: Timeline, columns: number): number[] {
  const { timesNs } = timeline
  const bytes = togetherBytes(timeline)
  const first = timesNs[0] ?? 0
  const span = (timesNs.at(-1) ?? 0) - first
  const top = bytes.reduce((most, each) => Math.max(most, each), 1)
  const heights = Array.from({ length: columns }, () => Number.NaN)
  for (const [index, time] of timesNs.entries()) {
    const column = span > 0 ? Math.min(columns - 1, Math.floor(((time - first) / span) * columns)) : 0
    const height = (bytes[index] ?? 0) / top
    const known = heights[column] ?? Number.NaN
    heights[column] = Number.isNaN(known) ? height : Math.max(known, height)
  }
  // A flat stretch has points at its ends only.
  let last = heights[0] ?? 0
  return heights.map((height) => {
    if (!Number.isNaN(height)) last = height
    return last
  })
}

function block(eighths: number): string {
  return BLOCKS[Math.max(0, Math.min(8, Math.round(eighths)))] ?? ' '
}

/** What the other processes had beside, or as a part of, what is drawn. */
function processLine({ bytes, childrenBytes, together }: Timeline): string[] {
  if (childrenBytes === null) return []
  const most = (levels: readonly number[]) => memory(levels.reduce((high, each) => Math.max(high, each), 0))
  return together
    ? [`all processes together; first process: up to ${most(bytes)}`]
    : [`the first process alone; child processes: up to ${most(childrenBytes)}`]
}

function markLines(marks: Timeline['marks'], width: number): string[] {
  if (marks.length === 0) return []
  const shown = marks.slice(0, MOST_MARKS).map(({ timeNs, text }) => {
    return cut(`${duration(timeNs).padStart(10)}  ${oneLine(text)}`, Math.max(width, 60))
  })
  const more = marks.length - shown.length
  return ['', ...shown, ...(more > 0 ? [`and ${more} more; --format json has them all`] : [])]
}

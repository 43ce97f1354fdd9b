import uPlot from 'uplot'
import type { TimeWindow } from '../../../profiler-core/analysis/index.ts'
import type { TimelineMark } from '../../../profiler-core/contract/index.ts'
import type { Reading } from './timelineWords.ts'

const MIB = 2 ** 20
const NS = 1e9

/** Where a mark's colour comes from. */
export const MARK_COLOURS: Record<TimelineMark['kind'], string> = {
  collection: '--text-quiet',
  'child-start': '--release',
  'child-end': '--release',
  exception: '--bad',
  limit: '--warn',
}

/** Small triangles along the upper edge, and a line for what ended the program. */
export function drawMarks(
  plot: uPlot,
  marks: readonly TimelineMark[],
  colour: (name: string) => string,
): void {
  const { ctx } = plot
  const { left, top, width, height } = plot.bbox
  const size = 4.5 * uPlot.pxRatio
  ctx.save()
  for (const { kind, timeNs } of marks) {
    const x = plot.valToPos(timeNs / NS, 'x', true)
    if (x < left - 1 || x > left + width + 1) continue
    ctx.fillStyle = ctx.strokeStyle = colour(MARK_COLOURS[kind])
    ctx.beginPath()
    ctx.moveTo(x - size, top - size * 2)
    ctx.lineTo(x + size, top - size * 2)
    ctx.lineTo(x, top - size * 0.3)
    ctx.closePath()
    ctx.fill()
    if (kind === 'limit' || kind === 'exception') {
      ctx.globalAlpha = 0.5
      ctx.lineWidth = uPlot.pxRatio
      ctx.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio])
      ctx.beginPath()
      ctx.moveTo(x, top)
      ctx.lineTo(x, top + height)
      ctx.stroke()
      ctx.globalAlpha = 1
    }
  }
  ctx.restore()
}

/** The highest point, named. */
export function drawPeak(
  plot: uPlot,
  peak: Reading | null,
  { colour, ground, font }: { readonly colour: string; readonly ground: string; readonly font: string },
): void {
  if (peak === null) return
  const { ctx } = plot
  const { left, width } = plot.bbox
  const x = plot.valToPos(peak.ns / NS, 'x', true)
  const y = plot.valToPos(peak.bytes / MIB, 'y', true)
  if (x < left || x > left + width) return
  ctx.save()
  ctx.fillStyle = colour
  ctx.beginPath()
  ctx.arc(x, y, 3.5 * uPlot.pxRatio, 0, 2 * Math.PI)
  ctx.fill()
  ctx.font = font.replace('11px', `${11 * uPlot.pxRatio}px`)
  // Above the point nothing is drawn: the line comes from below.
  const half = ctx.measureText('peak').width / 2
  ctx.textAlign = 'center'
  const middle = Math.max(left + half, Math.min(left + width - half, x))
  // Lines that lie behind it are not to be read as letters.
  ctx.lineWidth = 3 * uPlot.pxRatio
  ctx.strokeStyle = ground
  ctx.strokeText('peak', middle, y - 7 * uPlot.pxRatio)
  ctx.fillText('peak', middle, y - 7 * uPlot.pxRatio)
  ctx.restore()
}

/** Takes back the line where nothing was sampled, which only joins what is known on both sides. */
export function drawGaps(
  plot: uPlot,
  gaps: readonly TimeWindow[],
  { colour, ground, font }: { readonly colour: string; readonly ground: string; readonly font: string },
): void {
  const { ctx } = plot
  const { left, top, width, height } = plot.bbox
  ctx.save()
  ctx.font = font.replace('11px', `${11 * uPlot.pxRatio}px`)
  ctx.textAlign = 'center'
  for (const { fromNs, toNs } of gaps) {
    const from = Math.max(left, plot.valToPos(fromNs / NS, 'x', true))
    const to = Math.min(left + width, plot.valToPos(toNs / NS, 'x', true))
    if (to - from < 1) continue
    ctx.globalAlpha = 0.8
    ctx.fillStyle = ground
    ctx.fillRect(from, top, to - from, height)
    ctx.globalAlpha = 1
    ctx.fillStyle = colour
    const words = 'not sampled'
    if (ctx.measureText(words).width < to - from) ctx.fillText(words, (from + to) / 2, top + height / 2)
  }
  ctx.restore()
}

/** Lays a tint behind stretches of time. */
export function drawShade(plot: uPlot, windows: readonly TimeWindow[], colour: string): void {
  if (windows.length === 0) return
  const { ctx } = plot
  const { left, top, width, height } = plot.bbox
  ctx.save()
  ctx.fillStyle = colour
  ctx.globalAlpha = 0.16
  for (const { fromNs, toNs } of windows) {
    const from = Math.max(left, plot.valToPos(fromNs / NS, 'x', true))
    const to = Math.min(left + width, plot.valToPos(toNs / NS, 'x', true))
    if (to >= from) ctx.fillRect(from, top, Math.max(uPlot.pxRatio, to - from), height)
  }
  ctx.restore()
}

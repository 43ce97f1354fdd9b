import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Points } from '../../state/timelines.ts'
import { peakOf, type Reading } from './timelineWords.ts'

const MIB = 2 ** 20
const NS = 1e9

/** Where the pointer, or the arrow keys, are. */
export type OnCursor = (point: Reading | null) => void

/** Draws memory over time. Drag to zoom, double click to see all. */
export class Plot {
  readonly #plot: uPlot
  readonly #resize: ResizeObserver
  #peak: Reading | null = null

  constructor(container: HTMLElement, onCursor: OnCursor) {
    this.#plot = new uPlot(this.#options(container, onCursor), [[], []], container)
    this.#resize = new ResizeObserver(() => this.#plot.setSize(sizeOf(container)))
    this.#resize.observe(container)
  }

  /** Keeps the part that was zoomed to. */
  show(points: Points): void {
    const { min, max } = this.#plot.scales['x'] ?? {}
    const [times] = this.#plot.data
    const isZoomed =
      min !== undefined && max !== undefined && (min > (times[0] ?? 0) || max < (times.at(-1) ?? 0))
    this.#peak = peakOf(points)
    this.#plot.setData(
      [points.timesNs.map((ns) => ns / NS), points.bytes.map((bytes) => bytes / MIB)],
      !isZoomed,
    )
    if (isZoomed) this.#plot.redraw()
  }

  /** Moves the cursor by so many points. */
  step(by: number): void {
    const [times, levels] = this.#plot.data
    const index = Math.max(0, Math.min(times.length - 1, (this.#plot.cursor.idx ?? 0) + by))
    const [x, y] = [times[index], levels?.[index]]
    if (x === undefined || typeof y !== 'number') return
    this.#plot.setCursor({ left: this.#plot.valToPos(x, 'x'), top: this.#plot.valToPos(y, 'y') })
  }

  dispose(): void {
    this.#resize.disconnect()
    this.#plot.destroy()
  }

  #options(container: HTMLElement, onCursor: OnCursor): uPlot.Options {
    const colour = (name: string) => getComputedStyle(container).getPropertyValue(name).trim()
    const axis = {
      stroke: colour('--text-quiet'),
      font: `11px ${colour('--font-code')}`,
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1, size: 4 },
    }
    return {
      ...sizeOf(container),
      legend: { show: false },
      cursor: { points: { size: 7 }, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(1, most * 1.08)] } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((seconds) => `${seconds} s`) },
        { ...axis, size: 64, values: (_, ticks) => ticks.map((mib) => `${mib} MiB`) },
      ],
      series: [
        {},
        {
          stroke: colour('--accent'),
          fill: `color-mix(in oklab, ${colour('--accent')} 14%, transparent)`,
          width: 1.5,
          points: { show: false },
        },
      ],
      hooks: {
        draw: [(plot) => this.#drawPeak(plot, colour('--growth'), axis.font)],
        setCursor: [(plot) => onCursor(pointAt(plot))],
      },
    }
  }

  #drawPeak(plot: uPlot, colour: string, font: string): void {
    if (this.#peak === null) return
    const x = plot.valToPos(this.#peak.ns / NS, 'x', true)
    const y = plot.valToPos(this.#peak.bytes / MIB, 'y', true)
    const { left, width } = plot.bbox
    if (x < left || x > left + width) return
    const { ctx } = plot
    ctx.save()
    ctx.fillStyle = colour
    ctx.beginPath()
    ctx.arc(x, y, 3.5 * uPlot.pxRatio, 0, 2 * Math.PI)
    ctx.fill()
    ctx.font = font.replace('11px', `${11 * uPlot.pxRatio}px`)
    ctx.textAlign = x > left + width / 2 ? 'right' : 'left'
    ctx.fillText('peak', x + (ctx.textAlign === 'right' ? -8 : 8) * uPlot.pxRatio, y + 4 * uPlot.pxRatio)
    ctx.restore()
  }
}

function pointAt(plot: uPlot): Reading | null {
  const { idx } = plot.cursor
  if (idx === null || idx === undefined) return null
  const [x, y] = [plot.data[0][idx], plot.data[1]?.[idx]]
  return x === undefined || typeof y !== 'number' ? null : { ns: x * NS, bytes: y * MIB }
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): { width: number; height: number } {
  return { width: Math.max(80, clientWidth), height: Math.max(60, clientHeight) }
}

import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { visiblePoints } from '../../../profiler-core/analysis/visiblePoints.ts'
import { TIME_STEPS } from '../../../profiler-core/report/timeAxis.ts'
import { sizeOf } from '../timeline/plotOptions.ts'
import { TimeSpan } from '../timeline/timeSpan.ts'
import { axisLabels, type Levels, type Overlay, splitsAround } from './alignment.ts'

const MIB = 2 ** 20
const NS = 1e9
const HEADROOM = 1.08
/** The wheel's step. */
const ZOOM = 1.25
const PAN = 0.12

interface Drawn {
  readonly base: Levels
  readonly now: Levels
  readonly overlay: Overlay
}

/**
 * Draws the memory of two runs over each other. Drag zooms to a stretch, the wheel zooms, with Shift it moves; double click
 * shows all.
 */
export class OverlayPlot {
  readonly #container: HTMLElement
  readonly #onCursor: (atNs: number | null) => void
  readonly #plot: uPlot
  readonly #resize: ResizeObserver
  readonly #span = new TimeSpan()
  #drawn: Drawn | null = null
  #cursorNs: number | null = null
  #frame: number | null = null

  /** `onCursor` is told where the pointer, or the arrow keys, are: nanoseconds on the axis, counted from its left end. */
  constructor(container: HTMLElement, onCursor: (atNs: number | null) => void) {
    this.#container = container
    this.#onCursor = onCursor
    this.#plot = new uPlot(this.#options(), [[], [], []], container)
    this.#resize = new ResizeObserver(() => {
      this.#plot.setSize(sizeOf(container))
      this.#draw()
    })
    this.#resize.observe(container)
    container.addEventListener('wheel', this.#onWheel, { passive: false })
  }

  show(drawn: Drawn): void {
    this.#drawn = drawn
    this.#span.setEnd(drawn.overlay.endNs)
    this.#span.showAll()
    this.#draw()
  }

  /** Moves the cursor by a part of what is in sight. */
  step(part: number): void {
    const { fromNs, toNs } = this.#span
    const from = this.#cursorNs ?? (part > 0 ? fromNs : toNs)
    const end = this.#drawn?.overlay.endNs ?? 0
    this.#cursorNs = Math.max(0, Math.min(end, from + (toNs - fromNs) * part))
    this.#span.reveal(this.#cursorNs)
    this.#draw()
    this.#plot.setCursor({ left: this.#plot.valToPos(this.#cursorNs / NS, 'x'), top: 10 }, false)
    this.#onCursor(this.#cursorNs)
  }

  zoom(direction: 1 | -1): void {
    const middle = (this.#span.fromNs + this.#span.toNs) / 2
    this.#span.zoom(direction > 0 ? 1 / ZOOM : ZOOM, this.#cursorNs ?? middle)
    this.#draw()
  }

  showAll(): void {
    this.#span.showAll()
    this.#draw()
  }

  dispose(): void {
    this.#container.removeEventListener('wheel', this.#onWheel)
    this.#resize.disconnect()
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#plot.destroy()
  }

  #draw(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#frame = null
    if (this.#drawn === null) return
    const { base, now, overlay } = this.#drawn
    const { fromNs, toNs } = this.#span
    // Both in one table, which has a row for each moment of either; what a run has no reading for is passed over.
    const data = uPlot.join([this.#table(base, overlay.baseShiftNs), this.#table(now, overlay.nowShiftNs)])
    this.#plot.batch(() => {
      this.#plot.setData(data, false)
      this.#plot.setScale('x', { min: fromNs / NS, max: toNs / NS })
    })
  }

  #table({ timesNs, bytes }: Levels, shiftNs: number): uPlot.AlignedData {
    const pixels = Math.max(50, Math.floor(this.#plot.bbox.width / uPlot.pxRatio))
    const { fromNs, toNs } = this.#span
    const seen = visiblePoints(timesNs, [bytes], { fromNs: fromNs - shiftNs, toNs: toNs - shiftNs, pixels })
    const [levels = []] = seen.columns
    return [seen.timesNs.map((ns) => (ns + shiftNs) / NS), levels.map((level) => level / MIB)]
  }

  readonly #onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
    const delta = event.deltaX !== 0 && sideways ? event.deltaX : event.deltaY
    if (delta === 0) return
    if (sideways) this.#span.pan(Math.sign(delta) * PAN)
    else {
      const { left, width } = this.#plot.over.getBoundingClientRect()
      const part = width > 0 ? (event.clientX - left) / width : 0.5
      const { fromNs, toNs } = this.#span
      this.#span.zoom(delta > 0 ? ZOOM : 1 / ZOOM, fromNs + part * (toNs - fromNs))
    }
    this.#frame ??= requestAnimationFrame(() => this.#draw())
  }

  #onPointer(): void {
    const { left } = this.#plot.cursor
    this.#cursorNs = left === undefined || left < 0 ? null : this.#plot.posToVal(left, 'x') * NS
    this.#onCursor(this.#cursorNs)
  }

  #onSelect(): void {
    const { left, width } = this.#plot.select
    if (width < 2) return
    const at = (x: number) => Math.max(0, this.#plot.posToVal(x, 'x') * NS)
    this.#span.show({ fromNs: at(left), toNs: at(left + width) })
    this.#plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    this.#draw()
  }

  #options(): uPlot.Options {
    const style = getComputedStyle(this.#container)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const font = `11px ${colour('--font-code')}`
    const axis = {
      stroke: colour('--text-quiet'),
      font,
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1, size: 4 },
    }
    const accent = colour('--accent')
    return {
      ...sizeOf(this.#container),
      legend: { show: false },
      padding: [14, 12, 0, 0],
      cursor: {
        points: { size: 7 },
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            this.showAll()
            return null
          },
        },
      },
      scales: {
        x: { time: false, auto: false },
        y: { range: (_plot, _least, most) => [0, Math.max(1, most * HEADROOM)] },
      },
      axes: [
        {
          ...axis,
          size: 28,
          incrs: TIME_STEPS,
          space: 80,
          // Ticks lie on whole steps from where the runs meet, not from the left end.
          splits: (_plot, _axis, from, to, step) => splitsAround(this.#originSeconds(), from, to, step),
          values: (_plot, ticks) => axisLabels(ticks.map((at) => at - this.#originSeconds())),
        },
        { ...axis, size: 72, values: (_plot, ticks) => ticks.map((mib) => `${mib} MiB`) },
      ],
      series: [
        {},
        { stroke: colour('--text-quiet'), width: 1.5, dash: [5, 4], points: { show: false } },
        {
          stroke: accent,
          width: 1.5,
          points: { show: false },
          // A canvas of Chromium 114 mixes no colours of its own.
          fill: accent.replace(')', ' / 12%)'),
        },
      ],
      hooks: {
        setCursor: [() => this.#onPointer()],
        setSelect: [() => this.#onSelect()],
        drawClear: [(plot) => drawOrigin(plot, this.#originSeconds(), colour('--text-quiet'))],
      },
    }
  }

  #originSeconds(): number {
    return (this.#drawn?.overlay.originNs ?? 0) / NS
  }
}

/** A line where the runs meet, unless that is where the axis begins. */
function drawOrigin(plot: uPlot, origin: number, colour: string): void {
  const x = plot.valToPos(origin, 'x', true)
  const { left, top, width, height } = plot.bbox
  if (origin === 0 || x < left || x > left + width) return
  const { ctx } = plot
  ctx.save()
  ctx.strokeStyle = colour
  ctx.lineWidth = uPlot.pxRatio
  ctx.setLineDash([2 * uPlot.pxRatio, 3 * uPlot.pxRatio])
  ctx.beginPath()
  ctx.moveTo(x, top)
  ctx.lineTo(x, top + height)
  ctx.stroke()
  ctx.restore()
}

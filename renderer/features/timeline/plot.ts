import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { TimeWindow } from '../../../profiler-core/analysis/index.ts'
import { lowerBound, visiblePoints } from '../../../profiler-core/analysis/visiblePoints.ts'
import type { Points } from '../../state/timelines.ts'
import { CallBands } from './callBands.ts'
import { columnsOf } from './columns.ts'
import { gapsOf } from './moments.ts'
import { drawGaps, drawMarks, drawPeak, drawShade } from './plotMarks.ts'
import { type PlotHooks, plotOptions, sizeOf } from './plotOptions.ts'
import { otherEnd, stepFrom } from './steps.ts'
import { type CursorReading, peakOf, type Reading } from './timelineWords.ts'
import { TimeSpan } from './timeSpan.ts'

export const MIB = 2 ** 20
export const NS = 1e9
/** The wheel's step. */
const ZOOM = 1.25
const PAN = 0.12
/** A key moves the cursor by so much of what is in sight, and by one point at least. */
const STEPS = { line: 1 / 200, page: 1 / 10 }

export interface PlotListener {
  /** Where the pointer, or the arrow keys, are. */
  readonly onCursor: (point: CursorReading | null) => void
  /** A stretch was chosen; `null`: none is any more. */
  readonly onBrush: (window: TimeWindow | null) => void
  /** A band was clicked. */
  readonly onFunction: (place: { file: string; name: string }) => void
}

export interface PlotStep {
  readonly by: keyof typeof STEPS
  readonly direction: 1 | -1
}

/**
 * Draws memory over time. Drag chooses a stretch, the wheel zooms, with Shift it moves, as dragging with Shift does; double
 * click shows all. Only as many points as there are pixels are handed to uPlot.
 */
export class Plot {
  readonly #container: HTMLElement
  readonly #listener: PlotListener
  readonly #plot: uPlot
  readonly #bands: CallBands
  readonly #resize: ResizeObserver
  readonly #span = new TimeSpan()
  #points: Points | null = null
  #columns: readonly (readonly number[])[] = []
  #peak: Reading | null = null
  #gaps: readonly TimeWindow[] = []
  #brush: TimeWindow | null = null
  #shade: readonly TimeWindow[] = []
  #cursorNs: number | null = null
  #panFrom: number | null = null
  #frame: number | null = null

  constructor(container: HTMLElement, bands: HTMLCanvasElement, listener: PlotListener, names: string[]) {
    this.#container = container
    this.#listener = listener
    this.#plot = new uPlot(
      plotOptions(container, names, this.#hooks()),
      [[], ...names.map(() => [])],
      container,
    )
    this.#bands = new CallBands(bands, listener.onFunction)
    this.#resize = new ResizeObserver(() => {
      this.#plot.setSize(sizeOf(container))
      this.#draw()
    })
    this.#resize.observe(container)
    container.addEventListener('wheel', this.#onWheel, { passive: false })
  }

  /** Keeps the part that is in sight. */
  show(points: Points): void {
    this.#points = points
    this.#columns = columnsOf(points).map(({ bytes }) => bytes)
    this.#peak = peakOf(points)
    // Runs of older versions left out what was flat.
    this.#gaps = points.stackAt === null ? [] : gapsOf(points)
    this.#span.setEnd(points.timesNs.at(-1) ?? 0)
    this.#bands.setTimeline(points)
    this.#draw()
  }

  /** Moves the cursor to another point; away from the edge that it came in by, or from where it was. */
  step(by: PlotStep): void {
    const { timesNs = [] } = this.#points ?? {}
    const { fromNs, toNs } = this.#span
    const width = (toNs - fromNs) * STEPS[by.by] * by.direction
    this.#setCursor(stepFrom(timesNs, this.#cursorNs ?? (by.direction > 0 ? fromNs : toNs), width))
  }

  /** Moves the cursor, and with it the end of the chosen stretch that it stands at; the other one stays. */
  stepBrush(by: PlotStep): void {
    const { fromNs, toNs } = this.#span
    const head = this.#cursorNs ?? this.#brush?.toNs ?? (by.direction > 0 ? fromNs : toNs)
    const anchor = this.#brush === null ? head : otherEnd(this.#brush, head)
    this.#cursorNs = head
    this.step(by)
    const to = this.#cursorNs
    this.setBrush({ fromNs: Math.min(anchor, to), toNs: Math.max(anchor, to) })
    this.#listener.onBrush(this.#brush)
  }

  zoom(direction: 1 | -1): void {
    const middle = (this.#span.fromNs + this.#span.toNs) / 2
    this.#span.zoom(direction > 0 ? 1 / ZOOM : ZOOM, this.#cursorNs ?? middle)
    this.#draw()
  }

  pan(direction: 1 | -1): void {
    this.#span.pan(direction * PAN)
    this.#draw()
  }

  zoomTo(window: TimeWindow | null): void {
    if (window === null) this.#span.showAll()
    else this.#span.show(window)
    this.#draw()
  }

  /** Whether a moment lies in the right half of what is in sight. */
  isOnTheRight(ns: number): boolean {
    return ns > (this.#span.fromNs + this.#span.toNs) / 2
  }

  /** How long the stretch in sight is, nanoseconds. */
  get sightNs(): number {
    return this.#span.toNs - this.#span.fromNs
  }

  /** Puts the cursor at a moment, which is brought into sight. */
  goTo(ns: number): void {
    this.#setCursor(ns)
  }

  setBrush(window: TimeWindow | null): void {
    this.#brush = window
    this.#placeBrush()
  }

  /** Marks the moments in which something was executing. */
  setShade(windows: readonly TimeWindow[]): void {
    this.#shade = windows
    this.#plot.redraw(false)
  }

  dispose(): void {
    this.#container.removeEventListener('wheel', this.#onWheel)
    this.#resize.disconnect()
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#bands.dispose()
    this.#plot.destroy()
  }

  /** Once a frame, however many events there were. */
  #drawSoon(): void {
    this.#frame ??= requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#frame = null
    if (this.#points === null) return
    const { fromNs, toNs } = this.#span
    const pixels = Math.max(50, Math.floor(this.#plot.bbox.width / uPlot.pxRatio))
    const drawn = visiblePoints(this.#points.timesNs, this.#columns, { fromNs, toNs, pixels })
    this.#plot.batch(() => {
      this.#plot.setData(
        [
          drawn.timesNs.map((ns) => ns / NS),
          ...drawn.columns.map((column, index) => column.map((bytes) => toMib(bytes, index))),
        ],
        false,
      )
      this.#plot.setScale('x', { min: fromNs / NS, max: toNs / NS })
    })
    this.#placeBrush()
    const { left, width } = this.#plot.bbox
    this.#bands.draw({ fromNs, toNs, left: left / uPlot.pxRatio, width: width / uPlot.pxRatio })
  }

  #placeBrush(): void {
    if (this.#brush === null || !overlaps(this.#brush, this.#span)) {
      this.#plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
      return
    }
    const all = this.#plot.over.clientWidth
    const at = (ns: number) => Math.max(0, Math.min(all, this.#plot.valToPos(ns / NS, 'x')))
    const left = at(this.#brush.fromNs)
    const width = Math.max(this.#brush.toNs > this.#brush.fromNs ? 1 : 0, at(this.#brush.toNs) - left)
    this.#plot.setSelect({ left, top: 0, width, height: this.#plot.over.clientHeight }, false)
  }

  #setCursor(ns: number): void {
    this.#cursorNs = ns
    const { fromNs, toNs } = this.#span
    this.#span.reveal(ns)
    if (this.#frame !== null || this.#span.fromNs !== fromNs || this.#span.toNs !== toNs) this.#draw()
    const reading = this.#readingAt(ns)
    this.#plot.setCursor(
      {
        left: this.#plot.valToPos(ns / NS, 'x'),
        top: this.#plot.valToPos((reading?.bytes ?? 0) / MIB, 'y'),
      },
      false,
    )
    this.#listener.onCursor(reading)
  }

  #readingAt(ns: number): CursorReading | null {
    const { timesNs = [] } = this.#points ?? {}
    const [bytes = []] = this.#columns
    const after = lowerBound(timesNs, ns)
    const before = Math.max(0, after - 1)
    const isBefore = Math.abs((timesNs[before] ?? 0) - ns) <= Math.abs((timesNs[after] ?? Infinity) - ns)
    const index = isBefore ? before : after
    const [at, level] = [timesNs[index], bytes[index]]
    return at === undefined || level === undefined ? null : { ns: at, bytes: level, cursorNs: ns }
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
      this.#span.zoom(delta > 0 ? ZOOM : 1 / ZOOM, this.#span.fromNs + part * this.sightNs)
    }
    this.#drawSoon()
  }

  #onSelect(): void {
    const { left, width } = this.#plot.select
    if (width < 2) {
      this.setBrush(null)
      this.#listener.onBrush(null)
      return
    }
    const at = (x: number) => Math.max(0, this.#plot.posToVal(x, 'x') * NS)
    this.#brush = { fromNs: at(left), toNs: at(left + width) }
    this.#listener.onBrush(this.#brush)
  }

  #onPointer(): void {
    const { left, idx } = this.#plot.cursor
    if (left === undefined || left < 0 || idx === null || idx === undefined) {
      this.#cursorNs = null
      this.#listener.onCursor(null)
      return
    }
    this.#cursorNs = this.#plot.posToVal(left, 'x') * NS
    this.#listener.onCursor(this.#readingAt(this.#cursorNs))
  }

  /** Dragging with Shift, or with the middle button, moves. */
  #startPan(event: MouseEvent): void {
    let { clientX } = event
    const width = Math.max(1, this.#plot.over.clientWidth)
    const onMove = (moved: MouseEvent) => {
      this.#span.pan((clientX - moved.clientX) / width)
      clientX = moved.clientX
      this.#drawSoon()
    }
    const onUp = () => {
      this.#panFrom = null
      window.removeEventListener('mousemove', onMove)
      window.removeEventListener('mouseup', onUp)
    }
    this.#panFrom = clientX
    window.addEventListener('mousemove', onMove)
    window.addEventListener('mouseup', onUp)
  }

  #hooks(): PlotHooks {
    return {
      takesMouseDown: (event) => {
        if (!event.shiftKey && event.button !== 1) return false
        event.preventDefault()
        this.#startPan(event)
        return true
      },
      isPanning: () => this.#panFrom !== null,
      onDoubleClick: () => this.zoomTo(null),
      onCursor: () => this.#onPointer(),
      onSelect: () => this.#onSelect(),
      drawBelow: (plot, { accent }) => drawShade(plot, this.#shade, accent),
      drawAbove: (plot, { peak, ground, font, colour }) => {
        drawGaps(plot, this.#gaps, { colour: colour('--text-quiet'), ground, font })
        drawMarks(plot, this.#points?.marks ?? [], colour)
        drawPeak(plot, this.#peak, { colour: peak, ground, font })
      },
    }
  }
}

/** As it is drawn: where there are no child processes, there is no line. */
function toMib(bytes: number, column: number): number | null {
  return bytes === 0 && column > 0 ? null : bytes / MIB
}

function overlaps(one: TimeWindow, other: TimeWindow): boolean {
  return one.fromNs <= other.toNs && one.toNs >= other.fromNs
}

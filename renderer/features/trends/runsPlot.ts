import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { drawRuns, inside, type RunMarks } from './drawRuns.ts'
import {
  type Axis,
  heightRange,
  nearestPoint,
  type PlotContent,
  type Range,
  wholeRange,
} from './plotContent.ts'
import { hasRun, type RunsPoint, runOf } from './points.ts'
import { type AxisWords, plotColours, runsPlotOptions, sizeOf } from './runsPlotOptions.ts'

/** So near the pointer has to be, pixels. */
const REACH = 24
/** A press that moves no further is a click. */
const CLICK = 4
const ZOOM = 1.25
const PAN = 0.12

/** The point under the pointer or the keys, and where it is in the plot's container, pixels. */
export interface PointedAt {
  readonly point: RunsPoint
  readonly left: number
  readonly top: number
  /** Where there is more room beside it. */
  readonly side: 'left' | 'right'
}

export interface RunsPlotListener {
  readonly onPoint: (pointed: PointedAt | null) => void
  /** A point was clicked; `add`: with Ctrl or Shift. */
  readonly onPick: (point: RunsPoint, add: boolean) => void
}

const nothing: PlotContent = {
  points: [],
  levels: [],
  steps: [],
  baseline: null,
  curve: [],
  prediction: null,
  joined: false,
}

/**
 * Draws runs as points: drag to look closer, the wheel zooms, with Shift it moves, a double click shows all. Values and
 * places are those of its content.
 */
export class RunsPlot {
  readonly #container: HTMLElement
  readonly #axis: Axis
  readonly #listener: RunsPlotListener
  readonly #plot: uPlot
  readonly #ring = document.createElement('div')
  readonly #resize: ResizeObserver
  #content = nothing
  #whole: Range = { min: 0, max: 1 }
  #sight: Range = { min: 0, max: 1 }
  #marks: RunMarks = { shown: null, chosen: [] }
  #at: number | null = null
  #pressed: { readonly x: number; readonly y: number } | null = null

  constructor(container: HTMLElement, axis: Axis, words: AxisWords, listener: RunsPlotListener) {
    this.#container = container
    this.#axis = axis
    this.#listener = listener
    const colours = plotColours(container)
    this.#plot = new uPlot(
      runsPlotOptions(container, axis, words, colours, {
        onSelect: () => this.#onSelect(),
        onDoubleClick: () => this.zoomTo(null),
        draw: (plot) => drawRuns(plot, this.#content, this.#marks, colours),
      }),
      [[], []],
      container,
    )
    this.#ring.className = 'runs-plot-ring'
    this.#ring.hidden = true
    const { over } = this.#plot
    over.append(this.#ring)
    over.addEventListener('mousemove', this.#onMove)
    over.addEventListener('mouseleave', this.#onLeave)
    over.addEventListener('mousedown', this.#onDown)
    over.addEventListener('click', this.#onClick)
    container.addEventListener('wheel', this.#onWheel, { passive: false })
    this.#resize = new ResizeObserver(() => {
      const size = sizeOf(container)
      if (size.width === this.#plot.width && size.height === this.#plot.height) return
      this.#plot.setSize(size)
      this.#placeRing()
    })
    this.#resize.observe(container)
  }

  /** What is in sight stays so, unless it was all. */
  show(content: PlotContent): void {
    const sawAll = this.#sight.min === this.#whole.min && this.#sight.max === this.#whole.max
    const at = this.#at === null ? undefined : this.#content.points[this.#at]
    this.#content = content
    this.#whole = wholeRange(content, this.#axis)
    this.#at = at === undefined ? null : placeOfRun(content.points, runOf(at).id)
    this.#plot.setData([content.points.map(({ x }) => x), content.points.map(({ median }) => median)], false)
    this.#look(sawAll ? this.#whole : this.#sight)
  }

  mark(marks: RunMarks): void {
    const before = this.#marks
    this.#marks = marks
    const isSame = before.shown === marks.shown && before.chosen.join() === marks.chosen.join()
    if (!isSame) this.#plot.redraw(false, false)
  }

  /** The next point in a direction; from the edge where none is pointed at. */
  step(by: number): void {
    const last = this.#content.points.length - 1
    if (last < 0) return
    const from = this.#at ?? (by > 0 ? -1 : last + 1)
    this.#pointAt(Math.max(0, Math.min(last, from + by)))
  }

  /** Brings a run into sight, and points at it. */
  goTo(id: number): void {
    const place = placeOfRun(this.#content.points, id)
    if (place !== null) this.#pointAt(place)
  }

  pick(add: boolean): void {
    const point = this.#at === null ? undefined : this.#content.points[this.#at]
    if (point !== undefined) this.#listener.onPick(point, add)
  }

  zoom(direction: 1 | -1, around = (this.#sight.min + this.#sight.max) / 2): void {
    const factor = direction > 0 ? 1 / ZOOM : ZOOM
    const { min, max } = this.#sight
    this.zoomTo({ min: around - (around - min) * factor, max: around + (max - around) * factor })
  }

  pan(direction: number): void {
    const by = (this.#sight.max - this.#sight.min) * PAN * direction
    this.zoomTo({ min: this.#sight.min + by, max: this.#sight.max + by })
  }

  /** `null`: all. Nothing beyond what there is. */
  zoomTo(range: Range | null): void {
    this.#look(range === null ? this.#whole : within(range, this.#whole))
  }

  dispose(): void {
    this.#container.removeEventListener('wheel', this.#onWheel)
    this.#resize.disconnect()
    this.#plot.destroy()
  }

  #look(sight: Range): void {
    this.#sight = sight
    const height = heightRange(this.#content, sight, this.#axis)
    this.#plot.batch(() => {
      this.#plot.setScale('x', sight)
      this.#plot.setScale('y', height)
    })
    this.#placeRing()
  }

  #pointAt(index: number | null): void {
    this.#at = index
    const x = index === null ? undefined : this.#content.points[index]?.x
    const { min, max } = this.#sight
    if (x !== undefined && (x < min || x > max)) {
      const half = (max - min) / 2
      this.zoomTo({ min: x - half, max: x + half })
    } else this.#placeRing()
  }

  /** Puts the ring around the point, and tells where it is. */
  #placeRing(): void {
    const point = this.#at === null ? undefined : this.#content.points[this.#at]
    this.#ring.hidden = point === undefined
    if (point === undefined) {
      this.#listener.onPoint(null)
      return
    }
    const left = this.#plot.valToPos(point.x, 'x')
    const top = this.#topOf(point.median)
    this.#ring.style.transform = `translate(${left}px, ${top}px)`
    const { offsetLeft, offsetTop, clientWidth } = this.#plot.over
    const side = left > clientWidth / 2 ? 'left' : 'right'
    this.#listener.onPoint({ point, left: left + offsetLeft, top: top + offsetTop, side })
  }

  #nearest({ clientX, clientY }: MouseEvent): number | null {
    const box = this.#plot.over.getBoundingClientRect()
    return nearestPoint(this.#content.points, { left: clientX - box.left, top: clientY - box.top }, REACH, {
      leftOf: (x) => this.#plot.valToPos(x, 'x'),
      topOf: (value) => this.#topOf(value),
      xAt: (left) => this.#plot.posToVal(left, 'x'),
    })
  }

  #topOf(value: number): number {
    return inside(this.#plot.valToPos(value, 'y'), this.#plot.over.clientHeight, 1)
  }

  #onSelect(): void {
    const { left, width } = this.#plot.select
    this.#plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    if (width <= CLICK) return
    this.zoomTo({ min: this.#plot.posToVal(left, 'x'), max: this.#plot.posToVal(left + width, 'x') })
  }

  readonly #onMove = (event: MouseEvent) => {
    if (event.buttons !== 0) return
    const index = this.#nearest(event)
    this.#plot.over.classList.toggle('on-point', index !== null)
    if (index !== this.#at) this.#pointAt(index)
  }

  readonly #onLeave = () => this.#pointAt(null)

  readonly #onDown = ({ clientX, clientY }: MouseEvent) => {
    this.#pressed = { x: clientX, y: clientY }
  }

  readonly #onClick = (event: MouseEvent) => {
    const from = this.#pressed
    if (from === null || Math.hypot(event.clientX - from.x, event.clientY - from.y) > CLICK) return
    const index = this.#nearest(event)
    const point = index === null ? undefined : this.#content.points[index]
    if (point === undefined) return
    this.#at = index
    this.#listener.onPick(point, event.ctrlKey || event.metaKey || event.shiftKey)
  }

  readonly #onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
    const delta = event.deltaX !== 0 && sideways ? event.deltaX : event.deltaY
    if (delta === 0) return
    if (sideways) this.pan(Math.sign(delta))
    else {
      const box = this.#plot.over.getBoundingClientRect()
      this.zoom(delta > 0 ? -1 : 1, this.#plot.posToVal(event.clientX - box.left, 'x'))
    }
  }
}

function placeOfRun(points: readonly RunsPoint[], id: number): number | null {
  const place = points.findIndex((point) => hasRun(point, id))
  return place < 0 ? null : place
}

/** A range that is no wider than the whole, and not beside it; it keeps its width where it can. */
function within({ min, max }: Range, whole: Range): Range {
  const width = Math.min(max - min, whole.max - whole.min)
  const start = Math.max(whole.min, Math.min(whole.max - width, min))
  return { min: start, max: start + width }
}

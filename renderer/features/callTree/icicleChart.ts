import { type Found, frameAt, type Icicle } from '../../../profiler-core/analysis/callTree/index.ts'
import { drawIcicle, ROW } from './drawIcicle.ts'
import { type Palette, readPalette } from './palette.ts'
import { moved, type Span, showing, within, zoomed } from './span.ts'
import { TextFitter } from './textFitter.ts'

/** What a person does with the icicle. */
export interface ChartEvents {
  readonly onPick: (frame: number) => void
  /** `frame` -1: on none. `x`, `y`: pixels within the window. */
  readonly onHover: (frame: number, x: number, y: number) => void
}

interface Place {
  readonly span: Span
  readonly top: number
}

/** The pointer may tremble by so many pixels and still click. */
const TREMBLE = 4
const WHEEL_ZOOM = 1.0025

/** An icicle on a canvas, which sticks to the top of a scroller that is as high as all levels. */
export class IcicleChart {
  readonly #canvas: HTMLCanvasElement
  readonly #scroller: HTMLElement
  readonly #events: ChartEvents
  readonly #context: CanvasRenderingContext2D | null
  readonly #listening = new AbortController()
  readonly #resize: ResizeObserver
  #palette: Palette
  #fitter: TextFitter
  #icicle: Icicle | null = null
  #found: Found | null = null
  #span: Span = { from: 0, to: 1 }
  #places: Place[] = []
  #selected = -1
  #hovered = -1
  #drag: { readonly x: number; readonly y: number; lastX: number; lastY: number; isMoving: boolean } | null =
    null
  #frameRequest = 0

  constructor(canvas: HTMLCanvasElement, scroller: HTMLElement, events: ChartEvents) {
    this.#canvas = canvas
    this.#scroller = scroller
    this.#events = events
    this.#context = canvas.getContext('2d')
    this.#palette = readPalette()
    this.#fitter = this.#makeFitter()
    this.#resize = new ResizeObserver(() => this.#fitCanvas())
    this.#resize.observe(scroller)
    this.#listen()
    // The code font may come later than the first picture.
    document.fonts.ready.then(() => {
      this.#fitter = this.#makeFitter()
      this.redraw()
    }, console.error)
  }

  /** Another tree, or another metric of it, is seen from the start. */
  show(icicle: Icicle, found: Found | null): void {
    if (icicle !== this.#icicle) {
      this.#span = { from: 0, to: icicle.whole }
      this.#places = []
      this.#hovered = -1
      this.#scroller.scrollTop = 0
    }
    this.#icicle = icicle
    this.#found = found
    this.redraw()
  }

  /** Another theme has other colours, which a canvas does not take up by itself. */
  recolour(): void {
    this.#palette = readPalette()
    this.redraw()
  }

  /** Marks a frame and brings it into sight. */
  select(frame: number): void {
    this.#selected = frame
    if (this.#icicle !== null && frame >= 0) {
      const { whole, widths } = this.#icicle
      if ((widths[frame] ?? 0) > 0) {
        this.#span = showing(this.#span, this.#extent(frame), whole)
        this.#scrollTo(frame)
      }
    }
    this.redraw()
  }

  /** Whether a frame takes the whole width. */
  isZoomedTo(frame: number): boolean {
    const { from, to } = this.#extent(frame)
    return this.#span.from >= from && this.#span.to <= to
  }

  /** Makes a frame as wide as the view; what was seen before can be returned to. */
  zoomTo(frame: number): void {
    const extent = this.#extent(frame)
    if (extent.to <= extent.from || this.#icicle === null) return
    const { from, to } = this.#span
    if (from === extent.from && to === extent.to) return
    this.#places.push({ span: this.#span, top: this.#scroller.scrollTop })
    this.#span = within(extent, this.#icicle.whole)
    this.#scrollTo(frame)
    this.redraw()
  }

  /** To what was seen before; false where nothing was. */
  back(): boolean {
    const place = this.#places.pop()
    if (place !== undefined) {
      this.#span = place.span
      this.#scroller.scrollTop = place.top
    } else if (this.#icicle !== null && this.#span.to - this.#span.from < this.#icicle.whole) {
      this.#span = { from: 0, to: this.#icicle.whole }
    } else return false
    this.redraw()
    return true
  }

  /** The whole width. */
  reset(): void {
    if (this.#icicle === null) return
    this.#span = { from: 0, to: this.#icicle.whole }
    this.#places = []
    this.#scroller.scrollTop = 0
    this.redraw()
  }

  /** Zooms about the selected frame, or the middle. */
  zoomBy(factor: number): void {
    if (this.#icicle === null) return
    const { from, to } = this.#selected < 0 ? this.#span : this.#extent(this.#selected)
    const middle = (Math.max(from, this.#span.from) + Math.min(to, this.#span.to)) / 2
    this.#span = zoomed(this.#span, middle, factor, this.#icicle.whole)
    this.redraw()
  }

  /** Where a frame is drawn, in pixels within the window. */
  placeOf(frame: number): { readonly x: number; readonly y: number } {
    const { left, top, width } = this.#canvas.getBoundingClientRect()
    const { from, to } = this.#extent(frame)
    const x =
      ((Math.max(from, this.#span.from) - this.#span.from) / (this.#span.to - this.#span.from)) * width
    const depth = this.#icicle?.tree.depths[frame] ?? 0
    return { x: left + (to > from ? x : 0), y: top + (depth + 1) * ROW - this.#scroller.scrollTop }
  }

  /** Draws with the next frame of the screen. */
  redraw(): void {
    if (this.#frameRequest !== 0) return
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0
      this.#draw()
    })
  }

  dispose(): void {
    cancelAnimationFrame(this.#frameRequest)
    this.#listening.abort()
    this.#resize.disconnect()
  }

  #makeFitter(): TextFitter {
    const context = this.#context
    if (context === null) return new TextFitter((text) => text.length * 7)
    return new TextFitter((text) => {
      context.font = this.#palette.font
      return context.measureText(text).width
    })
  }

  #extent(frame: number): Span {
    const from = this.#icicle?.starts[frame] ?? 0
    return { from, to: from + (this.#icicle?.widths[frame] ?? 0) }
  }

  /** With its callers above it, and room for what it called. */
  #scrollTo(frame: number): void {
    const y = (this.#icicle?.tree.depths[frame] ?? 0) * ROW
    const { scrollTop, clientHeight } = this.#scroller
    if (y < scrollTop || y + 2 * ROW > scrollTop + clientHeight) {
      this.#scroller.scrollTop = Math.max(0, y - Math.max(ROW, clientHeight / 3))
    }
  }

  #fitCanvas(): void {
    const { clientWidth, clientHeight } = this.#scroller
    const ratio = window.devicePixelRatio
    this.#canvas.width = Math.max(1, Math.round(clientWidth * ratio))
    this.#canvas.height = Math.max(1, Math.round(clientHeight * ratio))
    this.#canvas.style.height = `${clientHeight}px`
    // At once: a canvas that has another size is empty.
    this.#draw()
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.#scroller
    if (this.#context === null || this.#icicle === null || width === 0 || height === 0) return
    const ratio = window.devicePixelRatio
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
    const scene = {
      icicle: this.#icicle,
      found: this.#found,
      span: this.#span,
      top: this.#scroller.scrollTop,
      width,
      height,
      selected: this.#selected,
      hovered: this.#hovered,
      hasFocus: document.activeElement === this.#canvas,
    }
    drawIcicle(this.#context, scene, this.#palette, this.#fitter)
  }

  #listen(): void {
    const { signal } = this.#listening
    const canvas = this.#canvas
    this.#scroller.addEventListener('scroll', () => this.#draw(), { signal, passive: true })
    canvas.addEventListener('wheel', (event) => this.#onWheel(event), { signal, passive: false })
    canvas.addEventListener('pointerdown', (event) => this.#onDown(event), { signal })
    canvas.addEventListener('pointermove', (event) => this.#onMove(event), { signal })
    canvas.addEventListener('pointerup', (event) => this.#onUp(event), { signal })
    canvas.addEventListener('pointercancel', () => this.#endDrag(), { signal })
    canvas.addEventListener('pointerleave', () => this.#hover(-1, 0, 0), { signal })
    canvas.addEventListener('dblclick', (event) => this.#onDoubleClick(event), { signal })
    canvas.addEventListener('focus', () => this.redraw(), { signal })
    canvas.addEventListener('blur', () => this.redraw(), { signal })
  }

  #frameBelow({ offsetX, offsetY }: MouseEvent): number {
    if (this.#icicle === null) return -1
    const level = Math.floor((offsetY + this.#scroller.scrollTop) / ROW)
    return frameAt(this.#icicle, level, this.#positionOf(offsetX))
  }

  #positionOf(x: number): number {
    const { from, to } = this.#span
    return from + (x / Math.max(1, this.#scroller.clientWidth)) * (to - from)
  }

  #onDown({ button, offsetX: x, offsetY: y, pointerId }: PointerEvent): void {
    if (button !== 0) return
    this.#canvas.setPointerCapture(pointerId)
    this.#drag = { x, y, lastX: x, lastY: y, isMoving: false }
  }

  #onMove(event: PointerEvent): void {
    const { offsetX: x, offsetY: y, clientX, clientY } = event
    const drag = this.#drag
    if (drag === null || this.#icicle === null) {
      this.#hover(this.#frameBelow(event), clientX, clientY)
      return
    }
    drag.isMoving ||= Math.hypot(x - drag.x, y - drag.y) > TREMBLE
    if (!drag.isMoving) return
    this.#hover(-1, 0, 0)
    this.#canvas.style.cursor = 'grabbing'
    this.#span = moved(this.#span, this.#positionOf(drag.lastX) - this.#positionOf(x), this.#icicle.whole)
    this.#scroller.scrollTop += drag.lastY - y
    drag.lastX = x
    drag.lastY = y
    this.redraw()
  }

  #onUp(event: PointerEvent): void {
    const wasClick = this.#drag?.isMoving === false
    this.#endDrag()
    const frame = this.#frameBelow(event)
    if (wasClick && frame >= 0) this.#events.onPick(frame)
  }

  #endDrag(): void {
    this.#drag = null
    this.#canvas.style.cursor = ''
  }

  #onDoubleClick(event: MouseEvent): void {
    const frame = this.#frameBelow(event)
    if (frame < 0 || this.#icicle?.tree.depths[frame] === 0) this.reset()
  }

  #onWheel(event: WheelEvent): void {
    if (this.#icicle === null) return
    const { whole } = this.#icicle
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
    if (event.ctrlKey || event.metaKey) {
      const factor = WHEEL_ZOOM ** -event.deltaY
      this.#span = zoomed(this.#span, this.#positionOf(event.offsetX), factor, whole)
    } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      this.#span = moved(this.#span, this.#positionOf(sideways) - this.#span.from, whole)
    } else return
    event.preventDefault()
    this.redraw()
  }

  #hover(frame: number, x: number, y: number): void {
    if (frame !== this.#hovered) {
      this.#hovered = frame
      this.redraw()
    }
    this.#events.onHover(frame, x, y)
  }
}

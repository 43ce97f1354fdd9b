import { type CallBand, callBands } from '../../../profiler-core/analysis/index.ts'
import { visible } from '../../../profiler-core/report/visible.ts'
import type { Points } from '../../state/timelines.ts'
import { formatDuration } from '../../ui/format.ts'

const ROW = 14
/** Deeper calls are left out: the flame graph has them. */
export const MOST_ROWS = 5

interface Sight {
  readonly fromNs: number
  readonly toNs: number
  /** Pixels. */
  readonly left: number
  readonly width: number
}

/** The calls of watched functions over time, one row for each depth. */
export class CallBands {
  readonly #canvas: HTMLCanvasElement
  readonly #onFunction: (place: { file: string; name: string }) => void
  #bands: readonly CallBand[] = []
  #points: Points | null = null
  #sight: Sight = { fromNs: 0, toNs: 1, left: 0, width: 1 }

  constructor(canvas: HTMLCanvasElement, onFunction: (place: { file: string; name: string }) => void) {
    this.#canvas = canvas
    this.#onFunction = onFunction
    canvas.addEventListener('mousemove', this.#onMove)
    canvas.addEventListener('click', this.#onClick)
  }

  setTimeline(points: Points): void {
    if (this.#points === points) return
    this.#points = points
    // Of a run that goes on only single lines are known.
    this.#bands = points.whole ? callBands(points).filter(({ depth }) => depth < MOST_ROWS) : []
  }

  draw(sight: Sight): void {
    this.#sight = sight
    const rows = this.#bands.reduce((most, { depth }) => Math.max(most, depth + 1), 0)
    const ratio = window.devicePixelRatio
    const { clientWidth } = this.#canvas
    this.#canvas.style.height = `${rows * ROW}px`
    this.#canvas.width = Math.round(clientWidth * ratio)
    this.#canvas.height = Math.round(rows * ROW * ratio)
    const ctx = this.#canvas.getContext('2d')
    if (ctx === null || rows === 0) return
    const style = getComputedStyle(this.#canvas)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const [ground, edge, text] = [colour('--selected'), colour('--ground'), colour('--text')]
    ctx.scale(ratio, ratio)
    ctx.font = `11px ${colour('--font-code')}`
    ctx.textBaseline = 'middle'
    const letter = ctx.measureText('m').width
    for (const band of this.#bands) {
      const [from, to] = this.#pixelsOf(band)
      if (to < sight.left || from > sight.left + sight.width) continue
      const x = Math.max(sight.left, from)
      const width = Math.max(1, Math.min(sight.left + sight.width, to) - x)
      const y = band.depth * ROW
      ctx.fillStyle = ground
      ctx.fillRect(x, y, width, ROW - 1)
      if (width > 3) {
        ctx.fillStyle = edge
        ctx.fillRect(x + width - 1, y, 1, ROW - 1)
      }
      const room = Math.floor((width - 8) / letter)
      if (room < 2) continue
      ctx.fillStyle = text
      const name = visible(band.name)
      ctx.fillText(name.length <= room ? name : `${name.slice(0, room - 1)}\u2026`, x + 4, y + ROW / 2)
    }
  }

  dispose(): void {
    this.#canvas.removeEventListener('mousemove', this.#onMove)
    this.#canvas.removeEventListener('click', this.#onClick)
  }

  #pixelsOf({ fromNs, toNs }: CallBand): [number, number] {
    const { left, width } = this.#sight
    const scale = width / Math.max(1, this.#sight.toNs - this.#sight.fromNs)
    return [left + (fromNs - this.#sight.fromNs) * scale, left + (toNs - this.#sight.fromNs) * scale]
  }

  #bandAt({ offsetX, offsetY }: MouseEvent): CallBand | undefined {
    const depth = Math.floor(offsetY / ROW)
    return this.#bands.findLast((band) => {
      const [from, to] = this.#pixelsOf(band)
      return band.depth === depth && offsetX >= from && offsetX <= Math.max(to, from + 1)
    })
  }

  readonly #onMove = (event: MouseEvent) => {
    const band = this.#bandAt(event)
    this.#canvas.style.cursor = band === undefined ? '' : 'pointer'
    this.#canvas.title =
      band === undefined
        ? ''
        : `${visible(band.name)}: ${formatDuration(band.toNs - band.fromNs)}, from ${formatDuration(band.fromNs)}`
  }

  readonly #onClick = (event: MouseEvent) => {
    const band = this.#bandAt(event)
    if (band !== undefined) this.#onFunction(band)
  }
}

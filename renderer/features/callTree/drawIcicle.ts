import { eachVisible, type Found, type Icicle } from '../../../profiler-core/analysis/callTree/index.ts'
import { heatStep } from '../../../profiler-core/analysis/heat.ts'
import { isNodeOverlapped, overlapMark } from '../../../profiler-core/report/overlap.ts'
import { visible } from '../../../profiler-core/report/visible.ts'
import { amount, frameLabel } from './frameWords.ts'
import type { Palette } from './palette.ts'
import type { Span } from './span.ts'
import type { TextFitter } from './textFitter.ts'

/** Pixels of a level. */
export const ROW = 20
/** Frames narrower than so many pixels are drawn together. */
const NARROW = 2
/** What a label needs at least, in pixels. */
const LABEL_ROOM = 26
const PADDING = 5

export interface Scene {
  readonly icicle: Icicle
  readonly found: Found | null
  readonly span: Span
  /** Pixels by which it is scrolled down. */
  readonly top: number
  readonly width: number
  readonly height: number
  readonly selected: number
  readonly hovered: number
  readonly hasFocus: boolean
}

interface Label {
  readonly frame: number
  readonly left: number
  readonly right: number
  readonly middle: number
}

/** Draws what is in sight of an icicle: the work grows with the number of pixels, not of frames. */
export function drawIcicle(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  fitter: TextFitter,
): void {
  const { icicle, span, top, width, height } = scene
  const scale = width / (span.to - span.from)
  const labels: Label[] = []
  context.fillStyle = palette.ground
  context.fillRect(0, 0, width, height)
  const last = Math.min(icicle.levels, Math.ceil((top + height) / ROW))
  for (let level = Math.floor(top / ROW); level < last; level += 1) {
    const y = level * ROW - top
    eachVisible(icicle, level, { ...span, narrow: NARROW / scale }, (frame, start, end) => {
      const left = Math.max(0, (start - span.from) * scale)
      const right = Math.min(width, (end - span.from) * scale)
      const drawn = right - left
      context.fillStyle = frame < 0 ? crumbColour(scene, palette) : colourOf(scene, frame, palette)
      context.fillRect(left, y, drawn > 3 ? drawn - 1 : Math.max(0.75, drawn), ROW - 1)
      if (frame >= 0 && drawn >= LABEL_ROOM) labels.push({ frame, left, right, middle: y + (ROW - 1) / 2 })
    })
  }
  drawLabels(context, labels, scene, palette, fitter)
  outline(context, scene, scene.hovered, palette.quiet, 1)
  outline(context, scene, scene.selected, scene.hasFocus ? palette.accent : palette.text, 2)
}

/** By what a frame took by itself, the most that one took being hottest: where it is hot, there it happened. */
function colourOf({ icicle, found }: Scene, frame: number, palette: Palette): string {
  if (found !== null) return found.matches[frame] === 1 ? palette.found : palette.dimmed
  const { tree, metric, whole } = icicle
  const { self, mostSelf } = tree[metric]
  const own = self[frame] ?? 0
  if (own > 0)
    return (metric === 'time' ? palette.time : palette.growth)[heatStep(own / mostSelf)] ?? palette.plain
  // Where less was left in the end than there was before; beside a sum that grew, the colour would contradict it.
  const total = tree[metric].total[frame] ?? 0
  if (metric === 'time' || total >= 0) return palette.plain
  return palette.release[heatStep(total / whole)] ?? palette.plain
}

function crumbColour({ found }: Scene, palette: Palette): string {
  return found === null ? palette.plain : palette.dimmed
}

function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  { icicle, found }: Scene,
  palette: Palette,
  fitter: TextFitter,
): void {
  const { tree, metric } = icicle
  context.font = palette.font
  context.textBaseline = 'middle'
  for (const { frame, left, right, middle } of labels) {
    context.fillStyle = found !== null && found.matches[frame] !== 1 ? palette.quiet : palette.text
    const room = right - left - 2 * PADDING
    const name = visible(frameLabel(tree, frame))
    const text = fitter.fit(name, room)
    context.fillText(text, left + PADDING, middle)
    if (text !== name) continue
    const mark = overlapMark(metric === 'memory' && isNodeOverlapped(tree.source, frame))
    const number = `${amount(tree[metric].total[frame] ?? 0, metric)}${mark}`
    const taken = fitter.width(name) + fitter.width('  ')
    if (taken + fitter.width(number) <= room) context.fillText(number, left + PADDING + taken, middle)
  }
}

function outline(
  context: CanvasRenderingContext2D,
  { icicle, span, top, width, height }: Scene,
  frame: number,
  colour: string,
  line: number,
): void {
  const extent = frame < 0 ? 0 : (icicle.widths[frame] ?? 0)
  if (extent <= 0) return
  const scale = width / (span.to - span.from)
  const start = icicle.starts[frame] ?? 0
  const left = Math.max(-line, (start - span.from) * scale)
  const right = Math.min(width + line, (start + extent - span.from) * scale)
  const y = (icicle.tree.depths[frame] ?? 0) * ROW - top
  if (right < 0 || left > width || y < -ROW || y > height) return
  context.strokeStyle = colour
  context.lineWidth = line
  // A frame that is all but nothing must be found all the same.
  context.strokeRect(left + line / 2, y + line / 2, Math.max(3, right - left - 1 - line), ROW - 1 - line)
}

import uPlot from 'uplot'
import { type PlotContent, pointsWithin } from './plotContent.ts'
import { hasRun, type RunsPoint } from './points.ts'
import type { RunsPlotColours } from './runsPlotOptions.ts'

/** Runs that a person deals with. */
export interface RunMarks {
  /** The run whose numbers are shown. */
  readonly shown: number | null
  /** The runs that are to be compared. */
  readonly chosen: readonly number[]
}

/** Radius of a point where there is room, and where there is none, pixels. */
const RADIUS = { most: 3.5, least: 1.4 }
/** Room between the edge and what stands there because it is beyond, pixels. */
const EDGE = 6
/** Points that lie so far apart are joined. */
const JOINED_FROM = 5

interface Canvas {
  readonly ctx: CanvasRenderingContext2D
  readonly ratio: number
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly radius: number
  readonly colours: RunsPlotColours
}

/** What is beyond the plot stands at its edge. */
export function inside(position: number, height: number, ratio: number): number {
  if (position < 0) return EDGE * ratio
  return position > height ? height - EDGE * ratio : position
}

/** From values to pixels. Scales are linear, and `valToPos` takes its time where there are ten thousand points. */
function positions(plot: uPlot, scale: 'x' | 'y'): (value: number) => number {
  const { min = 0, max = 1 } = plot.scales[scale] ?? {}
  const from = plot.valToPos(min, scale, true)
  const perUnit = (plot.valToPos(max, scale, true) - from) / (max - min || 1)
  return (value) => from + (value - min) * perUnit
}

/** Draws the runs of a plot into its canvas, what matters more over what matters less. */
export function drawRuns(plot: uPlot, content: PlotContent, marks: RunMarks, colours: RunsPlotColours): void {
  const { ctx } = plot
  const { left, top, width, height } = plot.bbox
  const { min = 0, max = 0 } = plot.scales['x'] ?? {}
  const margin = ((max - min) * 12) / Math.max(1, width)
  const points = pointsWithin(content.points, min - margin, max + margin)
  const ratio = uPlot.pxRatio
  const spacing = width / ratio / Math.max(1, points.length)
  const heights = positions(plot, 'y')
  const canvas: Canvas = {
    ctx,
    ratio,
    x: positions(plot, 'x'),
    y: (value) => top + inside(heights(value) - top, height, ratio),
    radius: Math.max(RADIUS.least, Math.min(RADIUS.most, spacing / 3)) * ratio,
    colours,
  }
  ctx.save()
  ctx.beginPath()
  ctx.rect(left - 6 * ratio, top - 18 * ratio, width + 12 * ratio, height + 24 * ratio)
  ctx.clip()
  drawBaseline(canvas, content, { left, right: left + width })
  drawSteps(canvas, content, { top, bottom: top + height, right: left + width })
  const well = points.filter(({ ending }) => ending === 'ok')
  const isDense = spacing < JOINED_FROM
  if (content.joined && !isDense) {
    ctx.globalAlpha = 0.4
    drawLine(
      canvas,
      well.map(({ x, median }) => ({ x, value: median })),
      colours.run,
    )
    ctx.globalAlpha = 1
  }
  if (!isDense) drawLevels(canvas, content)
  if (!isDense) drawCurve(canvas, content)
  ctx.globalAlpha = isDense ? 0.4 : 1
  drawSpreads(canvas, well)
  drawDots(canvas, well, isDense ? 0.6 : 1)
  drawCrosses(
    canvas,
    points.filter(({ ending }) => ending === 'bad'),
    colours.bad,
  )
  drawCrosses(
    canvas,
    points.filter(({ ending }) => ending === 'warn'),
    colours.warn,
  )
  // Over a cloud of points, but not over the few that can be pointed at.
  if (isDense) {
    drawLevels(canvas, content)
    drawCurve(canvas, content)
  }
  for (const point of points) drawSigns(canvas, point)
  if (marks.shown !== null || marks.chosen.length > 0) {
    for (const point of points) drawMarks(canvas, point, marks)
  }
  ctx.restore()
}

function drawBaseline(
  { ctx, ratio, y, colours }: Canvas,
  { baseline }: PlotContent,
  { left, right }: { readonly left: number; readonly right: number },
): void {
  if (baseline === null) return
  ctx.strokeStyle = colours.quiet
  ctx.lineWidth = ratio
  ctx.setLineDash([2 * ratio, 3 * ratio])
  ctx.beginPath()
  ctx.moveTo(left, y(baseline))
  ctx.lineTo(right, y(baseline))
  ctx.stroke()
  ctx.setLineDash([])
}

/** A line where the level changed, with by how much at its upper end. */
function drawSteps(
  { ctx, ratio, x, colours }: Canvas,
  { steps }: PlotContent,
  { top, bottom, right }: { readonly top: number; readonly bottom: number; readonly right: number },
): void {
  ctx.lineWidth = ratio
  ctx.font = colours.font.replace('11px', `${11 * ratio}px`)
  ctx.textAlign = 'left'
  let free = 0
  for (const step of steps) {
    const at = x(step.x)
    ctx.strokeStyle = ctx.fillStyle = step.delta > 0 ? colours.growth : colours.release
    ctx.globalAlpha = 0.7
    ctx.setLineDash([4 * ratio, 3 * ratio])
    ctx.beginPath()
    ctx.moveTo(at, top)
    ctx.lineTo(at, bottom)
    ctx.stroke()
    ctx.globalAlpha = 1
    const width = ctx.measureText(step.words).width
    const from = at + width > right ? at - width : at - 2 * ratio
    // Where steps are dense, some go unnamed.
    if (from < free) continue
    ctx.fillText(step.words, from, top - 5 * ratio)
    free = from + width + 6 * ratio
  }
  ctx.setLineDash([])
}

function drawLevels({ ctx, ratio, x, y, colours }: Canvas, { levels }: PlotContent): void {
  ctx.strokeStyle = colours.strong
  ctx.lineWidth = 2 * ratio
  ctx.globalAlpha = 0.8
  ctx.beginPath()
  for (const { from, to, value } of levels) {
    ctx.moveTo(x(from), y(value))
    ctx.lineTo(x(to), y(value))
  }
  ctx.stroke()
  ctx.globalAlpha = 1
}

function drawLine(
  { ctx, ratio, x, y }: Canvas,
  places: readonly { readonly x: number; readonly value: number }[],
  colour: string,
): void {
  ctx.strokeStyle = colour
  ctx.lineWidth = 1.5 * ratio
  ctx.beginPath()
  for (const place of places) ctx.lineTo(x(place.x), y(place.value))
  ctx.stroke()
}

/** The fitted growth, and what it predicts. */
function drawCurve(canvas: Canvas, { curve, prediction }: PlotContent): void {
  const { ctx, ratio, x, y, colours } = canvas
  drawLine(canvas, curve, colours.growth)
  if (prediction === null) return
  const [left, top] = [x(prediction.x), y(prediction.value)]
  ctx.strokeStyle = colours.growth
  ctx.fillStyle = colours.ground
  ctx.lineWidth = 2 * ratio
  ctx.beginPath()
  ctx.arc(left, top, 5 * ratio, 0, 2 * Math.PI)
  ctx.fill()
  ctx.stroke()
}

/** From the lowest to the highest of repetitions. */
function drawSpreads({ ctx, ratio, x, y, radius, colours }: Canvas, points: readonly RunsPoint[]): void {
  ctx.strokeStyle = colours.run
  ctx.lineWidth = 1.5 * ratio
  ctx.beginPath()
  for (const point of points) {
    if (point.low === point.high) continue
    const [at, low, high] = [x(point.x), y(point.low), y(point.high)]
    ctx.moveTo(at, low)
    ctx.lineTo(at, high)
    for (const end of [low, high]) {
      ctx.moveTo(at - radius, end)
      ctx.lineTo(at + radius, end)
    }
  }
  ctx.stroke()
}

function drawDots(
  { ctx, ratio, x, y, radius, colours }: Canvas,
  points: readonly RunsPoint[],
  alpha: number,
): void {
  ctx.fillStyle = colours.run
  ctx.globalAlpha = alpha
  const isSmall = radius < 2 * ratio
  const side = Math.max(1, Math.round(2 * radius))
  ctx.beginPath()
  for (const point of points) {
    const [left, top] = [x(point.x), y(point.median)]
    // Of thousands, circles take ten times as long, and one path of all squares, or squares between pixels, twice.
    if (isSmall) ctx.fillRect(Math.round(left - radius), Math.round(top - radius), side, side)
    else {
      ctx.moveTo(left + radius, top)
      ctx.arc(left, top, radius, 0, 2 * Math.PI)
    }
  }
  ctx.fill()
  ctx.globalAlpha = 1
}

/** Runs that did not end as they should. */
function drawCrosses(
  { ctx, ratio, x, y, radius }: Canvas,
  points: readonly RunsPoint[],
  colour: string,
): void {
  ctx.strokeStyle = colour
  ctx.lineWidth = 1.5 * ratio
  ctx.beginPath()
  for (const point of points) {
    const [left, top] = [x(point.x), y(point.median)]
    ctx.moveTo(left - radius, top - radius)
    ctx.lineTo(left + radius, top + radius)
    ctx.moveTo(left - radius, top + radius)
    ctx.lineTo(left + radius, top - radius)
  }
  ctx.stroke()
}

/** A diamond for the baseline, a triangle above what is pinned. */
function drawSigns({ ctx, ratio, x, y, colours }: Canvas, point: RunsPoint): void {
  const isBaseline = point.samples.some(({ entry }) => entry.baseline)
  if (!isBaseline && !point.samples.some(({ entry }) => entry.pinned)) return
  const [left, top] = [x(point.x), y(point.median)]
  const size = 5 * ratio
  ctx.fillStyle = colours.strong
  ctx.beginPath()
  if (isBaseline) {
    ctx.moveTo(left, top - size)
    ctx.lineTo(left + size, top)
    ctx.lineTo(left, top + size)
    ctx.lineTo(left - size, top)
  } else {
    const tip = top - 6 * ratio
    ctx.moveTo(left, tip)
    ctx.lineTo(left - 4 * ratio, tip - 6 * ratio)
    ctx.lineTo(left + 4 * ratio, tip - 6 * ratio)
  }
  ctx.fill()
}

/** Rings around the run that is shown, and those that are chosen. */
function drawMarks(
  { ctx, ratio, x, y, colours }: Canvas,
  point: RunsPoint,
  { shown, chosen }: RunMarks,
): void {
  const isChosen = chosen.some((id) => hasRun(point, id))
  if (!isChosen && !hasRun(point, shown)) return
  ctx.strokeStyle = isChosen ? colours.strong : colours.run
  ctx.lineWidth = (isChosen ? 2.5 : 1.5) * ratio
  ctx.beginPath()
  ctx.arc(x(point.x), y(point.median), 7 * ratio, 0, 2 * Math.PI)
  ctx.stroke()
}

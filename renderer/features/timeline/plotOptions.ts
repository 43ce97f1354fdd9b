import type uPlot from 'uplot'
import { TIME_STEPS, timeLabels } from '../../../profiler-core/report/timeAxis.ts'

/** Room above the highest point, for its name. */
const HEADROOM = 1.16

/** Colours and fonts of the theme, as a canvas takes them. */
export interface PlotColours {
  readonly accent: string
  readonly peak: string
  readonly ground: string
  readonly font: string
  readonly colour: (name: string) => string
}

/** What happens to a plot, and what else is drawn on it. */
export interface PlotHooks {
  /** Whether a press of the mouse begins something else than a choice. */
  readonly takesMouseDown: (event: MouseEvent) => boolean
  readonly isPanning: () => boolean
  readonly onDoubleClick: () => void
  readonly onCursor: () => void
  readonly onSelect: () => void
  readonly drawBelow: (plot: uPlot, colours: PlotColours) => void
  readonly drawAbove: (plot: uPlot, colours: PlotColours) => void
}

/** How uPlot is to draw one line for each name, the first one filled. */
export function plotOptions(
  container: HTMLElement,
  names: readonly string[],
  hooks: PlotHooks,
): uPlot.Options {
  const colour = colourReader(container)
  const font = `11px ${colour('--font-code')}`
  const accent = colour('--accent')
  const colours = { accent, peak: colour('--growth'), ground: colour('--side'), font, colour }
  const axis = {
    stroke: colour('--text-quiet'),
    font,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
  }
  const strokes = [accent, colours.peak, colour('--text-quiet')]
  return {
    ...sizeOf(container),
    legend: { show: false },
    padding: [14, 12, 0, 0],
    cursor: cursorOptions(hooks),
    scales: {
      x: { time: false, auto: false },
      y: { range: (_plot, _least, most) => [0, Math.max(1, most * HEADROOM)] },
    },
    axes: [
      { ...axis, size: 28, incrs: TIME_STEPS, space: 80, values: (_plot, ticks) => timeLabels(ticks) },
      { ...axis, size: 72, values: (_plot, ticks) => ticks.map((mib) => `${mib} MiB`) },
    ],
    series: [
      {},
      ...names.map((_, index) => ({
        stroke: strokes[index] ?? accent,
        width: 1.5,
        points: { show: false },
        ...(index === 0 ? { fill: veil(accent) } : { dash: [5, 4] }),
      })),
    ],
    hooks: {
      setCursor: [hooks.onCursor],
      setSelect: [hooks.onSelect],
      drawClear: [(plot) => hooks.drawBelow(plot, colours)],
      draw: [(plot) => hooks.drawAbove(plot, colours)],
    },
  }
}

/** The same colour, hardly to be seen; a canvas of Chromium 114 mixes none of its own. */
function veil(colour: string): string {
  return colour.replace(')', ' / 14%)')
}

/** Asks the page once for each colour: thousands of marks have five. */
function colourReader(container: HTMLElement): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const colour = known.get(name) ?? getComputedStyle(container).getPropertyValue(name).trim()
    known.set(name, colour)
    return colour
  }
}

function cursorOptions({ takesMouseDown, isPanning, onDoubleClick }: PlotHooks): uPlot.Cursor {
  return {
    points: { size: 7 },
    drag: { x: true, y: false, setScale: false },
    bind: {
      mousedown: (_plot, _target, handler) => (event) => (takesMouseDown(event) ? null : handler(event)),
      mousemove: (_plot, _target, handler) => (event) => (isPanning() ? null : handler(event)),
      dblclick: () => () => {
        onDoubleClick()
        return null
      },
    },
  }
}

/** Of the plot in its container, pixels. */
export function sizeOf({ clientWidth, clientHeight }: HTMLElement): { width: number; height: number } {
  return { width: Math.max(80, clientWidth), height: Math.max(60, clientHeight) }
}

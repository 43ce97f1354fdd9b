import type uPlot from 'uplot'
import type { Axis } from './plotContent.ts'

/** How the axes of a plot of runs are written. */
export interface AxisWords {
  readonly xLabels: (values: readonly number[]) => string[]
  readonly yLabels: (values: readonly number[]) => string[]
  /** Distances between the lines of the values, ascending. */
  readonly yIncrements: readonly number[]
}

/** Colours and fonts of the theme, as a canvas takes them. */
export interface RunsPlotColours {
  readonly run: string
  readonly bad: string
  readonly warn: string
  readonly growth: string
  readonly release: string
  readonly strong: string
  readonly quiet: string
  readonly line: string
  readonly ground: string
  readonly font: string
}

interface Hooks {
  readonly onSelect: () => void
  readonly onDoubleClick: () => void
  readonly draw: (plot: uPlot) => void
}

export function plotColours(container: HTMLElement): RunsPlotColours {
  const style = getComputedStyle(container)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    run: read('--accent'),
    bad: read('--bad'),
    warn: read('--warn'),
    growth: read('--growth'),
    release: read('--release'),
    strong: read('--text-strong'),
    quiet: read('--text-quiet'),
    line: read('--line'),
    ground: read('--ground'),
    font: `11px ${read('--font-code')}`,
  }
}

/** uPlot has the axes and the zoom; the runs themselves are drawn by `draw`. */
export function runsPlotOptions(
  container: HTMLElement,
  axis: Axis,
  { xLabels, yLabels, yIncrements }: AxisWords,
  { quiet, line, font }: RunsPlotColours,
  hooks: Hooks,
): uPlot.Options {
  const common = {
    stroke: quiet,
    font,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  }
  return {
    ...sizeOf(container),
    legend: { show: false },
    padding: [18, 34, 0, 0],
    scales: { x: { time: axis === 'date', auto: false }, y: { auto: false } },
    cursor: {
      x: false,
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 5 },
      bind: {
        dblclick: () => () => {
          hooks.onDoubleClick()
          return null
        },
      },
    },
    axes: [
      {
        ...common,
        size: 28,
        space: axis === 'size' ? 96 : 84,
        ...(axis === 'commit' ? { incrs: COMMIT_STEPS, grid: { show: false } } : {}),
        values: (_plot, values) => xLabels(values),
      },
      { ...common, size: 76, space: 44, incrs: [...yIncrements], values: (_plot, values) => yLabels(values) },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: { setSelect: [hooks.onSelect], draw: [hooks.draw] },
  }
}

const COMMIT_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]

/** Of the plot in its container, pixels. */
export function sizeOf({ clientWidth, clientHeight }: HTMLElement): { width: number; height: number } {
  return { width: Math.max(80, clientWidth), height: Math.max(60, clientHeight) }
}

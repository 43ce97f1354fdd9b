import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { attempt } from '../../state/notices.ts'
import { clearChosen, leaveTrends, openTrendRun, toggleChosen, useTrends } from '../../state/trends.ts'
import { useView } from '../../state/view.ts'
import type { Axis, PlotContent } from './plotContent.ts'
import { type RunsPoint, runOf } from './points.ts'
import { type PointedAt, RunsPlot } from './runsPlot.ts'
import type { AxisWords } from './runsPlotOptions.ts'

interface Props {
  /** What a screen reader calls the plot. */
  readonly label: string
  readonly content: PlotContent
  readonly axis: Axis
  /** Another measure or theme asks for another `key`. */
  readonly words: AxisWords
  /** What is said where no point is pointed at. */
  readonly summary: string
  /** A point in one line. */
  readonly pointWords: (point: RunsPoint) => string
  readonly tip: (point: RunsPoint) => ReactNode
  /** A run to point at; a new object each time. */
  readonly wanted?: { readonly entry: HistoryEntry } | null
}

/** Runs as points, to be pointed at, opened and chosen by pointer and keys. */
export function PlotPane(props: Props) {
  const { label, content, axis, words, summary, pointWords, tip, wanted = null } = props
  const container = useRef<HTMLDivElement>(null)
  const plot = useRef<RunsPlot | null>(null)
  const [pointed, setPointed] = useState<PointedAt | null>(null)
  const latest = useRef(words)
  const shown = useView((view) => (view.shown?.kind === 'past' ? view.shown.run.id : null))
  const chosen = useTrends((state) => state.chosen)
  useEffect(() => {
    latest.current = words
  }, [words])
  useEffect(() => {
    if (container.current === null) return
    const live: AxisWords = {
      xLabels: (values) => latest.current.xLabels(values),
      yLabels: (values) => latest.current.yLabels(values),
      yIncrements: latest.current.yIncrements,
    }
    const made = new RunsPlot(container.current, axis, live, { onPoint: setPointed, onPick: pick })
    plot.current = made
    return () => made.dispose()
  }, [axis])
  useEffect(() => plot.current?.show(content), [content])
  useEffect(() => plot.current?.mark({ shown, chosen }), [shown, chosen])
  useEffect(() => {
    if (wanted !== null) plot.current?.goTo(wanted.entry.id)
  }, [wanted])
  const onKeyDown = (event: KeyboardEvent) => {
    if (plot.current === null || !obey(event, plot.current, content.points.length)) return
    event.preventDefault()
  }
  const place = pointed === null ? 0 : content.points.indexOf(pointed.point) + 1
  return (
    <div
      className="runs-plot"
      role="slider"
      tabIndex={0}
      data-focus="trends"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={content.points.length}
      aria-valuenow={place}
      aria-valuetext={pointed === null ? summary : pointWords(pointed.point)}
      onKeyDown={onKeyDown}
    >
      <div className="runs-plot-canvas" ref={container} />
      {pointed !== null && (
        <div
          className={`runs-plot-tip small on-${pointed.side}`}
          style={{ left: pointed.left, top: pointed.top }}
          aria-hidden
        >
          {tip(pointed.point)}
        </div>
      )}
    </div>
  )
}

function pick(point: RunsPoint, add: boolean): void {
  const run = runOf(point)
  if (add) toggleChosen(run.id)
  else attempt(openTrendRun(run))
}

/** Does what a key says. Returns whether it says anything. */
function obey({ key, shiftKey }: KeyboardEvent, plot: RunsPlot, count: number): boolean {
  const page = Math.max(1, Math.round(count / 10))
  if (key === 'ArrowRight') plot.step(1)
  else if (key === 'ArrowLeft') plot.step(-1)
  else if (key === 'PageDown') plot.step(page)
  else if (key === 'PageUp') plot.step(-page)
  else if (key === 'End') plot.step(count)
  else if (key === 'Home') plot.step(-count)
  else if (key === 'Enter') plot.pick(shiftKey)
  else if (key === ' ') plot.pick(true)
  else if (key === '+' || key === '=') plot.zoom(1)
  else if (key === '-') plot.zoom(-1)
  else if (key === '<') plot.pan(-1)
  else if (key === '>') plot.pan(1)
  else if (key === '0') plot.zoomTo(null)
  else if (key === 'Escape') leave()
  else return false
  return true
}

/** One step back: first what is chosen goes, then the plot. */
function leave(): void {
  if (useTrends.getState().chosen.length > 0) clearChosen()
  else leaveTrends()
}

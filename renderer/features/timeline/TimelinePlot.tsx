import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { stackAt } from '../../../profiler-core/analysis/index.ts'
import { lowerBound } from '../../../profiler-core/analysis/visiblePoints.ts'
import type { CodePlace, TimelineMark } from '../../../profiler-core/contract/index.ts'
import { fileName } from '../../../profiler-core/report/runWords.ts'
import { brush, pointAtLine, useBrush } from '../../state/brush.ts'
import type { Points } from '../../state/timelines.ts'
import { useView } from '../../state/view.ts'
import { formatSize } from '../../ui/format.ts'
import { goToPlace } from '../story/PlaceButton.tsx'
import { columnsOf } from './columns.ts'
import { momentsOf } from './moments.ts'
import { PlotStrip } from './PlotStrip.tsx'
import { Plot, type PlotStep } from './plot.ts'
import { type CursorReading, readingWords, timelineSentence } from './timelineWords.ts'

/** So near is a mark to the cursor, as a part of what is in sight. */
const NEAR = 0.006

export function TimelinePlot({ points }: { readonly points: Points }) {
  const container = useRef<HTMLDivElement>(null)
  const bands = useRef<HTMLCanvasElement>(null)
  const plot = useRef<Plot | null>(null)
  const [cursor, setCursor] = useState<CursorReading | null>(null)
  const window = useBrush((state) => state.window)
  const names = useMemo(() => columnsOf(points).map(({ name }) => name), [points])
  // The columns of a run do not change while it is shown: another number of them is another plot.
  const columns = names.length
  useEffect(() => {
    if (container.current === null || bands.current === null) return
    const made = new Plot(
      container.current,
      bands.current,
      { onCursor: setCursor, onBrush: brush, onFunction: showFunction },
      Array.from({ length: columns }, (_, index) => String(index)),
    )
    plot.current = made
    return () => {
      made.dispose()
      pointAtLine(null)
    }
  }, [columns])
  useEffect(() => plot.current?.show(points), [points])
  useEffect(() => plot.current?.setBrush(window), [window])
  useShade(plot, points)
  const stack = useMemo(() => (cursor === null ? [] : stackAt(points, cursor.ns)), [points, cursor])
  const place = stack.at(-1) ?? null
  useEffect(() => pointAtLine(place), [place])
  const onKeyDown = (event: KeyboardEvent) => {
    if (plot.current === null) return
    if (event.key === 'Enter' && place !== null) goToPlace(place)
    else if (!obey(event, plot.current)) return
    event.preventDefault()
  }
  const end = points.timesNs.at(-1) ?? 0
  const sightNs = plot.current?.sightNs ?? end
  const mark = cursor === null ? null : nearestMark(points.marks, cursor.cursorNs, sightNs * NEAR)
  const isLate = cursor !== null && plot.current?.isOnTheRight(cursor.ns) === true
  return (
    <div className="timeline">
      <PlotStrip points={points} names={names} plot={plot} />
      <div
        className="timeline-focus"
        role="slider"
        tabIndex={0}
        data-focus="timeline"
        aria-label="Memory over time"
        aria-valuemin={0}
        aria-valuemax={end / 1e9}
        aria-valuenow={(cursor?.ns ?? 0) / 1e9}
        aria-valuetext={
          cursor === null
            ? timelineSentence(points)
            : `${readingWords(cursor, sightNs)}${place === null ? '' : `, ${place.name} line ${place.line}`}`
        }
        onKeyDown={onKeyDown}
      >
        <div className="timeline-plot" ref={container} />
        {cursor !== null && (
          <CursorLabel
            words={readingWords(cursor, sightNs)}
            others={othersAt(points, cursor.ns)}
            place={place}
            mark={mark}
            isLate={isLate}
          />
        )}
        <canvas className="timeline-bands" ref={bands} aria-hidden />
      </div>
    </div>
  )
}

/** What is under the cursor, at the side of the plot where the cursor is not. */
function CursorLabel(props: {
  readonly words: string
  /** What the other lines of the plot are at there. */
  readonly others: readonly string[]
  readonly place: CodePlace | null
  readonly mark: TimelineMark | null
  readonly isLate: boolean
}) {
  const { words, others, place, mark, isLate } = props
  return (
    <div className={`timeline-label small ${isLate ? 'on-left' : 'on-right'}`}>
      <span className="number">{words}</span>
      {others.map((other) => (
        <span key={other} className="quiet">
          {other}
        </span>
      ))}
      {place !== null && (
        <span className="code">
          {place.name === '' ? '' : `${place.name} `}
          {fileName(place.file)}:{place.line}
        </span>
      )}
      {mark !== null && <span>{mark.text}</span>}
    </div>
  )
}

/** Shades the moments in which the line of the source was executing on which its cursor stands. */
function useShade(plot: { readonly current: Plot | null }, points: Points): void {
  const file = useView((view) => view.file)
  const line = useView((view) => view.line)
  useEffect(() => {
    plot.current?.setShade(file === null || line === null ? [] : momentsOf(points, { file, line }))
  }, [plot, points, file, line])
}

function showFunction({ file, name }: { file: string; name: string }): void {
  const { shown } = useView.getState()
  const found =
    shown?.kind === 'past'
      ? shown.run.functions.find((each) => each.file === file && each.name === name)
      : null
  goToPlace({ file, name, line: found?.firstLine ?? 1 })
}

function othersAt(points: Points, ns: number): string[] {
  const at = lowerBound(points.timesNs, ns)
  return columnsOf(points)
    .slice(1)
    .flatMap(({ name, bytes }) => (bytes[at] ? [`${name} ${formatSize(bytes[at])}`] : []))
}

function nearestMark(marks: readonly TimelineMark[], ns: number, within: number): TimelineMark | null {
  let nearest: TimelineMark | null = null
  for (const mark of marks) {
    const distance = Math.abs(mark.timeNs - ns)
    if (distance <= within && (nearest === null || distance < Math.abs(nearest.timeNs - ns))) nearest = mark
  }
  return nearest
}

const STEP_KEYS: ReadonlyMap<string, PlotStep> = new Map([
  ['ArrowLeft', { by: 'line', direction: -1 }],
  ['ArrowRight', { by: 'line', direction: 1 }],
  ['PageUp', { by: 'page', direction: -1 }],
  ['PageDown', { by: 'page', direction: 1 }],
])

/** Does what a key says. Returns whether it says anything. */
function obey({ key, shiftKey }: KeyboardEvent, plot: Plot): boolean {
  const step = STEP_KEYS.get(key)
  if (step !== undefined) {
    if (shiftKey) plot.stepBrush(step)
    else plot.step(step)
  } else if (key === '+' || key === '=') plot.zoom(1)
  else if (key === '-') plot.zoom(-1)
  else if (key === '<') plot.pan(-1)
  else if (key === '>') plot.pan(1)
  else if (key === '0') plot.zoomTo(null)
  else if (key === 'Escape') brush(null)
  else return false
  return true
}

import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { notifyError } from '../../state/notices.ts'
import { useTheme } from '../../state/theme.ts'
import { loadTimeline, type Points, useTimelines } from '../../state/timelines.ts'
import { useView } from '../../state/view.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatDuration, formatSize } from '../../ui/format.ts'
import { Plot } from './plot.ts'
import { peakOf, type Reading, timelineSentence } from './timelineWords.ts'
import './timeline.css'

/** Memory over time, of the shown run. */
export function TimelineView() {
  const shown = useView((view) => view.shown)
  const points = useTimelines(({ byRun }) => (shown === null ? undefined : byRun.get(shown.key)))
  const theme = useTheme((state) => state.theme)
  const id = shown?.kind === 'past' ? shown.run.id : null
  const key = shown?.key
  useEffect(() => {
    if (key !== undefined && id !== null) loadTimeline(key, id).catch(notifyError)
  }, [key, id])
  if (shown === null) {
    return <Empty>Profile a function, or open one of the runs: its memory over time stands here.</Empty>
  }
  if (points === undefined || points.bytes.length < 2) {
    return (
      <Empty>
        {shown.kind === 'live' ? 'The first readings come in a moment.' : 'The run was too short to sample.'}
      </Empty>
    )
  }
  // Another theme has other colours, which a canvas does not take up by itself.
  return <Timeline key={`${shown.key} ${theme}`} points={points} />
}

function Timeline({ points }: { readonly points: Points }) {
  const container = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot | null>(null)
  const [cursor, setCursor] = useState<Reading | null>(null)
  useEffect(() => {
    if (container.current === null) return
    const made = new Plot(container.current, setCursor)
    plot.current = made
    return () => made.dispose()
  }, [])
  useEffect(() => plot.current?.show(points), [points])
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -50, PageDown: 50 }[event.key]
    if (step === undefined) return
    plot.current?.step(step)
    event.preventDefault()
  }
  return (
    <div className="timeline">
      <Readings points={points} cursor={cursor} />
      <div
        className="timeline-focus"
        role="slider"
        tabIndex={0}
        data-focus="timeline"
        aria-label="Memory over time"
        aria-valuemin={0}
        aria-valuemax={(points.timesNs.at(-1) ?? 0) / 1e9}
        aria-valuenow={(cursor?.ns ?? 0) / 1e9}
        aria-valuetext={cursor === null ? timelineSentence(points) : readingWords(cursor)}
        onKeyDown={onKeyDown}
      >
        <div className="timeline-plot" ref={container} />
      </div>
    </div>
  )
}

function Readings({ points, cursor }: { readonly points: Points; readonly cursor: Reading | null }) {
  const peak = peakOf(points)
  return (
    <div className="timeline-readings small">
      {peak !== null && (
        <span>
          Peak <span className="number">{formatSize(peak.bytes)}</span> after{' '}
          <span className="number">{formatDuration(peak.ns)}</span>
        </span>
      )}
      <span className="quiet timeline-hint">Drag to zoom, double-click to see all.</span>
      {cursor !== null && <span className="number">{readingWords(cursor)}</span>}
    </div>
  )
}

function readingWords({ ns, bytes }: Reading): string {
  return `${formatSize(bytes)} after ${formatDuration(ns)}`
}

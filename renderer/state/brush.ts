import { create } from 'zustand'
import { numbersWithin, type TimeWindow, type WindowNumbers } from '../../profiler-core/analysis/index.ts'
import type { LineSeries, SourceLine } from '../../profiler-core/contract/index.ts'
import { overlappedLines } from '../../profiler-core/report/overlap.ts'
import { useStory } from './story.ts'
import { useView } from './view.ts'

interface Brush {
  /** The stretch of time that is chosen in the timeline of the shown run; `null`: all of it. */
  readonly window: TimeWindow | null
  /** What was executing where the timeline's cursor is. */
  readonly crosshair: SourceLine | null
}

export const useBrush = create<Brush>(() => ({ window: null, crosshair: null }))

// What was chosen in one run means nothing in another.
useView.subscribe(({ shown }, before) => {
  if (shown?.key !== before.shown?.key) useBrush.setState({ window: null, crosshair: null })
})

export function brush(window: TimeWindow | null): void {
  useBrush.setState({ window })
}

export function pointAtLine(crosshair: SourceLine | null): void {
  const { crosshair: before } = useBrush.getState()
  if (before?.file !== crosshair?.file || before?.line !== crosshair?.line) useBrush.setState({ crosshair })
}

/** What happened in the chosen stretch; `null` where none is chosen, or where it is not known. */
export function useBrushed(): WindowNumbers | null {
  const window = useBrush((state) => state.window)
  const id = useView(({ shown }) => (shown?.kind === 'past' ? shown.run.id : null))
  const { story } = useStory(window === null ? null : id, 'series')
  return window === null || !story?.series ? null : cut(story.series, window)
}

/** Of the shown run. */
function isOverlapped() {
  const { shown } = useView.getState()
  return overlappedLines(shown?.kind === 'past' ? shown.run.functions : [])
}

let latest: { series: LineSeries; window: TimeWindow; numbers: WindowNumbers } | null = null

/** The same numbers as long as nothing changed: they are asked for by more than one component. */
function cut(series: LineSeries, window: TimeWindow): WindowNumbers {
  if (latest?.series !== series || latest.window !== window) {
    latest = { series, window, numbers: numbersWithin(series, window, isOverlapped()) }
  }
  return latest.numbers
}

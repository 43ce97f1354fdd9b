import { useEffect } from 'react'
import { togetherBytes } from '../../../profiler-core/contract/together.ts'
import { notifyError } from '../../state/notices.ts'
import { useTheme } from '../../state/theme.ts'
import { loadTimeline, useTimelines } from '../../state/timelines.ts'
import { useView } from '../../state/view.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { formatDuration, formatSize } from '../../ui/format.ts'
import { columnsOf } from './columns.ts'
import { TimelinePlot } from './TimelinePlot.tsx'
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
  if (points === undefined && id !== null) return <Skeleton />
  if (points === undefined || points.bytes.length === 0) {
    return (
      <Empty>
        {shown.kind === 'live' ? 'The first readings come in a moment.' : 'The run was too short to sample.'}
      </Empty>
    )
  }
  const [only] = togetherBytes(points)
  if (points.bytes.length === 1 && only !== undefined && shown.kind === 'past') {
    return (
      <Empty>
        The run was so short that it was sampled once: {formatSize(only)} after{' '}
        {formatDuration(points.timesNs[0] ?? 0)}.
      </Empty>
    )
  }
  const columns = columnsOf(points).map(({ name }) => name)
  // Another theme has other colours, which a canvas does not take up by itself; another column is another plot.
  return <TimelinePlot key={`${shown.key} ${theme} ${columns.join()}`} points={points} />
}

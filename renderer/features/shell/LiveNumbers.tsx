import { useRuns } from '../../state/runs.ts'
import { useView } from '../../state/view.ts'
import { formatClock, formatSize } from '../../ui/format.ts'

/** Memory and clock of the run that goes on; their places stay when nothing does. */
export function LiveNumbers() {
  const shownKey = useView(({ shown }) => shown?.key)
  const live = useRuns(({ running }) => running.find(({ key }) => key === shownKey) ?? running.at(-1))
  return (
    <div className="live-numbers number">
      <span className="live-memory">{live === undefined ? '' : formatSize(live.bytes)}</span>
      <span className="live-clock">{live === undefined ? '' : formatClock(live.elapsedNs)}</span>
    </div>
  )
}

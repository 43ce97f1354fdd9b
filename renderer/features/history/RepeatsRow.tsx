import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo, useMemo } from 'react'
import type { HistoryEntry, Spread } from '../../../profiler-core/contract/index.ts'
import { statusTone, statusWords } from '../../../profiler-core/report/runWords.ts'
import { formatDuration, formatLevel, formatMib } from '../../ui/format.ts'
import { RunMarks } from './RunMarks.tsx'
import { repeatsOf } from './repeats.ts'
import { Sparkline } from './Sparkline.tsx'

interface RepeatsRowProps {
  /** Newest first; one at least. */
  readonly entries: readonly HistoryEntry[]
  readonly isOpen: boolean
  /** How long ago the newest was, in words. */
  readonly when: string
}

/** Repetitions of one thing in the two lines of a run: their medians, and how far they lie apart. */
export const RepeatsRow = memo(function RepeatsRow({ entries, isOpen, when }: RepeatsRowProps) {
  const { peak, duration, status, count } = useMemo(() => repeatsOf(entries), [entries])
  const [newest] = entries
  if (newest === undefined) return null
  const Chevron = isOpen ? ChevronDown : ChevronRight
  // That all is well leaves its place to what they were.
  const isWell = status === 'finished'
  const ended = count === entries.length ? `all ${statusWords[status]}` : `${count} ${statusWords[status]}`
  return (
    <div className="run-row" title={tooltip(entries, peak, duration)}>
      <Chevron className="run-chevron" size={15} strokeWidth={1.75} aria-hidden />
      <div className="run-line">
        <span className="run-id">
          <span className="number">{entries.length}</span> runs
        </span>
        <span className="run-when small quiet ellipsis">{when}</span>
        <Sparkline levels={newest.sparkline} />
        <span className="run-peak number">{formatLevel(peak.median)}</span>
      </div>
      <div className="run-line small">
        <span className={`run-status ${statusTone(status)}`}>
          <span className={isWell ? 'unseen' : ''}>{ended} </span>
          <span className="quiet">{formatDuration(duration.median)}</span>
        </span>
        <RunMarks entry={newest} />
        <span className="run-spread number quiet">{spreadWords(peak)}</span>
      </div>
    </div>
  )
})

function spreadWords({ low, high }: Spread): string {
  return `${formatMib(low)} to ${formatMib(high)}`
}

function tooltip(entries: readonly HistoryEntry[], peak: Spread, duration: Spread): string {
  const ids = entries.map(({ id }) => id)
  return [
    `${entries.length} repetitions: runs ${Math.min(...ids)} to ${Math.max(...ids)}`,
    `Peak: median ${formatLevel(peak.median)}, ${formatLevel(peak.low)} to ${formatLevel(peak.high)}`,
    `Time: median ${formatDuration(duration.median)}, ${formatDuration(duration.low)} to ${formatDuration(duration.high)}`,
  ].join('\n')
}

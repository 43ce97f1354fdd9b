import { memo } from 'react'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { statusTone, statusWords } from '../../../profiler-core/report/runWords.ts'
import { formatDuration, formatLevel } from '../../ui/format.ts'
import { datasetWords } from '../details/datasetWords.ts'
import { RunMarks } from './RunMarks.tsx'
import { Sparkline } from './Sparkline.tsx'
import { StatusIcon } from './StatusIcon.tsx'

interface RunRowProps {
  readonly entry: HistoryEntry
  /** How long ago it was, in words. */
  readonly when: string
}

/** A run in two lines: which, when and how much; how it ended and what it was. */
export const RunRow = memo(function RunRow({ entry, when }: RunRowProps) {
  const { id, status, durationNs, peakBytes, git, sparkline } = entry
  return (
    <div className="run-row" title={tooltip(entry)}>
      <StatusIcon status={status} />
      <div className="run-line">
        <span className="run-id number">{id}</span>
        <span className="run-when small quiet ellipsis">{when}</span>
        <Sparkline levels={sparkline} />
        <span className="run-peak number">{formatLevel(peakBytes)}</span>
      </div>
      <div className="run-line small">
        <span className={`run-status ${statusTone(status)}`}>
          {statusWords[status]}
          {durationNs > 0 && <span className="quiet"> {formatDuration(durationNs)}</span>}
        </span>
        <RunMarks entry={entry} />
        {git !== null && <span className="run-commit code quiet">{commitWords(git)}</span>}
      </div>
    </div>
  )
})

function commitWords({ commit, dirty }: NonNullable<HistoryEntry['git']>): string {
  return `${commit.slice(0, 7)}${dirty ? '+' : ''}`
}

function tooltip({
  id,
  startedAt,
  status,
  signal,
  exitCode,
  watched,
  label,
  note,
  git,
  dataset,
  baseline,
  origin,
}: HistoryEntry): string {
  const how =
    status === 'killed' ? ` by ${signal ?? 'a signal'}` : status === 'failed' ? `, exit code ${exitCode}` : ''
  const branch = git?.branch === null || git?.branch === undefined ? '' : ` on ${git.branch}`
  return [
    `Run ${id}, ${new Date(startedAt).toLocaleString()}`,
    `${statusWords[status]}${how}`,
    `Watched: ${watched}`,
    label === null ? null : `Label: ${label}`,
    dataset === null ? null : `Data: ${datasetWords(dataset)}`,
    note === null ? null : `Note: ${note}`,
    git === null ? null : `Commit ${commitWords(git)}${branch}${git.dirty ? ', with changes' : ''}`,
    baseline ? 'The baseline: what later runs of this target are held against' : null,
    origin === null ? null : `Imported from ${origin.fileName}`,
  ]
    .filter((line) => line !== null)
    .join('\n')
}

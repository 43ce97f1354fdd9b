import { X } from 'lucide-react'
import { statusTone } from '../../../profiler-core/report/runWords.ts'
import { stopOutlining, useOutlines } from '../../state/outlines.ts'
import { useProject } from '../../state/project.ts'
import { type LiveRun, useRuns } from '../../state/runs.ts'
import { useView } from '../../state/view.ts'
import { formatClock, formatCount, formatSize } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { endedWords, lineWords, watchingWords } from './statusWords.ts'
import './statusBar.css'

/** One line on what happens now, or what has come of it. */
export function StatusBar() {
  const shown = useView((view) => view.shown)
  const live = useRuns(({ running }) => running.find(({ key }) => key === shown?.key) ?? running.at(-1))
  const waiting = useRuns((runs) => runs.waiting.length)
  return (
    <footer className="status-bar small">
      <ProjectState />
      {live !== undefined ? (
        <LiveStatus live={live} />
      ) : shown?.kind === 'past' ? (
        <span className={`status-text ellipsis selectable ${statusTone(shown.run.status)}`} role="status">
          {endedWords(shown.run)}
        </span>
      ) : (
        <span className="status-text" />
      )}
      {waiting > 0 && <span>{waiting === 1 ? '1 run waits' : `${waiting} runs wait`}</span>}
      <OutlineProgress />
    </footer>
  )
}

function LiveStatus({ live }: { readonly live: LiveRun }) {
  const { request, line, elapsedNs, bytes, peakBytes, stopping } = live
  return (
    <>
      <span className="status-watching ellipsis">{stopping ? 'Stopping' : watchingWords(request)}</span>
      <span className="status-line status-text ellipsis" title={line?.file}>
        {line === null ? 'running' : `running ${lineWords(line)}`}
      </span>
      <span className="status-clock number">{formatClock(elapsedNs)}</span>
      <span className="status-size number">{formatSize(bytes)}</span>
      <span>
        peak <span className="status-size number">{formatSize(peakBytes)}</span>
      </span>
    </>
  )
}

function ProjectState() {
  const problem = useProject((state) => state.problem)
  const isTrusted = useProject(({ project }) => project?.trusted !== false)
  if (problem !== null) return <span className="bad ellipsis">{problem}</span>
  return isTrusted ? null : <span className="status-untrusted">Folder not trusted</span>
}

function OutlineProgress() {
  const total = useOutlines((state) => state.total)
  const done = useOutlines((state) => state.done)
  if (done >= total) return null
  return (
    <>
      <span
        role="progressbar"
        aria-label="Reading functions"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        Reading functions{' '}
        <span className="number">
          {formatCount(done)} / {formatCount(total)}
        </span>
      </span>
      <IconButton icon={X} label="Stop reading functions" onClick={stopOutlining} />
    </>
  )
}

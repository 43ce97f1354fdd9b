import { CircleStop, X } from 'lucide-react'
import type { QueuedRun } from '../../../profiler-core/contract/index.ts'
import { targetWords, watchedWords } from '../../../profiler-core/contract/requestWords.ts'
import { fileName } from '../../../profiler-core/report/runWords.ts'
import { attempt } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'
import { dequeue, type LiveRun, stop, useRuns } from '../../state/runs.ts'
import { showLive, useView } from '../../state/view.ts'
import { formatClock, formatLevel } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'

/** What goes on and what waits, on top of what has been. */
export function ActiveRuns() {
  const running = useRuns((runs) => runs.running)
  const waiting = useRuns((runs) => runs.waiting)
  if (running.length === 0 && waiting.length === 0) return null
  return (
    <ul className="active-runs" aria-label="Running and waiting">
      {running.toReversed().map((run) => (
        <RunningRow key={run.key} run={run} />
      ))}
      {[...byGroup(waiting)].map(([key, runs]) => (
        <WaitingRow key={key} runs={runs} />
      ))}
    </ul>
  )
}

function RunningRow({ run }: { readonly run: LiveRun }) {
  const isShown = useView(({ shown }) => shown?.key === run.key)
  const dir = useProject(({ project }) => project?.dir)
  const { key, request, elapsedNs, bytes, peakBytes, stopping } = run
  const isOurs = request.projectDir === dir
  const target = targetWords(request)
  return (
    <li className="active-run" aria-current={isShown ? true : undefined}>
      <button
        type="button"
        className="active-run-open"
        disabled={!isOurs}
        title={`${target}: ${watchedWords(request)}`}
        onClick={() => attempt(showLive(key))}
      >
        <span className="run-line">
          <span className="live-dot" aria-hidden />
          <span className="ellipsis run-target">{target}</span>
          <span className="run-peak number">{formatLevel(bytes)}</span>
        </span>
        <span className="run-line small">
          <span className="run-status">{stopping ? 'stopping' : 'running'}</span>
          <span className="number quiet">{formatClock(elapsedNs)}</span>
          <span className="run-what quiet ellipsis">
            {isOurs ? '' : `in ${fileName(request.projectDir)}`}
          </span>
          <span className="number quiet">peak {formatLevel(peakBytes)}</span>
        </span>
      </button>
      <IconButton
        icon={CircleStop}
        label={stopping ? 'Stopping' : `Stop ${target}`}
        disabled={stopping}
        onClick={() => attempt(stop(key))}
      />
    </li>
  )
}

/** Repetitions that wait together, each of the others alone. */
function byGroup(waiting: readonly QueuedRun[]): ReadonlyMap<string, readonly QueuedRun[]> {
  const groups = new Map<string, QueuedRun[]>()
  for (const run of waiting) {
    const key = run.request.group ?? run.ticket
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  return groups
}

function WaitingRow({ runs }: { readonly runs: readonly QueuedRun[] }) {
  const [first] = runs
  if (first === undefined) return null
  const target = targetWords(first.request)
  const isOne = runs.length === 1
  return (
    <li className="active-run waiting" title={`${target}: ${watchedWords(first.request)}`}>
      <span className="run-line small">
        <span className="run-status quiet">{isOne ? 'waits' : `${runs.length} wait`}</span>
        <span className="ellipsis run-target">{target}</span>
        <span className="run-what quiet ellipsis">{watchedWords(first.request)}</span>
      </span>
      <IconButton
        icon={X}
        label={`Remove ${target} from the queue`}
        onClick={() => attempt(Promise.all(runs.map(({ ticket }) => dequeue(ticket))))}
      />
    </li>
  )
}

import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { RunDetail } from '../../../profiler-core/contract/index.ts'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { useProject } from '../../state/project.ts'
import { useShownLive } from '../../state/shown.ts'
import { leaveRun, useView } from '../../state/view.ts'
import { formatClock, formatSize } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { HeatLegend } from './HeatLegend.tsx'
import { endWords, runFacts, runTitle } from './runWords.ts'

/** Which file, and which run's numbers stand in it. */
export function SourceHeader({ file }: { readonly file: string }) {
  const dir = useProject(({ project }) => project?.dir ?? '')
  const path = pathInProject(file, dir)
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1
  return (
    <header className="pane-header source-header">
      <h2 className="source-path" title={file}>
        {cut > 0 && <span className="source-folder quiet">{path.slice(0, cut)}</span>}
        <span className="source-file">{path.slice(cut)}</span>
      </h2>
      <RunTag />
      <HeatLegend />
      <LeaveButton />
    </header>
  )
}

function LeaveButton() {
  const kind = useView((view) => view.shown?.kind)
  if (kind === undefined) return null
  return <IconButton icon={X} label="Show the file without a run" onClick={leaveRun} />
}

function RunTag() {
  const shown = useView((view) => view.shown)
  if (shown === null) return null
  return shown.kind === 'past' ? <PastTag run={shown.run} /> : <LiveTag />
}

function PastTag({ run }: { readonly run: RunDetail }) {
  useMinutes()
  const end = endWords(run)
  return (
    <p className="run-tag small quiet">
      <span className="run-tag-name">{runTitle(run)}</span>
      {end !== null && (
        <span className="run-tag-end" data-status={run.status}>
          {end}
        </span>
      )}
      {runFacts(run).map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  )
}

function LiveTag() {
  const live = useShownLive()
  if (live === null) return null
  return (
    <p className="run-tag small quiet">
      <span className="run-tag-name run-tag-live">{live.stopping ? 'Stopping' : 'Running'}</span>
      <span className="number">{formatClock(live.elapsedNs)}</span>
      <span className="number">{formatSize(live.bytes)}</span>
    </p>
  )
}

/** Draws anew each minute, so that "2 min ago" stays true. */
function useMinutes(): void {
  const [, draw] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => draw((count) => count + 1), 60_000)
    return () => clearInterval(timer)
  }, [])
}

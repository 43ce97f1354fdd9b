import type { RunStatus, RunWarning } from '../../contract/index.ts'
import type { RunMeta } from '../meta.ts'
import type { OutputKeeper } from '../output/outputKeeper.ts'
import type { RunTables } from '../tables/runTables.ts'
import type { HowItEnded } from './cause.ts'
import type { OomEvidence } from './oomCounters.ts'

/** What the host knows of a program's end. */
export interface WitnessedEnd {
  /** Why Mebi ended it, `limit` being that of time; `null` where it did not. */
  request: 'stop' | 'limit' | 'memory' | null
  /** Memory of all processes when their limit was crossed, bytes; `null` where it was not. */
  crossedBytes: number | null
  oom: OomEvidence | null
}

/** What a run leaves behind, as far as it tells about its end. */
interface Traces {
  meta: RunMeta
  tables: RunTables
  timeline: { readonly nowBytes: number }
  output: OutputKeeper
  status: RunStatus
  exitCode: number | null
  signal: string | null
  end: WitnessedEnd | null
  warnings: readonly RunWarning[]
}

/** How much of the end of its standard error may say why a program ended: a traceback of every thread comes behind. */
const LAST_ERRORS = 65_536

const REASONS = { stop: 'person', limit: 'time-limit', memory: 'memory-limit' } as const

/** Puts together what the host saw of a program's end, and what its agent and its output tell; `null` where nobody saw it. */
export function howItEnded(traces: Traces, error: HowItEnded['error']): HowItEnded | null {
  const { end, tables, timeline, output, status, exitCode, signal, warnings } = traces
  if (end === null) return null
  const { log, snapshot } = tables.main
  return {
    status,
    exitCode,
    signal,
    error,
    stoppedFor: end.request === null ? null : REASONS[end.request],
    crossedBytes: end.crossedBytes,
    maxMemoryBytes: traces.meta.known.request.maxMemoryBytes ?? null,
    oom: end.oom,
    started: log.start !== null,
    exited: log.exited,
    replaced: log.exec !== null || warnings.some(({ code }) => code === 'exec'),
    lastErrors: lastErrors(output),
    memoryBytes: timeline.nowBytes || (snapshot?.memoryBytes ?? 0),
  }
}

function lastErrors(output: OutputKeeper): string {
  const { head, tail } = output.parts()
  let text = ''
  for (const chunk of [...head, ...tail].reverse()) {
    if (chunk.stream === 'stderr') text = chunk.text + text
    if (text.length > LAST_ERRORS) break
  }
  return text.slice(-LAST_ERRORS)
}

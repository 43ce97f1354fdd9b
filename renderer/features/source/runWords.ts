import type { RunSummary } from '../../../profiler-core/contract/index.ts'
import { formatAgo, formatSize } from '../../ui/format.ts'

/** A run by its name in a sentence: `run 41`, or `this run` where it was not saved. */
export function runName({ id }: Pick<RunSummary, 'id'>): string {
  return id === null ? 'this run' : `run ${id}`
}

/** How a run ended, where that was not well: `killed by SIGKILL`; `null` after a good end. */
export function endWords({ status, signal, exitCode }: Pick<RunSummary, 'status' | 'signal' | 'exitCode'>) {
  switch (status) {
    case 'finished':
      return null
    case 'failed':
      return exitCode === null ? 'failed' : `failed with exit code ${exitCode}`
    case 'killed':
      return `killed by ${signal ?? 'a signal'}`
    case 'stopped':
      return 'stopped'
    case 'limit':
      return 'stopped by its time limit'
    case 'interrupted':
      return 'interrupted'
  }
}

/** When a run was and what it took at most: `2 min ago`, `812 MiB`. */
export function runFacts(run: Pick<RunSummary, 'startedAt' | 'peakBytes'>, now?: Date): string[] {
  return [formatAgo(run.startedAt, now), `peak ${formatSize(run.peakBytes)}`]
}

/** `Run 41`, as a heading. */
export function runTitle(run: Pick<RunSummary, 'id'>): string {
  return run.id === null ? 'Run, not saved' : `Run ${run.id}`
}

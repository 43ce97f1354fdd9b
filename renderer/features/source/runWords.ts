import type { RunSummary } from '../../../profiler-core/contract/index.ts'
import { peakSize } from '../../../profiler-core/report/peakSize.ts'
import { formatAgo, formatSize } from '../../ui/format.ts'

/** A run by its name in a sentence: `run 41`, or `this run` where it was not saved. */
export function runName({ id }: Pick<RunSummary, 'id'>): string {
  return id === null ? 'this run' : `run ${id}`
}

/** How a run ended, where that was not well: `killed by SIGKILL`; `null` after a good end. */
export function endWords(run: Pick<RunSummary, 'status' | 'signal' | 'exitCode' | 'cause'>) {
  const { status, signal, exitCode, cause } = run
  switch (status) {
    case 'finished':
      return null
    case 'failed':
      return exitCode === null ? 'failed' : `failed with exit code ${exitCode}`
    case 'killed':
      return isOutOfMemory(cause)
        ? 'killed by the kernel, out of memory'
        : `killed by ${signal ?? 'a signal'}`
    case 'stopped':
      return 'stopped'
    case 'limit':
      return cause?.kind === 'memory-limit' ? 'stopped by its memory limit' : 'stopped by its time limit'
    case 'interrupted':
      return 'interrupted'
  }
}

function isOutOfMemory(cause: RunSummary['cause']): boolean {
  return cause?.kind === 'kernel-oom' || cause?.kind === 'cgroup-oom'
}

/** When a run was and what it took at most: `2 min ago`, `812 MiB`. */
export function runFacts(
  run: Pick<RunSummary, 'startedAt' | 'peakBytes' | 'firstProcessPeakBytes'>,
  now?: Date,
): string[] {
  return [formatAgo(run.startedAt, now), `peak ${peakSize(run, formatSize)}`]
}

/** `Run 41`, as a heading. */
export function runTitle(run: Pick<RunSummary, 'id'>): string {
  return run.id === null ? 'Run, not saved' : `Run ${run.id}`
}

import type { CleanUp, HistoryUsage } from '../../../profiler-core/contract/index.ts'
import { formatCount, formatSmallSize } from '../../ui/format.ts'

/** How much room the history takes: `This project has 456 of 1 234 runs; all of them take 45.2 MiB on disk.` */
export function usageWords({ runs, bytes, projectRuns }: HistoryUsage): string {
  const size = formatSmallSize(bytes)
  if (runs === projectRuns) return `The history has ${counted(runs)}, which take ${size} on disk.`
  return `This project has ${formatCount(projectRuns)} of ${formatCount(runs)} runs; together they take ${size} on disk.`
}

/** What a clean-up would do: `Removes 123 of 456 runs, about 45.0 MiB.` */
export function planWords({ ids, bytes, damaged }: CleanUp, projectRuns: number): string {
  if (ids.length === 0) {
    if (damaged > 0) return `Removes ${damagedWords(damaged)}.`
    return projectRuns === 0
      ? 'There is nothing to remove.'
      : `Removes nothing: the rules keep ${projectRuns === 1 ? 'the only run' : `all ${formatCount(projectRuns)} runs`}.`
  }
  return `Removes ${formatCount(ids.length)} of ${counted(projectRuns)}, about ${formatSmallSize(bytes)}${besides(damaged)}.`
}

/** What a clean-up has done. */
export function cleanedWords({ ids, bytes, damaged }: CleanUp): string {
  if (ids.length === 0 && damaged > 0) return `Removed ${damagedWords(damaged)}.`
  if (ids.length === 0) return 'No run was removed: the rules keep them all.'
  return `${counted(ids.length)} ${ids.length === 1 ? 'was' : 'were'} removed, about ${formatSmallSize(bytes)}${besides(damaged)}.`
}

function besides(damaged: number): string {
  return damaged === 0 ? '' : `, and ${damagedWords(damaged)}`
}

/** Of runs that never came into the history. */
function damagedWords(damaged: number): string {
  return `what is left of ${counted(damaged)} that could not be read`
}

/** A whole number as it was typed, or `null`. */
export function typedCount(typed: string): number | null {
  const digits = typed.trim().replace(/[ _\u00a0\u202f]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null
}

function counted(runs: number): string {
  return `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`
}

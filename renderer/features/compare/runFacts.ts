import type { ComparedRuns, RunComparison } from '../../../profiler-core/contract/index.ts'
import { formatAgo } from '../../ui/format.ts'

/** So many numbers of a group are named; more are counted. */
const NAMED = 4

/** `Run 41`, or, where it stands for a group: `Runs 39 to 41`, `Runs 39, 41`. */
export function sideName({ run, ids }: ComparedRuns): string {
  if (ids.length <= 1) return run.id === null ? 'This run' : `Run ${run.id}`
  const [first = 0, last = 0] = [ids[0], ids.at(-1)]
  if (ids.length > 2 && ids.every((id, index) => id === first + index)) return `Runs ${first} to ${last}`
  const named = ids.slice(0, NAMED).join(', ')
  return ids.length > NAMED ? `Runs ${named} and ${ids.length - NAMED} more` : `Runs ${named}`
}

/** When it was and of which commit, in a few words. */
export function runFacts({ run, ids }: ComparedRuns, now: Date = new Date()): string[] {
  const { git, startedAt } = run
  return [
    ...(ids.length > 1 ? [`median of ${ids.length}`] : []),
    formatAgo(startedAt, now),
    ...(git === null
      ? []
      : [
          `${git.commit.slice(0, 7)}${git.dirty ? '+' : ''}${git.branch === null ? '' : ` on ${git.branch}`}`,
        ]),
    ...(run.baseline ? ['baseline'] : []),
  ]
}

/** `Run 41 compared with run 40`. */
export function comparisonName({ base, now }: Pick<RunComparison, 'base' | 'now'>): string {
  const name = sideName(base)
  return `${sideName(now)} compared with ${name.charAt(0).toLowerCase()}${name.slice(1)}`
}

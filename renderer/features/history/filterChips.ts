import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { statusWords } from '../../../profiler-core/report/runWords.ts'
import type { Period, Wish } from '../../state/wish.ts'

/** A wish of the filter, in words, and what takes it back. */
export interface FilterChip {
  readonly text: string
  readonly without: Partial<Wish>
}

export const periodWords: Record<Period, string> = {
  any: 'Any time',
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
}

/** What is filtered by apart from the text, which stands in its own field. */
export function filterChips(wish: Wish, projectDir: string): FilterChip[] {
  const { statuses, period, pinned, baselines, function: name, file } = wish
  return [
    ...statuses.map((status) => ({
      text: statusWords[status],
      without: { statuses: statuses.filter((each) => each !== status) },
    })),
    ...(period === 'any' ? [] : [{ text: periodWords[period], without: { period: 'any' as const } }]),
    ...(pinned ? [{ text: 'pinned', without: { pinned: false } }] : []),
    ...(baselines ? [{ text: 'baselines', without: { baselines: false } }] : []),
    ...(name === '' ? [] : [{ text: `function ${name}`, without: { function: '' } }]),
    ...(file === '' ? [] : [{ text: `file ${pathInProject(file, projectDir)}`, without: { file: '' } }]),
  ]
}

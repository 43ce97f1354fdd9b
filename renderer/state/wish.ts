import type { HistoryFilter } from '../../profiler-core/analysis/index.ts'
import type { RunStatus } from '../../profiler-core/contract/index.ts'

/** How far back runs are wanted. */
export type Period = 'any' | 'today' | 'week' | 'month'

/** What the person filters by; function and file are asked of the core. */
export interface Wish {
  readonly text: string
  /** Empty: all. */
  readonly statuses: readonly RunStatus[]
  readonly period: Period
  readonly pinned: boolean
  readonly baselines: boolean
  readonly function: string
  readonly file: string
}

export const noWish: Wish = {
  text: '',
  statuses: [],
  period: 'any',
  pinned: false,
  baselines: false,
  function: '',
  file: '',
}

/** What a wish comes to at a moment. */
export function filterOf(wish: Wish, among: ReadonlySet<number> | null, now: Date): HistoryFilter {
  const { text, statuses, pinned, baselines, period } = wish
  return { text, statuses, pinned, baselines, among, since: sinceOf(period, now) }
}

/** The first moment of a period that ends now; days are those of this place, some of which have 23 hours. */
function sinceOf(period: Period, now: Date): number | null {
  const daysBefore = (days: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime()
  switch (period) {
    case 'any':
      return null
    case 'today':
      return daysBefore(0)
    case 'week':
      return daysBefore(6)
    case 'month':
      return daysBefore(29)
  }
}

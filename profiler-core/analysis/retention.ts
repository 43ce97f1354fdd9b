import type { HistoryEntry, RetentionRules } from '../contract/index.ts'

/** What decides whether a run stays. */
export type KeptEntry = Pick<HistoryEntry, 'id' | 'startedAt' | 'target' | 'pinned' | 'group' | 'baseline'>

/** A run, or the repetitions of one. */
interface Unit {
  readonly ids: number[]
  /** Of its newest run, as is the next. */
  readonly target: string
  readonly startedAt: string
  /** Pinned, or a baseline: no rule applies. */
  kept: boolean
}

/**
 * Numbers of the runs that a clean-up by `rules` removes, ascending. Of each target the newest `keepLast` stay; of older
 * ones, if wanted, the last of each day (UTC); those that are pinned or a baseline in any case. Repetitions of a run count
 * as one, and stay or go together.
 */
export function runsToRemove(entries: readonly KeptEntry[], rules: RetentionRules): number[] {
  const byTarget = new Map<string, Unit[]>()
  for (const unit of unitsOf(entries)) {
    const members = byTarget.get(unit.target)
    if (members === undefined) byTarget.set(unit.target, [unit])
    else members.push(unit)
  }
  return [...byTarget.values()]
    .flatMap((units) => leaving(units, rules))
    .flatMap(({ ids }) => ids)
    .sort((a, b) => a - b)
}

/** `units`: of one target, newest first. */
function leaving(units: readonly Unit[], { keepLast, keepOneADay }: RetentionRules): Unit[] {
  const days = new Set<string>()
  return units.slice(keepLast).filter(({ startedAt, kept }) => {
    const day = startedAt.slice(0, 'YYYY-MM-DD'.length)
    const isLast = keepOneADay && !days.has(day)
    days.add(day)
    return !kept && !isLast
  })
}

/** Newest first. */
function unitsOf(entries: readonly KeptEntry[]): Unit[] {
  const groups = new Map<string, Unit>()
  const units: Unit[] = []
  for (const { id, startedAt, target, pinned, group, baseline } of [...entries].sort(newestFirst)) {
    const kept = pinned || baseline
    const known = group === null ? undefined : groups.get(group)
    if (known !== undefined) {
      known.ids.push(id)
      known.kept ||= kept
      continue
    }
    const unit: Unit = { ids: [id], target, startedAt, kept }
    units.push(unit)
    if (group !== null) groups.set(group, unit)
  }
  return units
}

function newestFirst(one: KeptEntry, other: KeptEntry): number {
  if (one.startedAt === other.startedAt) return other.id - one.id
  return one.startedAt < other.startedAt ? 1 : -1
}

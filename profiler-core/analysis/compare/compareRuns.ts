import type { RunComparison } from '../../contract/index.ts'
import { comparablePeaks } from '../comparablePeaks.ts'
import { canTell, createRankTest } from '../statistics/index.ts'
import { type AlignedFunction, alignFunction, turned } from './alignFunctions.ts'
import { alignmentBudget } from './alignText.ts'
import { byChange, changeOf, functionComparison } from './changes.ts'
import { differencesOf } from './differences.ts'
import { matchFunctions } from './matchFunctions.ts'
import { functionsOf, type Side } from './side.ts'

/** A comparison without the sentence about it, which is the report's. */
export type Comparison = Omit<RunComparison, 'verdict'>

/** What differs is not the program. */
const FIRST_ONLY =
  'Of some of the runs only the first process is known, as earlier versions measured: the peaks compared are those of the first processes alone.'

/** So many names stand in a note. */
const NAMES = 4

/**
 * Two runs, or two groups of runs, side by side. The same other way round but for the sign: functions and lines are matched
 * in one direction only, that of time.
 */
export function compareRuns(base: Side, now: Side): Comparison {
  const isTurned = startsBefore(now, base)
  const [first, second] = isTurned ? [now, base] : [base, now]
  const matching = matchFunctions(functionsOf(first), functionsOf(second))
  const budget = alignmentBudget()
  const aligned = matching.functions.map((matched) => alignFunction(matched, budget))
  const test = createRankTest()
  const ofRuns = (number: (run: Side['details'][number]) => number) =>
    changeOf(base.details.map(number), now.details.map(number), test)
  const runs = [...base.details, ...now.details]
  const peaks = comparablePeaks(runs)
  const hasFirst = runs.every(({ firstProcessPeakBytes }) => firstProcessPeakBytes !== null)
  return {
    base: { run: base.run, ids: [...base.ids] },
    now: { run: now.run, ids: [...now.ids] },
    peak: changeOf(peaks.values.slice(0, base.details.length), peaks.values.slice(base.details.length), test),
    firstProcessPeak: hasFirst
      ? ofRuns(({ firstProcessPeakBytes, peakBytes }) => firstProcessPeakBytes ?? peakBytes)
      : null,
    duration: ofRuns(({ durationNs }) => durationNs),
    functions: aligned.map((each) => functionComparison(isTurned ? turned(each) : each, test)).sort(byChange),
    differences: differencesOf(base.run, now.run),
    notes: [
      ...(peaks.areFirst ? [FIRST_ONLY] : []),
      ...ofSides(base, now),
      ...ofFunctions(aligned),
      ...(matching.isPartial
        ? [
            'There are too many functions to look for those that were renamed: they stand as removed and added.',
          ]
        : []),
    ],
  }
}

function startsBefore({ run: one }: Side, { run: other }: Side): boolean {
  if (one.startedAt !== other.startedAt) return one.startedAt < other.startedAt
  return one.key < other.key
}

function ofSides(base: Side, now: Side): string[] {
  if (base.run.key === now.run.key) return ['This is a run compared with itself: nothing can differ.']
  const [before, after] = [base.details.length, now.details.length]
  if (before + after === 2 || canTell(before, after)) return []
  return [
    `${before} against ${after} runs are too few to tell a difference from noise; 4 against 4 are enough.`,
  ]
}

function ofFunctions(aligned: readonly AlignedFunction[]): string[] {
  if (aligned.length === 0) return ['No watched function was called in either run.']
  const notes: string[] = []
  if (aligned.every(({ base, now }) => base === null || now === null)) {
    const inBoth = aligned.some(({ base }) => base !== null) && aligned.some(({ now }) => now !== null)
    notes.push(
      inBoth ? 'The runs have no function in common.' : 'In one of the runs no watched function was called.',
    )
  }
  const names = (by: AlignedFunction['by']) =>
    aligned.filter((each) => each.by === by).map(({ base, now }) => (now ?? base)?.name ?? '')
  const partial = names('partial')
  if (partial.length > 0) {
    notes.push(
      `The texts of ${listed(partial)} differ too much to be lined up as a whole: lines without a known counterpart stand as removed and added.`,
    )
  }
  const byOffset = names('offset')
  if (byOffset.length > 0) {
    notes.push(
      `The source of ${listed(byOffset)} is not known in both runs: lines are matched by their place in the function, whatever they say.`,
    )
  }
  return notes
}

function listed(names: readonly string[]): string {
  const shown = [...names].sort().slice(0, NAMES).join(', ')
  const more = names.length - NAMES
  return more > 0 ? `${shown} and ${more} more` : shown
}

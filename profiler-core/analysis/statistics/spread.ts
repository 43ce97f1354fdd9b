import { medianSorted } from 'simple-statistics'
import type { Spread } from '../../contract/index.ts'

/** Lowest, median (of an even number: the mean of the two in the middle) and highest of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const [low = 0] = sorted
  return { low, median: sorted.length === 0 ? 0 : medianSorted(sorted), high: sorted.at(-1) ?? 0 }
}

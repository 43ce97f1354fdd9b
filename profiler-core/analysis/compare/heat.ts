import type { FunctionComparison } from '../../contract/index.ts'
import { fullHeatOf } from '../lines.ts'

/** The increment that full heat stands for, in bytes: the largest of any line in either run, so that both compare. */
export function fullHeatOfComparison(functions: readonly FunctionComparison[]): number {
  let [most, least] = [0, 0]
  for (const { lines } of functions) {
    for (const { increment } of lines) {
      for (const spread of [increment.base, increment.now]) {
        most = Math.max(most, spread?.median ?? 0)
        least = Math.min(least, spread?.median ?? 0)
      }
    }
  }
  return fullHeatOf(most, least)
}

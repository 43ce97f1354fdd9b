import { fullHeatOfComparison } from '../../../profiler-core/analysis/compare/heat.ts'
import { heatOf } from '../../../profiler-core/analysis/index.ts'
import type { FunctionComparison } from '../../../profiler-core/contract/index.ts'
import type { LineFigures } from '../source/lineNumbers.ts'

export type Side = 'base' | 'now'

/** The lines of a file as one side of a comparison measured them, by number: medians where it stands for several runs. */
export function sideLines(
  functions: readonly FunctionComparison[],
  side: Side,
  file: string,
): ReadonlyMap<number, LineFigures> {
  const figures = new Map<number, LineFigures>()
  const full = fullHeatOfComparison(functions)
  for (const each of functions) {
    if (each[side]?.file !== file) continue
    for (const { baseLine, nowLine, increment, occurrences, overlapped } of each.lines) {
      const line = side === 'base' ? baseLine : nowLine
      const spread = increment[side]
      if (line === null || spread === null) continue
      const incrementBytes = spread.median
      const known = figures.get(line)
      // Of functions that share a line, that of the larger increment, as everywhere.
      if (known !== undefined && Math.abs(known.incrementBytes) >= Math.abs(incrementBytes)) continue
      figures.set(line, {
        line,
        incrementBytes,
        occurrences: Math.round(occurrences[side]?.median ?? 0),
        transientBytes: 0,
        heat: heatOf(incrementBytes, full),
        overlapped: overlapped[side],
      })
    }
  }
  return figures
}

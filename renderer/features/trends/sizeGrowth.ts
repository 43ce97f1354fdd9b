import { type DataGrowth, predict } from '../../../profiler-core/analysis/index.ts'
import type { PlotContent } from './plotContent.ts'
import type { RunsPoint } from './points.ts'

/** So many points make a curve look like one. */
const CURVE_POINTS = 120

/** What is drawn of runs by the size of their data: the fitted growth, as far as the size that is asked for. */
export function sizeContent(
  points: readonly RunsPoint[],
  growth: DataGrowth | null,
  size: number | null,
): PlotContent {
  const prediction = growth === null || size === null ? null : { x: size, value: predict(growth, size).bytes }
  const end = Math.max(points.at(-1)?.x ?? 0, prediction?.x ?? 0)
  const curve =
    growth === null
      ? []
      : Array.from({ length: CURVE_POINTS + 1 }, (_, index) => {
          const x = (end * index) / CURVE_POINTS
          return { x, value: predict(growth, x).bytes }
        })
  return { points, levels: [], steps: [], baseline: null, curve, prediction, joined: false }
}

import { type Hotspot, hotspots } from '../../../profiler-core/analysis/index.ts'
import type { CallTree, RunDetail } from '../../../profiler-core/contract/index.ts'
import { oneLine } from '../../../profiler-core/report/index.ts'
import { alignColumns, cut, memory } from '../format.ts'
import { delta, shortPath, shortTime } from './place.ts'

const MOST = 50

/** The functions of a run, those that grew the most by themselves first. */
export function rankedHotspots(tree: CallTree): Hotspot[] {
  return hotspots(tree).sort(
    (a, b) => b.selfGrowthBytes - a.selfGrowthBytes || b.peakBytes - a.peakBytes || b.timeNs - a.timeNs,
  )
}

export function hotspotsText(ranked: readonly Hotspot[], { request }: RunDetail, width: number): string {
  if (ranked.length === 0) return 'No watched function was called.\n'
  const rows = ranked
    .slice(0, MOST)
    .map((each) => [
      delta(each.selfGrowthBytes),
      delta(each.growthBytes),
      memory(each.peakBytes),
      shortTime(each.selfTimeNs),
      shortTime(each.timeNs),
      each.estimated ? `~${each.calls}` : String(each.calls),
      `${oneLine(each.name)}  ${shortPath(each.file, request)}:${each.firstLine}`,
    ])
  const lines = alignColumns(
    [
      { title: 'Own MiB', align: 'right' },
      { title: 'Total MiB', align: 'right' },
      { title: 'Peak', align: 'right' },
      { title: 'Own time', align: 'right' },
      { title: 'Time', align: 'right' },
      { title: 'Calls', align: 'right' },
      { title: 'Function' },
    ],
    rows,
  )
  const more = ranked.length > MOST ? [`and ${ranked.length - MOST} more`] : []
  const notes = ranked.some(({ estimated }) => estimated)
    ? ['~: called so often that only a part of its calls was measured; its numbers are scaled up.']
    : []
  return `${[...lines.map((line) => cut(line, Math.max(width, 60))), ...more, ...notes].join('\n')}\n`
}

import { type Hotspot, hotspots } from '../../../profiler-core/analysis/index.ts'
import type { CallTree, RunDetail } from '../../../profiler-core/contract/index.ts'
import { oneLine } from '../../../profiler-core/report/index.ts'
import { alignColumns, cut, memory } from '../format.ts'
import { leftOutLine, type ReportOptions } from '../reportOptions.ts'
import { delta, footnote, marked, shortPath, shortTime } from './place.ts'

const MOST = 50

/** The functions of a run, those that grew the most by themselves first. */
export function rankedHotspots(tree: CallTree): Hotspot[] {
  return hotspots(tree).sort(
    (a, b) => b.selfGrowthBytes - a.selfGrowthBytes || b.peakBytes - a.peakBytes || b.timeNs - a.timeNs,
  )
}

export function hotspotsText(
  ranked: readonly Hotspot[],
  { request }: RunDetail,
  width: number,
  { top = MOST, minIncrement = 0 }: Pick<ReportOptions, 'top' | 'minIncrement'> = {},
): string {
  if (ranked.length === 0) return 'No watched function was called.\n'
  const shown = ranked
    .filter(({ selfGrowthBytes, growthBytes }) =>
      [selfGrowthBytes, growthBytes].some((bytes) => Math.abs(bytes) >= minIncrement),
    )
    .slice(0, top)
  const isMarked = shown.some(({ overlapped }) => overlapped)
  const growth = (bytes: number, { overlapped }: Hotspot) => marked(delta(bytes), overlapped, isMarked)
  const rows = shown.map((each) => [
    growth(each.selfGrowthBytes, each),
    growth(each.growthBytes, each),
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
  const notes = shown.some(({ estimated }) => estimated)
    ? ['~ Called so often that only a part of its calls was measured; its numbers are scaled up.']
    : []
  const text = [...lines.map((line) => cut(line, Math.max(width, 60))), ...notes, ...footnote(isMarked)]
  return `${text.join('\n')}\n${leftOutLine(ranked.length - shown.length)}`
}

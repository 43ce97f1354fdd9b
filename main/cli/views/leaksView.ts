import { findLeaks, type Leak, memoryAtEnd } from '../../../profiler-core/analysis/index.ts'
import type { ObjectGrowth, RunDetail, RunStory, Timeline } from '../../../profiler-core/contract/index.ts'
import { oneLine, overlappedLines } from '../../../profiler-core/report/index.ts'
import { alignColumns, cut, memory } from '../format.ts'
import { footnote, marked, shortPath } from './place.ts'

const MOST = 30

/** What looks like a leak in a run, worst first. */
export function leaksOf(
  { baselineBytes }: RunDetail,
  { series, callTree }: Pick<RunStory, 'series' | 'callTree'>,
  timeline: Timeline,
): Leak[] {
  if (series === null) return []
  return findLeaks({ series, callTree, baselineBytes, endBytes: memoryAtEnd(timeline) })
}

export function leaksText(
  leaks: readonly Leak[],
  objects: readonly ObjectGrowth[] | null,
  { request, functions }: Pick<RunDetail, 'request' | 'functions'>,
  width: number,
): string {
  const shown = leaks.slice(0, MOST)
  const isOverlapped = overlappedLines(functions)
  const isMarked = shown.some(isOverlapped)
  const rows = shown.map((leak) => {
    const of = (text: string) => marked(text, isOverlapped(leak), isMarked)
    return [
      of(memory(leak.growthBytes)),
      of(small(leak.growthBytes / leak.times)),
      `${leak.times}`,
      `${Math.round(leak.steadiness * 100)} %`,
      `${oneLine(leak.name)}  ${shortPath(leak.file, request)}:${leak.line}`,
    ]
  })
  const found = alignColumns(
    [
      { title: 'Kept', align: 'right' },
      { title: 'Each time', align: 'right' },
      { title: 'Times', align: 'right' },
      { title: 'Steady', align: 'right' },
      { title: 'By' },
    ],
    rows,
  )
  const grown = (objects ?? [])
    .filter(({ before, after }) => after > before)
    .slice(0, MOST)
    .map(({ type, before, after }) => [`+${after - before}`, String(after), oneLine(type)])
  const types = alignColumns(
    [{ title: 'More', align: 'right' }, { title: 'Objects', align: 'right' }, { title: 'Type' }],
    grown,
  )
  const lines = [
    ...(rows.length === 0 ? ['Nothing grew again and again without giving it back.'] : found),
    ...footnote(isMarked),
    ...(grown.length === 0 ? [] : ['', ...types]),
  ]
  return `${lines.map((line) => cut(line, Math.max(width, 60))).join('\n')}\n`
}

/** Of a single call: `33.5 KiB`. */
function small(bytes: number): string {
  return bytes >= 0.1 * 2 ** 20 ? memory(bytes) : `${(bytes / 1024).toFixed(1)} KiB`
}

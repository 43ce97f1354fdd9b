import { childrenOf, type FrameTree, type Metric } from '../../../profiler-core/analysis/callTree/index.ts'
import { isNodeOverlapped, overlapMark } from '../../../profiler-core/report/overlap.ts'
import { formatCount, formatDelta, formatDuration, formatSize } from '../../ui/format.ts'
import { fileName } from '../../ui/paths.ts'

/** What a frame is called: a module by its file, which is all that tells it from others. */
export function frameLabel({ source }: FrameTree, frame: number): string {
  const called = source.functions[source.functionOf[frame] ?? -1]
  if (called === undefined) return ''
  return called.name === '<module>' ? `<module> ${fileName(called.file)}` : called.name
}

/** Where a frame's function stands, and where it was called from. */
export function framePlace(tree: FrameTree, frame: number): string {
  const { source, parents } = tree
  const called = source.functions[source.functionOf[frame] ?? -1]
  const line = source.callerLines[frame] ?? 0
  const caller = parents[frame] ?? -1
  const from = caller < 0 ? '' : line > 0 ? `, called from line ${line} of ${frameLabel(tree, caller)}` : ''
  return called === undefined ? '' : `${fileName(called.file)}:${called.firstLine}${from}`
}

/** From here on memory is told in GiB, as everywhere. */
const GIB_FROM = 10_000 * 2 ** 20

/** A number of a metric as it stands in a frame or behind a search: `+400.2 MiB`, `3.2 s`. */
export function amount(value: number, metric: Metric): string {
  if (metric === 'time') return formatDuration(Math.max(0, value))
  if (Math.abs(value) < GIB_FROM) return `${formatDelta(value)} MiB`
  return `${value < 0 ? '\u2212' : '+'}${formatSize(Math.abs(value))}`
}

export interface Fact {
  readonly term: string
  readonly words: string
}

/** What is known of a frame, in words. */
export function frameFacts(tree: FrameTree, frame: number): Fact[] {
  const { memory, time, source } = tree
  const total = memory.total[frame] ?? 0
  const gross = memory.gross[frame] ?? 0
  const calls = source.calls[frame] ?? 0
  const isLeaf = childrenOf(tree, frame).length === 0
  const mark = overlapMark(isNodeOverlapped(source, frame))
  const facts: Fact[] = [
    {
      term: 'Growth',
      words: `${isLeaf ? amount(total, 'memory') : withSelf(total, memory.self[frame] ?? 0, 'memory')}${mark}`,
    },
  ]
  // Less than can be seen in the numbers is not worth a line.
  if (gross - Math.max(0, total) >= 0.05 * 2 ** 20) {
    facts.push({
      term: 'Taken',
      words: `${formatSize(gross)}, of which ${formatSize(gross - total)} was given back`,
    })
  }
  facts.push(
    { term: 'Peak', words: `${formatSize(source.peakBytes[frame] ?? 0)} while it was under way` },
    {
      term: 'Time',
      words: isLeaf
        ? formatDuration(time.total[frame] ?? 0)
        : withSelf(time.total[frame] ?? 0, Math.max(0, time.self[frame] ?? 0), 'time'),
    },
    { term: 'Calls', words: callsWords(tree, frame, calls) },
  )
  return facts
}

function withSelf(total: number, self: number, metric: Metric): string {
  return `${amount(total, metric)}, ${amount(self, metric)} by itself`
}

function callsWords({ memory, time, source }: FrameTree, frame: number, calls: number): string {
  const isEstimated = source.functions[source.functionOf[frame] ?? -1]?.estimated === true
  const estimate = isEstimated ? ' (estimated from a part of them)' : ''
  if (calls <= 1) return `${formatCount(calls)}${estimate}`
  const growth = amount((memory.total[frame] ?? 0) / calls, 'memory')
  return `${formatCount(calls)}${estimate}, each ${growth} and ${formatDuration((time.total[frame] ?? 0) / calls)}`
}

/** A frame in one sentence, for the line below the tree and for those who do not see it. */
export function frameSentence(tree: FrameTree, frame: number): string {
  const facts = frameFacts(tree, frame).map(({ term, words }) => `${term.toLowerCase()} ${words}`)
  return `${frameLabel(tree, frame)} (${framePlace(tree, frame)}): ${facts.join('; ')}`
}

/** What a search found: `3 frames, +400.2 MiB`. */
export function foundWords(
  found: { readonly count: number; readonly sums: Readonly<Record<Metric, number>> },
  metric: Metric,
): string {
  if (found.count === 0) return 'nothing found'
  return `${formatCount(found.count)} ${found.count === 1 ? 'frame' : 'frames'}, ${amount(found.sums[metric], metric)}`
}

import {
  columnValue,
  type FrameTree,
  type Metric,
  type TreeColumnId,
} from '../../../profiler-core/analysis/callTree/index.ts'
import { heatClass } from '../../../profiler-core/analysis/heat.ts'
import { formatCount, formatDelta } from '../../ui/format.ts'

export interface TreeColumn {
  readonly id: TreeColumnId
  readonly title: string
  readonly unit: string | null
  readonly meaning: string
}

const MIB = 2 ** 20
/** Below so much in all, a tenth of a MiB is too coarse. */
const FINE_BELOW = 16 * MIB

export function columnsOf(metric: Metric): readonly TreeColumn[] {
  return [
    { id: 'name', title: 'Function', unit: null, meaning: 'The function, below what called it' },
    {
      id: 'growth',
      title: 'Growth',
      unit: 'MiB',
      meaning: 'Memory on leaving minus memory on entering, with all that it called',
    },
    { id: 'selfGrowth', title: 'Self', unit: 'MiB', meaning: 'Its growth without what it called' },
    {
      id: 'peak',
      title: 'Peak',
      unit: 'MiB',
      meaning: 'The highest memory while one of the calls was under way',
    },
    { id: 'time', title: 'Time', unit: 'ms', meaning: 'On the clock, with all that it called' },
    { id: 'selfTime', title: 'Self', unit: 'ms', meaning: 'Its time without what it called' },
    { id: 'calls', title: 'Calls', unit: null, meaning: 'How often it was called on this path' },
    metric === 'memory'
      ? { id: 'perCall', title: 'Per call', unit: 'MiB', meaning: 'Growth by the number of calls' }
      : { id: 'perCall', title: 'Per call', unit: 'ms', meaning: 'Time by the number of calls' },
  ]
}

/** What stands in a cell of a number, in the column's unit. */
export function numberText(tree: FrameTree, frame: number, { id, unit }: TreeColumn, metric: Metric): string {
  const value = Number(columnValue(tree, frame, id, metric))
  if (id === 'calls') return formatCount(value)
  if (unit === 'ms') return milliseconds(value)
  const decimals = tree.memory.whole < FINE_BELOW ? 3 : 1
  // A level is no difference: it has no sign.
  return id === 'peak' ? formatDelta(value, 1).replace('+', '') : formatDelta(value, decimals)
}

function milliseconds(ns: number): string {
  // A clock that was read at different moments may leave less than nothing for the caller itself.
  const [whole = '', fraction = ''] = (Math.max(0, ns) / 1e6).toFixed(2).split('.')
  return `${formatCount(Number(whole))}.${fraction}`
}

/** The widest text of each column, in characters: those of the extremes, so that not every cell is formatted. */
export function columnCharacters(tree: FrameTree, columns: readonly TreeColumn[], metric: Metric): number[] {
  return columns.map((column) => {
    if (column.id === 'name') return 0
    let [least, most] = [0, 0]
    for (let frame = 1; frame < tree.count; frame += 1) {
      const value = Number(columnValue(tree, frame, column.id, metric))
      if (value < Number(columnValue(tree, least, column.id, metric))) least = frame
      if (value > Number(columnValue(tree, most, column.id, metric))) most = frame
    }
    const header = column.title.length + (column.unit?.length ?? -1) + 1
    return Math.max(
      header,
      numberText(tree, least, column, metric).length,
      numberText(tree, most, column, metric).length,
    )
  })
}

/** How a cell is coloured: growth by its part of all that was taken, nothing quietly. */
export function cellTone(tree: FrameTree, frame: number, id: TreeColumnId): string {
  const value = Number(columnValue(tree, frame, id, 'memory'))
  if (value === 0) return 'quiet'
  const { whole } = tree.memory
  if ((id !== 'growth' && id !== 'selfGrowth') || whole === 0) return ''
  return heatClass(Math.max(-1, Math.min(1, value / whole))) ?? ''
}

import type { CellResult } from '../../../profiler-core/analysis/index.ts'
import { oneLine } from '../../../profiler-core/report/index.ts'
import { alignColumns, cut, memory } from '../format.ts'
import { shortTime } from './place.ts'

const COLUMNS = [
  { title: 'Cell', align: 'right' },
  { title: 'Lines', align: 'right' },
  { title: 'Growth', align: 'right' },
  { title: 'After', align: 'right' },
  { title: 'Peak', align: 'right' },
  { title: 'Time', align: 'right' },
  { title: 'Begins with' },
] as const

/** The cells of a notebook in its order; `text` is the notebook's. */
export function cellsText(cells: readonly CellResult[], text: string, width: number): string {
  const lines = text.split('\n')
  const rows = cells.map((cell) => {
    const numbers =
      cell.growthBytes === null
        ? ['', '', '', '']
        : [memory(cell.growthBytes), memory(cell.afterBytes), memory(cell.peakBytes), shortTime(cell.timeNs)]
    const begin = cell.title || (lines.slice(cell.firstLine - 1).find((line) => line.trim() !== '') ?? '')
    return [String(cell.number), `${cell.firstLine}-${cell.lastLine}`, ...numbers, oneLine(begin.trim())]
  })
  return `${alignColumns(COLUMNS, rows)
    .map((line) => cut(line, Math.max(width, 60)))
    .join('\n')}\n`
}

import type { Dataset } from '../../../profiler-core/contract/index.ts'
import { fileName } from '../../../profiler-core/report/runWords.ts'
import { formatCount, formatSmallSize } from '../../ui/format.ts'

/** The data of a run in a few words: `2026 sales, 1 000 000 rows`; the file stands for a label. Empty for none. */
export function datasetWords({ label, file, size, unit }: Dataset): string {
  const name = label ?? (file === null ? null : fileName(file))
  const amount = size === null ? null : sizeWords(size, unit)
  return [name, amount].filter((part) => part !== null).join(', ')
}

/** How much data there is: `1 000 000 rows`, `195 KiB`; a bare number where there is no unit. */
export function sizeWords(size: number, unit: string | null): string {
  if (unit === 'bytes') return formatSmallSize(size)
  const amount = Number.isInteger(size) && size < 1e15 ? formatCount(size) : String(size)
  return unit === null ? amount : `${amount} ${unit}`
}

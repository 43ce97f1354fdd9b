import { memorySize } from '../../../profiler-core/contract/memorySize.ts'

const POWERS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, b: 1e9 }

/** A size of data as people type it: `5000`, `5 000`, `1.5M`, `1e6`; of bytes as sizes of memory. `null`: it is none. */
export function typedAmount(text: string, unit: string | null): number | null {
  if (unit === 'bytes') {
    const bytes = memorySize(text)
    return typeof bytes === 'number' ? bytes : null
  }
  const plain = text.replace(/(?<=\d)[\s_'](?=\d)/g, '').trim()
  const found = /^(\d+(?:[.,]\d+)?(?:e\+?\d+)?) ?([kmgb]?)$/i.exec(plain)
  if (found === null) return null
  const size = Number(found[1]?.replace(',', '.')) * (POWERS[found[2]?.toLowerCase() ?? ''] ?? 1)
  return size > 0 && Number.isFinite(size) ? size : null
}

import { memorySize } from '../../../profiler-core/contract/memorySize.ts'

/** How much data there is, as a run records it. */
export interface DataAmount {
  readonly size?: number
  readonly unit?: string
}

const THOUSANDS = /(?<=\d)[ _\u00a0\u202f](?=\d{3}(?!\d))/g
/** With a `B`, so that it is no number of anything else. */
const BYTES = /b$/i

/**
 * How much data there is, from what was typed: a number such as `10_000`, `1e6` or `2.5` of a unit, or a size such as `4GiB`,
 * whose unit is bytes. Nothing typed is no size. Or what is wrong, in a sentence.
 */
export function dataAmount(size: string, unit: string): DataAmount | { readonly problem: string } {
  const typed = size.trim()
  const ofWhat = unit.trim()
  if (typed === '') {
    return ofWhat === '' ? {} : { problem: `Say how many ${ofWhat} there are.` }
  }
  if (BYTES.test(typed) && /^(b|bytes?)?$/i.test(ofWhat)) {
    const bytes = memorySize(typed)
    return typeof bytes === 'number' ? { size: bytes, unit: 'bytes' } : bytes
  }
  const number = Number(typed.replace(THOUSANDS, '').replace(/^(\d+),(\d{1,2})$/, '$1.$2'))
  if (!(number > 0 && Number.isFinite(number))) {
    return { problem: 'Write a number above 0, such as 10_000 or 1e6, or a size such as 4GiB.' }
  }
  return { size: number, ...(ofWhat === '' ? {} : { unit: ofWhat }) }
}

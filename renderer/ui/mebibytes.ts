import { formatMebibytes } from '../../profiler-core/report/mebibytes.ts'

/** Decimals where numbers are to be exact: those of the classic table. */
const DECIMALS = 3

/** A level in bytes as MiB: `29.746`, as the classic table rounds it. */
export function exactMib(bytes: number): string {
  return formatMebibytes(bytes, DECIMALS)
}

/** A difference in bytes as signed MiB: `+7.754`, `−3.250`, `0.000`. */
export function exactDelta(bytes: number): string {
  const text = formatMebibytes(bytes, DECIMALS)
  if (text.startsWith('-')) return `\u2212${text.slice(1)}`
  return /[1-9]/.test(text) ? `+${text}` : text
}

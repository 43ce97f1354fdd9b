import { formatMebibytes } from './mebibytes.ts'

const MIB = 2 ** 20
const MINUS = '\u2212'

/** Decimals where numbers are to be exact: those of the classic table. */
const EXACT_DECIMALS = 3

/** Where a level turns to GiB: from 10,000 MiB. */
const GIB_FROM = 10_000 * MIB

/** A level or size in bytes as people read it: `812 MiB`, `7.9 MiB`, `12.4 GiB`. */
export function formatSize(bytes: number): string {
  if (bytes >= GIB_FROM) return `${(bytes / (1024 * MIB)).toFixed(1)} GiB`
  const mib = bytes / MIB
  return `${mib >= 100 ? mib.toFixed(0) : mib.toFixed(1)} MiB`
}

/** A size that may be small: `195 KiB`, `33.5 KiB`, `812 B`; from 1 MiB as `formatSize` has it. */
export function formatSmallSize(bytes: number): string {
  if (bytes >= MIB) return formatSize(bytes)
  if (bytes < 1024) return `${Math.round(bytes)} B`
  const kib = bytes / 1024
  return `${kib >= 100 ? kib.toFixed(0) : kib.toFixed(1)} KiB`
}

/** The same for columns of them, always with one decimal, so that the points stand below each other: `812.0 MiB`. */
export function formatLevel(bytes: number): string {
  return bytes >= GIB_FROM ? formatSize(bytes) : `${group((bytes / MIB).toFixed(1))} MiB`
}

/** A number of MiB with one decimal, thousands apart, and no unit: for columns that name it. */
export function formatMib(bytes: number): string {
  return group((bytes / MIB).toFixed(1))
}

/** A difference in bytes as signed MiB: `+400.2`, `−398.8`, `0.0`. */
export function formatDelta(bytes: number, decimals = 1): string {
  const text = (Math.abs(bytes) / MIB).toFixed(decimals)
  const isZero = Number(text) === 0
  if (isZero) return text
  return `${bytes < 0 ? MINUS : '+'}${group(text)}`
}

/** A duration in nanoseconds: `85 ns`, `340 µs`, `12 ms`, `3.2 s`, `4 min 05 s`, `2 h 03 min`. */
export function formatDuration(ns: number): string {
  if (ns === 0) return '0 s'
  if (ns < 999.5) return `${Math.round(ns)} ns`
  if (ns < 1e6) return `${Math.round(ns / 1e3)} µs`
  if (ns < 1e9) return `${ns < 1e7 ? (ns / 1e6).toFixed(1) : Math.round(ns / 1e6)} ms`
  const seconds = ns / 1e9
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

/** A whole number, thousands apart by a narrow space. */
export function formatCount(count: number): string {
  return group(String(count))
}

/** A level in bytes as MiB: `29.746`, as the classic table rounds it. */
export function exactMib(bytes: number): string {
  return formatMebibytes(bytes, EXACT_DECIMALS)
}

/** A difference in bytes as signed MiB: `+7.754`, `−3.250`, `0.000`. */
export function exactDelta(bytes: number): string {
  const text = formatMebibytes(bytes, EXACT_DECIMALS)
  if (text.startsWith('-')) return `${MINUS}${text.slice(1)}`
  return /[1-9]/.test(text) ? `+${text}` : text
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

/** `12345.6` to `12\u202f345.6`. */
function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

const MIB = 2 ** 20
const MINUS = '\u2212'

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

/** A running clock in nanoseconds that keeps its width: `00:03.2`, `1:02:03.4`. */
export function formatClock(ns: number): string {
  const tenths = Math.floor(ns / 1e8)
  const seconds = Math.floor(tenths / 10)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const rest = `${pad(minutes % 60)}:${pad(seconds % 60)}.${tenths % 10}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** A whole number, thousands apart by a narrow space. */
export function formatCount(count: number): string {
  return group(String(count))
}

/** How long ago a moment was: `just now`, `2 min ago`, `yesterday 14:05`, `3 Mar 2026`. */
export function formatAgo(iso: string, now: Date = new Date()): string {
  const at = new Date(iso)
  const seconds = (now.getTime() - at.getTime()) / 1000
  if (seconds < 45) return 'just now'
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`
  const time = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  const days = dayNumber(now) - dayNumber(at)
  if (days === 0) return `today ${time}`
  if (days === 1) return `yesterday ${time}`
  return at.toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' })
}

function dayNumber(date: Date): number {
  return Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000)
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

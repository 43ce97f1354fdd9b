export {
  formatCount,
  formatDelta,
  formatDuration,
  formatLevel,
  formatMib,
  formatSize,
  formatSmallSize,
} from '../../profiler-core/report/format.ts'

/** A running clock in nanoseconds that keeps its width: `00:03.2`, `1:02:03.4`. */
export function formatClock(ns: number): string {
  const tenths = Math.floor(ns / 1e8)
  const seconds = Math.floor(tenths / 10)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const rest = `${pad(minutes % 60)}:${pad(seconds % 60)}.${tenths % 10}`
  return hours > 0 ? `${hours}:${rest}` : rest
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

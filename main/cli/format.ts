import { formatMebibytes } from '../../profiler-core/report/index.ts'

/** Memory for people: `93.4 MiB`. */
export function memory(bytes: number): string {
  return `${formatMebibytes(bytes, 1)} MiB`
}

/** A duration for people: `0.31 s`, `12.4 s`, `3 min 05 s`, `2 h 03 min`. */
export function duration(ns: number): string {
  const seconds = ns / 1e9
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

/** A moment in local time, to the minute: `2025-03-01 10:20`. */
export function moment(iso: string): string {
  const date = new Date(iso)
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

/** Cuts text to a width, an ellipsis standing for what is missing. */
export function cut(text: string, width: number): string {
  const letters = [...text]
  return letters.length <= width ? text : `${letters.slice(0, Math.max(width - 1, 0)).join('')}…`
}

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Lines of a table: columns two blanks apart, as wide as their longest cell, no blanks at the end of a line. */
export function alignColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map((column) => column.title), ...rows]
  const widths = columns.map((_, index) => Math.max(...all.map((row) => [...(row[index] ?? '')].length)))
  return all.map((row) =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? ''
        const blanks = ' '.repeat((widths[index] ?? 0) - [...cell].length)
        return align === 'right' ? blanks + cell : cell + blanks
      })
      .join('  ')
      .trimEnd(),
  )
}

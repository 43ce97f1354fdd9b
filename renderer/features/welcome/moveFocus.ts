import type { KeyboardEvent } from 'react'

/** Moves the focus among the elements of a list by arrows, Home and End. Only the focused one is reached by Tab. */
export function moveFocus(event: KeyboardEvent<HTMLElement>, selector: string): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)]
  const at = all.indexOf(document.activeElement as HTMLElement)
  const to = destination(event.key, at, all.length)
  const next = to === null ? undefined : all[to]
  if (next === undefined) return
  event.preventDefault()
  for (const each of all) each.tabIndex = each === next ? 0 : -1
  next.focus()
}

function destination(key: string, at: number, count: number): number | null {
  if (at === -1) return null
  if (key === 'ArrowDown') return Math.min(at + 1, count - 1)
  if (key === 'ArrowUp') return Math.max(at - 1, 0)
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

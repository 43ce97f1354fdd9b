import { type KeyboardEvent, type MouseEvent, useRef } from 'react'
import { select, setActive, setOpen, setQuery, toggleSelected, useExplorer } from '../../state/explorer.ts'
import { attempt } from '../../state/notices.ts'
import { outlineNow } from '../../state/outlines.ts'
import { projectDir } from '../../state/project.ts'
import { canProfile, openRow, subjectOf } from './subjects.ts'
import { parentOf, type Row, typedAhead } from './tree.ts'

const PAGE = 20
/** Milliseconds within which characters belong to one word. */
const TYPING_MS = 700

export function activate(row: Row): void {
  if (useExplorer.getState().active !== row.id) setActive(row.id, subjectOf(row))
}

export function unfold(row: Row, isOpen: boolean): void {
  setOpen(projectDir(), [row.id], isOpen)
  if (isOpen && row.kind === 'file') attempt(outlineNow(projectDir(), row.path))
}

/** What a click, or Enter, does with a line. */
export function enterRow(row: Row): void {
  if (row.kind === 'folder') unfold(row, row.isOpen === false)
  else {
    if (row.isOpen === false && row.kind === 'file') unfold(row, true)
    attempt(openRow(row))
  }
}

export function clickRow(rows: readonly Row[], row: Row, event: MouseEvent): void {
  const isChevron = (event.target as Element).closest('.row-chevron') !== null
  if (isChevron && row.isOpen !== null) {
    activate(row)
    unfold(row, !row.isOpen)
  } else if (event.ctrlKey || event.metaKey) {
    // The line that was active before is what one adds to.
    const before = rows.find(({ id }) => id === useExplorer.getState().active)
    if (useExplorer.getState().selected.size === 0 && before !== undefined && before.id !== row.id) {
      selectRow(before)
    }
    activate(row)
    selectRow(row)
  } else if (event.shiftKey) {
    selectRange(rows, row)
  } else {
    activate(row)
    select(new Map())
    enterRow(row)
  }
}

function selectRow(row: Row): void {
  if (canProfile(row)) toggleSelected(row.id, row.names)
}

/** From the active line to another; the functions of it, where there are any. */
function selectRange(rows: readonly Row[], to: Row): void {
  const { active } = useExplorer.getState()
  const from = rows.findIndex(({ id }) => id === active)
  const until = rows.indexOf(to)
  const range = rows.slice(Math.max(0, Math.min(from, until)), Math.max(from, until) + 1).filter(canProfile)
  const functions = range.filter(({ kind }) => kind === 'function')
  const chosen = functions.length > 0 ? functions : range
  select(new Map(chosen.map((row) => [row.id, row.names])))
}

/** The keys of a tree: arrows, Home, End, Enter, Space, letters. */
export function useRowKeys(rows: readonly Row[], active: number): (event: KeyboardEvent) => void {
  const typed = useRef({ text: '', at: 0 })
  const moveTo = (index: number | null) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index ?? active))]
    if (row !== undefined) activate(row)
  }
  const typeAhead = (key: string) => {
    const now = performance.now()
    const { text, at } = typed.current
    typed.current = { text: now - at > TYPING_MS ? key : text + key, at: now }
    moveTo(typedAhead(rows, active, typed.current.text))
  }
  return (event) => {
    const row = rows[active]
    if (row === undefined || event.altKey) return
    const { key } = event
    const isLetter = key.length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey
    if (isLetter) typeAhead(key)
    else if (key === 'ArrowDown') extendOrMove(event, rows, active, active + 1, moveTo)
    else if (key === 'ArrowUp') extendOrMove(event, rows, active, active - 1, moveTo)
    else if (key === 'PageDown') moveTo(active + PAGE)
    else if (key === 'PageUp') moveTo(active - PAGE)
    else if (key === 'Home') moveTo(0)
    else if (key === 'End') moveTo(rows.length - 1)
    else if (key === 'ArrowRight' && row.isOpen === false) unfold(row, true)
    else if (key === 'ArrowRight' && row.isOpen === true) moveTo(active + 1)
    else if (key === 'ArrowLeft' && row.isOpen === true) unfold(row, false)
    else if (key === 'ArrowLeft') moveTo(parentOf(rows, active))
    else if (key === 'Enter' && !event.ctrlKey) enterRow(row)
    else if (key === ' ') selectRow(row)
    else if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) openMenu(event)
    else if (key === 'Escape') leave(event)
    else return
    event.preventDefault()
  }
}

function extendOrMove(
  event: KeyboardEvent,
  rows: readonly Row[],
  from: number,
  to: number,
  moveTo: (index: number) => void,
): void {
  const [here, there] = [rows[from], rows[to]]
  if (event.shiftKey && here !== undefined && there !== undefined) {
    const { selected } = useExplorer.getState()
    if (!selected.has(here.id)) selectRow(here)
    if (!selected.has(there.id)) selectRow(there)
  }
  moveTo(to)
}

/** The menu of the active line, at that line. */
function openMenu({ currentTarget }: KeyboardEvent): void {
  const id = currentTarget.getAttribute('aria-activedescendant')
  const row = id === null ? null : document.getElementById(id)
  if (row === null) return
  const { left, top, height } = row.getBoundingClientRect()
  row.dispatchEvent(
    new window.MouseEvent('contextmenu', { bubbles: true, clientX: left + 48, clientY: top + height }),
  )
}

/** Esc takes back the selection, then the search. */
function leave({ currentTarget }: KeyboardEvent): void {
  if (useExplorer.getState().selected.size > 0) select(new Map())
  else {
    setQuery('')
    currentTarget.closest('nav')?.querySelector<HTMLElement>('[data-focus="files"]')?.focus()
  }
}

import { ContextMenu } from '@base-ui/react/context-menu'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from 'react'
import { groupByTarget } from '../../../profiler-core/analysis/index.ts'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { attempt } from '../../state/notices.ts'
import { showRun, useView } from '../../state/view.ts'
import { formatCount } from '../../ui/format.ts'
import { obey } from './listKeys.ts'
import { RunMenu } from './RunMenu.tsx'
import { RunRow } from './RunRow.tsx'
import { type HistoryRow, headOf, historyRows, rowKey } from './rows.ts'
import { runMenuEntries } from './runMenuEntries.ts'
import { activePlace, concerned, type Extent, noSelection, select, selectForMenu } from './selection.ts'
import { whenWords } from './whenWords.ts'

const HEAD_HEIGHT = 26
const RUN_HEIGHT = 44

interface RunListProps {
  /** Newest first. */
  readonly entries: readonly HistoryEntry[]
  readonly now: Date
}

/** The runs of a project by target, as a tree of which only what is in sight is drawn. */
export function RunList({ entries, now }: RunListProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [selection, setSelection] = useState(noSelection)
  const shownId = useView(({ shown }) => (shown?.kind === 'past' ? shown.run.id : null))
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => historyRows(groupByTarget(entries), closed), [entries, closed])
  const places = useMemo(() => new Map(rows.map((row, index) => [rowKey(row), index])), [rows])
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'group' ? HEAD_HEIGHT : RUN_HEIGHT),
    getItemKey: (index) => keyAt(rows, index),
    overscan: 8,
  })
  const shownPlace = places.get(`run ${shownId}`)
  const activeIndex = activePlace(selection, places, shownPlace ?? 0)
  const byId = useMemo(() => new Map(entries.map((entry) => [entry.id, entry])), [entries])
  const chosenEntries = (ids: readonly number[]) => ids.flatMap((id) => byId.get(id) ?? [])
  const actions = runMenuEntries(chosenEntries(concerned(selection, rows[activeIndex])))

  const go = (index: number, extent: Extent) => {
    const to = Math.max(0, Math.min(rows.length - 1, index))
    setSelection(select(selection, rows, to, extent))
    virtualizer.scrollToIndex(to)
  }
  const setOpen = (target: string, open: boolean) => {
    const next = new Set(closed)
    if (open) next.delete(target)
    else next.add(target)
    setClosed(next)
  }
  const act = (row: HistoryRow | undefined) => {
    if (row?.kind === 'group') setOpen(row.target, !row.isOpen)
    else if (row !== undefined) attempt(showRun(row.entry.id))
  }
  const onClick = (event: MouseEvent) => {
    const index = indexAt(event)
    if (index === null) return
    const extent: Extent = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one'
    setSelection(select(selection, rows, index, extent))
    if (extent === 'one') act(rows[index])
  }
  const onContextMenu = (event: MouseEvent) => {
    setSelection(selectForMenu(selection, rows, indexAt(event) ?? activeIndex))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = rows[activeIndex]
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / RUN_HEIGHT) - 1)
    const handled = obey(event, {
      move: (by) => go(activeIndex + by, event.shiftKey ? 'range' : 'one'),
      page,
      count: rows.length,
      act: () => act(row),
      toggle: () => setSelection(select(selection, rows, activeIndex, 'toggle')),
      collapse: () => {
        if (row?.kind === 'group' && row.isOpen) setOpen(row.target, false)
        else go(headOf(rows, activeIndex), 'one')
      },
      expand: () => {
        if (row?.kind === 'group' && !row.isOpen) setOpen(row.target, true)
        else go(activeIndex + 1, 'one')
      },
      chooseAll: () => setSelection({ ...selection, chosen: new Set(entries.map(({ id }) => id)) }),
      openMenu: () => openMenuAt(scroller.current, activeIndex),
      actions,
    })
    if (handled) event.preventDefault()
  }

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger
        ref={scroller}
        className="pane-body run-list"
        role="tree"
        tabIndex={0}
        data-focus="runs"
        aria-label="Runs"
        aria-multiselectable
        aria-activedescendant={rows.length === 0 ? undefined : `runs-${activeIndex}`}
        onClick={onClick}
        onContextMenu={onContextMenu}
        onKeyDown={onKeyDown}
      >
        <div className="run-list-rows" role="none" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start, size }) => {
            const row = rows[index]
            if (row === undefined) return null
            const isRun = row.kind === 'run'
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and names the row that it is on.
              <div
                key={key}
                id={`runs-${index}`}
                role="treeitem"
                className={`run-item ${index === activeIndex ? 'active' : ''}`}
                style={{ transform: `translateY(${start}px)`, height: size }}
                data-index={index}
                aria-level={isRun ? 2 : 1}
                aria-expanded={isRun ? undefined : row.isOpen}
                aria-selected={isRun ? selection.chosen.has(row.entry.id) || row.entry.id === shownId : false}
                aria-current={isRun && row.entry.id === shownId ? true : undefined}
                aria-posinset={isRun ? row.place : undefined}
                aria-setsize={isRun ? row.of : undefined}
              >
                {isRun ? (
                  <RunRow entry={row.entry} when={whenWords(row.entry.startedAt, now)} />
                ) : (
                  <GroupHead target={row.target} count={row.count} isOpen={row.isOpen} />
                )}
              </div>
            )
          })}
        </div>
      </ContextMenu.Trigger>
      <RunMenu entries={actions} />
    </ContextMenu.Root>
  )
}

function GroupHead({
  target,
  count,
  isOpen,
}: Pick<HistoryRow & { kind: 'group' }, 'target' | 'count' | 'isOpen'>) {
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <div className="run-group" title={target}>
      <Chevron size={15} strokeWidth={1.75} aria-hidden />
      <span className="ellipsis">{target}</span>
      <span className="quiet small number">{formatCount(count)}</span>
    </div>
  )
}

/** Opens the menu from the keyboard, where the row is. */
function openMenuAt(list: HTMLElement | null, index: number): void {
  const row = list?.querySelector(`[data-index="${index}"]`)
  if (row === null || row === undefined) return
  const { left, bottom } = row.getBoundingClientRect()
  row.dispatchEvent(
    new window.MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + 24,
      clientY: bottom - 4,
    }),
  )
}

function indexAt({ target }: MouseEvent): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
  return row === null ? null : Number(row.dataset['index'])
}

function keyAt(rows: readonly HistoryRow[], index: number): string | number {
  const row = rows[index]
  return row === undefined ? index : rowKey(row)
}

import { ContextMenu } from '@base-ui/react/context-menu'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from 'react'
import { groupByTarget } from '../../../profiler-core/analysis/index.ts'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { attempt } from '../../state/notices.ts'
import { showRun, useView } from '../../state/view.ts'
import { formatCount } from '../../ui/format.ts'
import { useRunDrag } from '../compare/useRunDrag.ts'
import { obey } from './listKeys.ts'
import { RepeatsRow } from './RepeatsRow.tsx'
import { RunMenu } from './RunMenu.tsx'
import { RunRow } from './RunRow.tsx'
import { type HistoryRow, headOf, historyRows, placeOfRun, rowKey, runsOf } from './rows.ts'
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
  // Opened or closed, other than they are at first.
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const [selection, setSelection] = useState(noSelection)
  const shownId = useView(({ shown }) => (shown?.kind === 'past' ? shown.run.id : null))
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => historyRows(groupByTarget(entries), turned), [entries, turned])
  const places = useMemo(() => new Map(rows.map((row, index) => [rowKey(row), index])), [rows])
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'group' ? HEAD_HEIGHT : RUN_HEIGHT),
    getItemKey: (index) => keyAt(rows, index),
    overscan: 8,
  })
  const shownPlace = useMemo(() => placeOfRun(rows, shownId), [rows, shownId])
  const activeIndex = activePlace(selection, places, shownPlace ?? 0)
  const byId = useMemo(() => new Map(entries.map((entry) => [entry.id, entry])), [entries])
  const chosenEntries = (ids: readonly number[]) => ids.flatMap((id) => byId.get(id) ?? [])
  const actions = runMenuEntries(chosenEntries(concerned(selection, rows[activeIndex])))

  const go = (index: number, extent: Extent) => {
    const to = Math.max(0, Math.min(rows.length - 1, index))
    setSelection(select(selection, rows, to, extent))
    virtualizer.scrollToIndex(to)
  }
  const turn = (row: HistoryRow) => {
    const next = new Set(turned)
    if (!next.delete(rowKey(row))) next.add(rowKey(row))
    setTurned(next)
  }
  const act = (row: HistoryRow | undefined) => {
    if (row?.kind === 'run') attempt(showRun(row.entry.id))
    else if (row !== undefined) turn(row)
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
  const drag = useRunDrag(indexAt, (index) => runsOf(rows[index])[0] ?? null)
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
        if (row !== undefined && row.kind !== 'run' && row.isOpen) turn(row)
        else go(headOf(rows, activeIndex), 'one')
      },
      expand: () => {
        if (row !== undefined && row.kind !== 'run' && !row.isOpen) turn(row)
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
        {...drag.handlers}
      >
        <div className="run-list-rows" role="none" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start, size }) => {
            const row = rows[index]
            if (row === undefined) return null
            const isHead = row.kind === 'group'
            const ids = runsOf(row)
            // Open repetitions leave it to the row of the run itself.
            const isShown = index === shownPlace
            const isChosen = ids.length > 0 && ids.every((id) => selection.chosen.has(id))
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and names the row that it is on.
              <div
                key={key}
                id={`runs-${index}`}
                role="treeitem"
                className={`run-item ${index === activeIndex ? 'active' : ''}`}
                style={{ transform: `translateY(${start}px)`, height: size }}
                data-index={index}
                data-drop={drag.dropWords(index)}
                draggable={!isHead}
                aria-level={levelOf(row)}
                aria-expanded={row.kind === 'run' ? undefined : row.isOpen}
                aria-selected={isChosen || isShown}
                aria-current={isShown ? true : undefined}
                aria-posinset={isHead ? undefined : row.place}
                aria-setsize={isHead ? undefined : row.of}
              >
                <RowContent row={row} now={now} />
              </div>
            )
          })}
        </div>
      </ContextMenu.Trigger>
      <RunMenu entries={actions} />
    </ContextMenu.Root>
  )
}

function levelOf(row: HistoryRow): number {
  if (row.kind === 'group') return 1
  return row.kind === 'run' && row.isRepeat ? 3 : 2
}

function RowContent({ row, now }: { readonly row: HistoryRow; readonly now: Date }) {
  switch (row.kind) {
    case 'group':
      return <GroupHead target={row.target} count={row.count} isOpen={row.isOpen} />
    case 'repeats': {
      const when = whenWords(row.entries[0]?.startedAt ?? '', now)
      return <RepeatsRow entries={row.entries} isOpen={row.isOpen} when={when} />
    }
    case 'run':
      return <RunRow entry={row.entry} when={whenWords(row.entry.startedAt, now)} />
  }
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

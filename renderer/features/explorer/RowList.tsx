import { ContextMenu } from '@base-ui/react/context-menu'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useExplorer } from '../../state/explorer.ts'
import { useHistory } from '../../state/history.ts'
import { useRuns } from '../../state/runs.ts'
import { useView } from '../../state/view.ts'
import { heatOf } from './heat.ts'
import { executingId, scriptOf } from './marks.ts'
import { RowMenu } from './RowMenu.tsx'
import { RowView } from './RowView.tsx'
import { activate, clickRow, useRowKeys } from './rowActions.ts'
import type { Row } from './tree.ts'

const ROW_HEIGHT = 24
const OVERSCAN = 12

interface RowListProps {
  readonly rows: readonly Row[]
  readonly label: string
  /** Without levels: what a search found. */
  readonly isFlat?: boolean
}

/** A long list of lines that open, unfold, select and run; one of them is active, and only those in sight exist. */
export function RowList({ rows, label, isFlat = false }: RowListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const active = useExplorer((state) => state.active)
  const activeIndex = Math.max(
    0,
    rows.findIndex(({ id }) => id === active),
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  })
  const [menuRow, setMenuRow] = useState<Row | null>(null)
  const onKeyDown = useRowKeys(rows, activeIndex)
  useEffect(() => {
    if (active !== null && rows[activeIndex]?.id === active) virtual.scrollToIndex(activeIndex)
  }, [active, activeIndex, rows, virtual])

  const marks = useMarks()
  const shownIndex = rows.findIndex((row) => isShown(row, marks.file, marks.functionName))
  const shownId = rows[shownIndex]?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when something else is shown, not when rows move.
  useEffect(() => {
    if (shownIndex !== -1 && document.activeElement !== scroller.current) virtual.scrollToIndex(shownIndex)
  }, [shownId])
  const rowAt = ({ target }: MouseEvent) => {
    const index = (target as Element).closest<HTMLElement>('[data-index]')?.dataset['index']
    return index === undefined ? undefined : rows[Number(index)]
  }
  return (
    <ContextMenu.Root onOpenChange={(isOpen) => !isOpen && setMenuRow(null)}>
      <ContextMenu.Trigger
        ref={scroller}
        className={`row-list ${isFlat ? 'flat' : ''}`}
        style={{ '--number-width': `${marks.heat.width}ch` } as never}
        role="tree"
        aria-label={label}
        aria-multiselectable
        aria-activedescendant={rows.length > 0 ? rowElementId(activeIndex) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          const row = rows[activeIndex]
          if (row !== undefined) activate(row)
        }}
        onClick={(event: MouseEvent) => {
          const row = rowAt(event)
          if (row !== undefined) clickRow(rows, row, event)
        }}
        onContextMenu={(event: MouseEvent) => {
          const row = rowAt(event)
          if (row === undefined) return
          activate(row)
          setMenuRow(row)
        }}
      >
        <div className="row-space" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <RowView
                key={row.id}
                row={row}
                index={index}
                top={start}
                elementId={rowElementId(index)}
                isActive={index === activeIndex}
                heat={marks.heat}
                isRunning={marks.script === row.id}
                isExecuting={marks.executing === row.id}
                isShown={isShown(row, marks.file, marks.functionName)}
              />
            )
          })}
        </div>
      </ContextMenu.Trigger>
      <RowMenu row={menuRow} />
    </ContextMenu.Root>
  )
}

/** What the lines show besides themselves. */
function useMarks() {
  const functions = useHistory((state) => state.functions)
  const heat = useMemo(() => heatOf(functions), [functions])
  const script = useRuns(scriptOf)
  const executing = useRuns(executingId)
  const file = useView((view) => view.file)
  const functionName = useView((view) => view.functionName)
  return { heat, script, executing, file, functionName }
}

function isShown({ path, kind, item }: Row, file: string | null, functionName: string | null): boolean {
  if (path !== file) return false
  return kind === 'function' ? item?.name === functionName : kind === 'file' && functionName === null
}

function rowElementId(index: number): string {
  return `row-${index}`
}

// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtual.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that it is on.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, useEffect, useId, useMemo, useRef } from 'react'
import { heatClass } from '../../../profiler-core/analysis/heat.ts'
import { heatOf } from '../../../profiler-core/analysis/index.ts'
import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import type { LastWords } from '../../../profiler-core/report/lastWords.ts'
import type { SourceReader } from '../../../profiler-core/report/sourceLines.ts'
import { runCommand } from '../../commands/commands.ts'
import { useLayout } from '../../state/layout.ts'
import { OverlapMark } from '../../ui/Overlap.tsx'
import '../source/heatStyles.ts'
import { type Column, cellText, columnWidths, shownColumns } from './columns.ts'
import { type Sorting, sortRows, type TableRow, tableRows } from './tableRows.ts'
import { goToLine, select, sortBy, useTable } from './tableState.ts'

const ROW_HEIGHT = 24

interface Props {
  readonly watched: FunctionResult
  readonly textOf: SourceReader
  /** Where the run ended badly, if that was in this function. */
  readonly end: LastWords | null
  /** The increment that full heat stands for, in bytes. */
  readonly fullHeat: number
  /** The numbers are of a part of the run: levels are not known. */
  readonly isPart?: boolean
}

/** Every line of a function with its numbers; only the rows in sight exist. */
export const FunctionTable = memo(function FunctionTable(props: Props) {
  const { watched, textOf, end, fullHeat, isPart = false } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const sorting = useTable((table) => table.sorting)
  const selected = useTable((table) => table.selected)
  const wanted = useLayout((layout) => layout.columns)
  const columns = useMemo(() => shownColumns({ ...wanted, isPart }), [wanted, isPart])
  const unsorted = useMemo(() => tableRows(watched, textOf), [watched, textOf])
  const rows = useMemo(() => sortRows(unsorted, sorting), [unsorted, sorting])
  const index = rows.findIndex(({ line }) => line === selected)
  const { firstLine, lastLine, file } = watched
  const longest = useMemo(
    () => longestLine(textOf, file, firstLine, lastLine),
    [textOf, file, firstLine, lastLine],
  )
  const template = useMemo(
    () => gridColumns(columns, unsorted, longest + (end === null ? 0 : end.text.length + 4)),
    [columns, unsorted, longest, end],
  )
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: ROW_HEIGHT,
  })
  useEffect(() => {
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' })
  }, [index, virtualizer])

  const move = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))]
    if (row !== undefined) select(row.line)
  }
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
  const onKeyDown = (event: KeyboardEvent) => {
    // A header's button has its own Enter.
    if (event.target !== event.currentTarget) return
    const act = keyActions({ move, index, last: rows.length - 1, page }).get(event.key)
    if (act === undefined) {
      if (event.key !== 'Enter') return
      const row = rows[index]
      if (row !== undefined) goToLine(watched, row.line)
    } else act()
    event.preventDefault()
  }
  return (
    <div
      ref={scroller}
      className="function-table number"
      role="grid"
      tabIndex={0}
      data-focus="table"
      aria-label={`Lines of ${watched.name}`}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={index < 0 ? undefined : `${id}-${index}`}
      style={{ '--columns': template } as React.CSSProperties}
      onKeyDown={onKeyDown}
    >
      <HeaderRow columns={columns} sorting={sorting} />
      <div role="rowgroup" className="table-sheet" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index]
          return (
            row !== undefined && (
              <Row
                key={item.key}
                id={`${id}-${item.index}`}
                index={item.index}
                top={item.start}
                row={row}
                columns={columns}
                isSelected={item.index === index}
                fullHeat={fullHeat}
                end={end?.line === row.line ? end.text : null}
                watched={watched}
              />
            )
          )
        })}
      </div>
    </div>
  )
})

const HeaderRow = memo(function HeaderRow(props: {
  readonly columns: readonly Column[]
  readonly sorting: Sorting | null
}) {
  return (
    <div role="row" className="table-row table-header" aria-rowindex={1}>
      {props.columns.map(({ id, title, unit, meaning }) => {
        const direction = props.sorting?.column === id ? props.sorting.direction : null
        return (
          <div key={id} role="columnheader" className={`cell ${id}`} aria-sort={direction ?? 'none'}>
            <button type="button" title={`${meaning}. Click to sort.`} onClick={() => sortBy(id)}>
              {direction !== null && (
                <span aria-hidden>{direction === 'ascending' ? '\u2191' : '\u2193'} </span>
              )}
              {title}
              {unit !== null && <span className="quiet unit"> {unit}</span>}
            </button>
          </div>
        )
      })}
    </div>
  )
})

interface RowProps {
  readonly id: string
  readonly index: number
  /** Pixels. */
  readonly top: number
  readonly row: TableRow
  /** In bytes. */
  readonly fullHeat: number
  readonly columns: readonly Column[]
  readonly isSelected: boolean
  readonly end: string | null
  readonly watched: FunctionResult
}

function Row({ id, index, top, row, fullHeat, columns, isSelected, end, watched }: RowProps) {
  const onClick = () => {
    select(row.line)
    goToLine(watched, row.line)
  }
  return (
    <div
      id={id}
      role="row"
      className={`table-row ${row.isBaseline ? 'baseline' : ''} ${end === null ? '' : 'ended'}`}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onClick}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className={cellClass(row, column, fullHeat)}>
          {cellText(row, column.id)}
          <OverlapMark isOverlapped={column.id === 'increment' && row.numbers?.overlapped === true} />
          {column.id === 'text' && end !== null && <span className="ended-words">{`  \u2190 ${end}`}</span>}
        </div>
      ))}
    </div>
  )
}

function cellClass({ numbers, isBaseline }: TableRow, { id }: Column, fullHeat: number): string {
  if (id !== 'increment' || numbers === null || isBaseline) return `cell ${id}`
  const { incrementBytes } = numbers
  if (incrementBytes === 0) return `cell ${id} zero`
  return `cell ${id} ${heatClass(heatOf(incrementBytes, fullHeat)) ?? ''}`
}

/** Characters of the source that a row scrolls to. */
const CONTENTS_LIMIT = 400

function longestLine(textOf: SourceReader, file: string, firstLine: number, lastLine: number): number {
  let longest = 0
  for (let line = firstLine; line <= lastLine; line += 1)
    longest = Math.max(longest, textOf(file, line).length)
  return longest
}

/** The columns of each row's grid; the source is as wide as its longest line. */
function gridColumns(columns: readonly Column[], rows: readonly TableRow[], longest: number): string {
  return columnWidths(columns, rows)
    .map((width) => (width > 0 ? `${width}ch` : `minmax(${Math.min(CONTENTS_LIMIT, longest) + 6}ch, 1fr)`))
    .join(' ')
}

interface Moves {
  readonly move: (to: number) => void
  readonly index: number
  readonly last: number
  readonly page: number
}

function keyActions({ move, index, last, page }: Moves): ReadonlyMap<string, () => void> {
  return new Map([
    ['ArrowDown', () => move(index + 1)],
    ['ArrowUp', () => move(index - 1)],
    ['PageDown', () => move(index + page)],
    ['PageUp', () => move(index - page)],
    ['Home', () => move(0)],
    ['End', () => move(last)],
    ['Escape', () => runCommand('focusSource')],
  ])
}

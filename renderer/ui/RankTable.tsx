// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtual.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that it is on.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react'
import './rankTable.css'

const ROW_HEIGHT = 24

export interface RankColumn<Row> {
  readonly id: string
  readonly title: string
  readonly unit?: string
  readonly meaning: string
  /** Of the code font, in characters. */
  readonly width: number
  /** Takes a share of what room is left. */
  readonly grows?: boolean
  /** Numbers stand on the right. */
  readonly isNumber?: boolean
  readonly cell: (row: Row) => ReactNode
  /** What the column is sorted by; numbers from the largest, texts from A. */
  readonly sortBy: (row: Row) => number | string
}

interface Props<Row> {
  readonly label: string
  readonly columns: readonly RankColumn<Row>[]
  readonly rows: readonly Row[]
  /** The column that they are sorted by at first. */
  readonly sortedBy: string
  /** Key of the row that the keys begin at; the first, where it is absent or not there. */
  readonly startAt?: string | null
  readonly keyOf: (row: Row) => string
  /** Enter, or a click. */
  readonly onOpen: (row: Row) => void
  /** Rows that are chosen by the space bar or their box; absent where none can be. */
  readonly chosen?: { readonly keys: ReadonlySet<string>; readonly toggle: (row: Row) => void }
}

/** Rows with numbers, to be sorted by any of them; only the rows in sight exist. */
export function RankTable<Row>(props: Props<Row>) {
  const { label, columns, rows, sortedBy, startAt = null, keyOf, onOpen, chosen } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const [sorting, setSorting] = useState({ column: sortedBy, isReversed: false })
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting])
  const [selected, setSelected] = useState(() =>
    Math.max(
      0,
      sorted.findIndex((row) => keyOf(row) === startAt),
    ),
  )
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: ROW_HEIGHT,
  })
  const move = (to: number) => {
    const index = Math.max(0, Math.min(sorted.length - 1, to))
    setSelected(index)
    virtualizer.scrollToIndex(index, { align: 'auto' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const row = sorted[selected]
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
    const step = stepOf(event.key, page, sorted.length)
    if (step !== undefined) move(selected + step)
    else if (event.key === 'Enter' && row !== undefined) onOpen(row)
    else if (event.key === ' ' && row !== undefined && chosen !== undefined) chosen.toggle(row)
    else return
    event.preventDefault()
  }
  const template = [
    ...(chosen === undefined ? [] : ['30px']),
    ...columns.map(({ width, grows }) => (grows === true ? `minmax(${width}ch, 1fr)` : `${width}ch`)),
  ].join(' ')
  const least = columns.reduce((sum, { width }) => sum + width, chosen === undefined ? 0 : 4)
  return (
    <div
      ref={scroller}
      className="rank-table"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      aria-activedescendant={sorted.length === 0 ? undefined : `${id}-${selected}`}
      aria-multiselectable={chosen !== undefined}
      style={{ '--columns': template, '--least': `${least}ch` } as React.CSSProperties}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="rank-row rank-header" aria-rowindex={1}>
        {chosen !== undefined && <div role="columnheader" aria-label="Chosen" />}
        {columns.map(({ id: column, title, unit, meaning, isNumber }) => (
          <div
            key={column}
            role="columnheader"
            className={isNumber === true ? 'rank-cell on-right' : 'rank-cell'}
            aria-sort={sorting.column === column ? (sorting.isReversed ? 'ascending' : 'descending') : 'none'}
          >
            <button
              type="button"
              title={`${meaning}. Click to sort.`}
              onClick={() =>
                setSorting({ column, isReversed: sorting.column === column && !sorting.isReversed })
              }
            >
              {sorting.column === column && (
                <span aria-hidden>{sorting.isReversed ? '\u2191' : '\u2193'} </span>
              )}
              {title}
              {unit !== undefined && <span className="quiet"> {unit}</span>}
            </button>
          </div>
        ))}
      </div>
      <div role="rowgroup" className="rank-sheet" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = sorted[index]
          if (row === undefined) return null
          const isChosen = chosen?.keys.has(keyOf(row)) === true
          return (
            <div
              key={keyOf(row)}
              id={`${id}-${index}`}
              role="row"
              className={index === selected ? 'rank-row current' : 'rank-row'}
              aria-rowindex={index + 2}
              aria-selected={chosen === undefined ? index === selected : isChosen}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => {
                setSelected(index)
                onOpen(row)
              }}
            >
              {chosen !== undefined && (
                <div role="gridcell" className="rank-choice">
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    checked={isChosen}
                    aria-label="Choose"
                    onClick={(event) => event.stopPropagation()}
                    onChange={() => chosen.toggle(row)}
                  />
                </div>
              )}
              {columns.map(({ id: column, cell, isNumber }) => (
                <div
                  key={column}
                  role="gridcell"
                  className={isNumber === true ? 'rank-cell on-right number' : 'rank-cell'}
                >
                  {cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly RankColumn<Row>[],
  { column, isReversed }: { readonly column: string; readonly isReversed: boolean },
): readonly Row[] {
  const sortBy = columns.find(({ id }) => id === column)?.sortBy
  if (sortBy === undefined) return rows
  const sign = isReversed ? -1 : 1
  return rows.toSorted((one, other) => {
    const [a, b] = [sortBy(one), sortBy(other)]
    if (a === b) return 0
    const isFirst = typeof a === 'number' && typeof b === 'number' ? a > b : a < b
    return isFirst ? -sign : sign
  })
}

function stepOf(key: string, page: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return 1
    case 'ArrowUp':
      return -1
    case 'PageDown':
      return page
    case 'PageUp':
      return -page
    case 'Home':
      return -count
    case 'End':
      return count
    default:
      return undefined
  }
}

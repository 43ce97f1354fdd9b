// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtual.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that it is on.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import type { FunctionComparison } from '../../../profiler-core/contract/index.ts'
import { type SourceTexts, useComparisonSettings } from '../../state/comparison.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { OverlapNote } from '../../ui/Overlap.tsx'
import { isEitherOverlapped } from './functionRows.ts'
import { LineRowView } from './LineRowView.tsx'
import { type MetricColumn, metricColumns, shownMetrics, toggledMetrics } from './lineColumns.ts'
import { changedRows, type LineRow, lineRows } from './lineRows.ts'
import { useWidth } from './useWidth.ts'
import './comparedLines.css'

const ROW_HEIGHT = 24
const HEADER_HEIGHT = 44

interface Props {
  readonly chosen: FunctionComparison
  readonly sources: { readonly base: SourceTexts; readonly now: SourceTexts } | null
}

/** The lines of a function side by side, with what each did in both runs. */
export function LineTable({ chosen, sources }: Props) {
  const wanted = useComparisonSettings((settings) => settings.metrics)
  const thresholdMib = useComparisonSettings((settings) => settings.thresholdMib)
  const onlyChanged = useComparisonSettings((settings) => settings.onlyChanged)
  const threshold = thresholdMib * 2 ** 20
  const all = useMemo(() => lineRows(chosen, sources), [chosen, sources])
  const rows = useMemo(() => (onlyChanged ? changedRows(all, threshold) : all), [all, onlyChanged, threshold])
  const [container, width] = useWidth()
  const shown = shownMetrics(wanted, width)
  if (all.length === 0) return <Empty>No line of it ran in either of the runs.</Empty>
  return (
    <div className="compared-lines" ref={container}>
      <div className="comparison-strip small">
        <MetricSwitches shown={shown} />
        <OnlyChanged hidden={all.length - rows.length} />
      </div>
      {rows.length === 0 ? (
        <Empty>No line of it was edited, and none changed by as much as the threshold.</Empty>
      ) : (
        width > 0 && <Rows rows={rows} columns={shown} threshold={threshold} />
      )}
      <OverlapNote
        isMarked={
          shown.some(({ id }) => id === 'increment') && rows.some(({ line }) => isEitherOverlapped(line))
        }
      />
    </div>
  )
}

function MetricSwitches({ shown }: { readonly shown: readonly MetricColumn[] }) {
  const ids = shown.map(({ id }) => id)
  return (
    <fieldset className="compared-switches">
      <legend className="unseen">Numbers</legend>
      {metricColumns.map(({ id, title, meaning }) => (
        <button
          key={id}
          type="button"
          className="compared-switch"
          aria-pressed={ids.includes(id)}
          title={meaning}
          onClick={() => useComparisonSettings.setState({ metrics: toggledMetrics(ids, id) })}
        >
          {title}
        </button>
      ))}
    </fieldset>
  )
}

/** `hidden`: so many lines are left out. */
function OnlyChanged({ hidden }: { readonly hidden: number }) {
  const onlyChanged = useComparisonSettings((settings) => settings.onlyChanged)
  return (
    <>
      <label className="compared-only">
        <input
          type="checkbox"
          checked={onlyChanged}
          onChange={({ target }) => useComparisonSettings.setState({ onlyChanged: target.checked })}
        />
        Changed lines only
      </label>
      <span className="quiet" role="status">
        {hidden === 0 ? '' : `${formatCount(hidden)} hidden`}
      </span>
    </>
  )
}

interface RowsProps {
  readonly rows: readonly LineRow[]
  readonly columns: readonly MetricColumn[]
  /** Changes of less are quiet, in bytes. */
  readonly threshold: number
}

function Rows({ rows, columns, threshold }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const [wanted, setAt] = useState(0)
  const at = Math.min(wanted, rows.length - 1)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: HEADER_HEIGHT,
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 3)
    const to = placeAfter(event.key, at, page, rows.length)
    if (to === null) return
    event.preventDefault()
    setAt(to)
    virtualizer.scrollToIndex(to)
  }
  const numbers = columns.flatMap(({ width }) => [width, width, width].map((each) => `${each}px`)).join(' ')
  const least = columns.reduce((sum, { width }) => sum + 3 * width, 340)
  const digits = useMemo(() => widestNumber(rows), [rows])
  return (
    <div
      ref={scroller}
      className="compared-table"
      role="grid"
      tabIndex={0}
      aria-label="Lines side by side"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={`${id}-${at}`}
      style={{ '--numbers': numbers, '--least': `${least}px`, '--digits': digits } as React.CSSProperties}
      onKeyDown={onKeyDown}
    >
      <Header columns={columns} />
      <div role="rowgroup" className="compared-sheet" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys.
            <div
              key={index}
              id={`${id}-${index}`}
              role="row"
              className={`compared-row ${row.line.match} ${index === at ? 'current' : ''}`}
              aria-rowindex={index + 2}
              aria-selected={index === at}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => setAt(index)}
            >
              <LineRowView row={row} columns={columns} threshold={threshold} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Header({ columns }: { readonly columns: readonly MetricColumn[] }) {
  return (
    <div role="row" className="compared-row compared-header small" aria-rowindex={1}>
      <div role="columnheader" className="compared-side">
        Base
      </div>
      <div role="columnheader" className="compared-match">
        <span className="unseen">Match</span>
      </div>
      <div role="columnheader" className="compared-side">
        Now
      </div>
      {columns.map(({ id, title, unit, meaning }) =>
        ['base', 'now', '\u0394'].map((part, index) => (
          <div
            key={`${id} ${part}`}
            role="columnheader"
            className={index === 0 ? 'compared-number first' : 'compared-number'}
            title={meaning}
            aria-label={`${title} ${part === '\u0394' ? 'change' : part}`}
          >
            <span className="compared-metric">
              {index === 0 && title}
              {index === 0 && unit !== '' && <span className="quiet"> {unit}</span>}
            </span>
            <span className="quiet">{part}</span>
          </div>
        )),
      )}
    </div>
  )
}

/** Digits of the largest line number. */
function widestNumber(rows: readonly LineRow[]): number {
  const largest = rows.reduce((most, { line }) => Math.max(most, line.baseLine ?? 0, line.nowLine ?? 0), 1)
  return String(largest).length
}

function placeAfter(key: string, at: number, page: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  }
  const step = steps[key]
  return step === undefined ? null : Math.max(0, Math.min(count - 1, at + step))
}

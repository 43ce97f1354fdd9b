import { Columns3, Copy, Download, X } from 'lucide-react'
import { memo } from 'react'
import { functionTotals, type TimeWindow } from '../../../profiler-core/analysis/index.ts'
import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import { isOverlapped, overlapMark } from '../../../profiler-core/report/overlap.ts'
import { brush } from '../../state/brush.ts'
import { toggleColumn, useLayout } from '../../state/layout.ts'
import { attempt } from '../../state/notices.ts'
import { formatCount, formatDelta, formatDuration, formatSize } from '../../ui/format.ts'
import { Menu, type MenuEntry } from '../../ui/Menu.tsx'
import { windowWords } from '../timeline/timelineWords.ts'
import { FunctionSwitcher } from './FunctionSwitcher.tsx'
import { copyTable, saveTable } from './handOver.ts'
import { ProcessSwitcher } from './ProcessSwitcher.tsx'
import { goToLine } from './tableState.ts'

/** Which function the table shows, what it comes to, and what can be done with it. */
export function TableStrip({
  watched,
  window,
}: {
  readonly watched: FunctionResult
  /** The part of the run that the numbers are of; `null`: all of it. */
  readonly window: TimeWindow | null
}) {
  return (
    <div className="table-strip">
      <FunctionSwitcher name={watched.name} file={watched.file} />
      {window === null ? <ProcessSwitcher /> : <Part window={window} />}
      <Totals watched={watched} isPart={window !== null} />
      <ColumnsMenu />
      {window === null && <TakeMenus />}
    </div>
  )
}

function Part({ window }: { readonly window: TimeWindow }) {
  return (
    <button
      type="button"
      className="table-part"
      title="The stretch chosen in the timeline, out to where numbers of lines are known. Click to show the whole run."
      aria-label={`Only ${windowWords(window)}. Show the whole run.`}
      onClick={() => brush(null)}
    >
      <span className="number">{windowWords(window)}</span>
      <X size={13} strokeWidth={1.75} aria-hidden />
    </button>
  )
}

function Totals({ watched, isPart }: { readonly watched: FunctionResult; readonly isPart: boolean }) {
  const { netGrowthBytes, peakBytes, peakLine, calls, timeNs } = functionTotals(watched)
  return (
    <dl className="totals small">
      <div>
        <dt>Net growth</dt>
        <dd className={`number ${tone(netGrowthBytes)}`}>
          {formatDelta(netGrowthBytes)}
          {overlapMark(isOverlapped(watched))} MiB
        </dd>
      </div>
      <div>
        <dt>Time</dt>
        <dd className="number">
          <TimeToggle ns={timeNs} />
        </dd>
      </div>
      <div hidden={isPart}>
        <dt>Peak</dt>
        <dd className="number">
          {formatSize(peakBytes)}
          {peakLine !== null && (
            <button type="button" className="link-button" onClick={() => goToLine(watched, peakLine)}>
              line {peakLine}
            </button>
          )}
        </dd>
      </div>
      <div>
        <dt>Calls</dt>
        <dd className="number">{formatCount(calls)}</dd>
      </div>
    </dl>
  )
}

/** From the time of the function to the time of its lines, and back. */
function TimeToggle({ ns }: { readonly ns: number }) {
  const isOn = useLayout((layout) => layout.columns.time)
  return (
    <button
      type="button"
      className="link-button"
      aria-pressed={isOn}
      title={isOn ? 'Hide the time of each line' : 'Show the time of each line, in all and per hit'}
      onClick={() => toggleColumn('time')}
    >
      {formatDuration(ns)}
    </button>
  )
}

function tone(bytes: number): string {
  if (bytes === 0) return ''
  return bytes > 0 ? 'growth' : 'release'
}

// While a program runs the totals change ten times a second; the menus beside them need not follow.
const ColumnsMenu = memo(function ColumnsMenu() {
  const { peak, time } = useLayout((layout) => layout.columns)
  const entries: readonly MenuEntry[] = [
    { label: peak ? 'Hide the column Peak' : 'Show the column Peak', onSelect: () => toggleColumn('peak') },
    {
      label: time ? 'Hide the columns Time and Per hit' : 'Show the columns Time and Per hit',
      onSelect: () => toggleColumn('time'),
    },
  ]
  return (
    <Menu label="Columns" entries={entries}>
      <Columns3 size={15} strokeWidth={1.75} aria-hidden />
    </Menu>
  )
})

const TakeMenus = memo(function TakeMenus() {
  return (
    <>
      <Menu
        label="Copy the table"
        entries={[
          { label: 'Copy as text', onSelect: () => attempt(copyTable('text')) },
          { label: 'Copy as CSV', onSelect: () => attempt(copyTable('csv')) },
        ]}
      >
        <Copy size={15} strokeWidth={1.75} aria-hidden />
      </Menu>
      <Menu
        label="Save the table"
        entries={[
          { label: 'Save as text...', onSelect: () => attempt(saveTable('text')) },
          { label: 'Save as CSV...', onSelect: () => attempt(saveTable('csv')) },
        ]}
      >
        <Download size={15} strokeWidth={1.75} aria-hidden />
      </Menu>
    </>
  )
})

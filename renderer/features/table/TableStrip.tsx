import { Columns3, Copy, Download } from 'lucide-react'
import { memo } from 'react'
import { functionTotals } from '../../../profiler-core/analysis/index.ts'
import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import { toggleColumn, useLayout } from '../../state/layout.ts'
import { attempt } from '../../state/notices.ts'
import { formatCount, formatDelta, formatDuration, formatSize } from '../../ui/format.ts'
import { Menu, type MenuEntry } from '../../ui/Menu.tsx'
import { FunctionSwitcher } from './FunctionSwitcher.tsx'
import { copyTable, saveTable } from './handOver.ts'
import { goToLine } from './tableState.ts'

/** Which function the table shows, what it comes to, and what can be done with it. */
export function TableStrip({ watched }: { readonly watched: FunctionResult }) {
  return (
    <div className="table-strip">
      <FunctionSwitcher name={watched.name} file={watched.file} />
      <Totals watched={watched} />
      <ColumnsMenu />
      <TakeMenus />
    </div>
  )
}

function Totals({ watched }: { readonly watched: FunctionResult }) {
  const { netGrowthBytes, peakBytes, peakLine, calls, timeNs } = functionTotals(watched)
  return (
    <dl className="totals small">
      <div>
        <dt>Net growth</dt>
        <dd className={`number ${tone(netGrowthBytes)}`}>{formatDelta(netGrowthBytes)} MiB</dd>
      </div>
      <div>
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
      <div>
        <dt>Time</dt>
        <dd className="number">{formatDuration(timeNs)}</dd>
      </div>
    </dl>
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
    { label: time ? 'Hide the column Time' : 'Show the column Time', onSelect: () => toggleColumn('time') },
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

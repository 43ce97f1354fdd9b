import { ChartScatter, Ellipsis } from 'lucide-react'
import { useMemo } from 'react'
import { filterHistory } from '../../../profiler-core/analysis/index.ts'
import { clearWish, loadHistory, useHistory } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { openTrends } from '../../state/trends.ts'
import { filterOf } from '../../state/wish.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { commandEntry } from '../shell/RunButton.tsx'
import { ActiveRuns } from './ActiveRuns.tsx'
import { HistoryFilterRow } from './HistoryFilterRow.tsx'
import { RunList } from './RunList.tsx'
import { useNow } from './useNow.ts'
import './history.css'

/** What was measured before. */
export function HistoryPane() {
  const entries = useHistory((history) => history.entries)
  const problem = useHistory((history) => history.problem)
  const wish = useHistory((history) => history.wish)
  const among = useHistory((history) => history.among)
  const now = useNow()
  const matching = useMemo(
    () => (entries === null ? null : filterHistory(entries, filterOf(wish, among, now))),
    [entries, wish, among, now],
  )
  return (
    <>
      <div className="pane-header">
        <h2>Runs</h2>
        {entries !== null && matching !== null && entries.length > 0 && (
          <span className="quiet small number run-count" role="status">
            {matching.length === entries.length
              ? formatCount(entries.length)
              : `${formatCount(matching.length)} of ${formatCount(entries.length)}`}
          </span>
        )}
        <IconButton icon={ChartScatter} label="Trends" keys="Ctrl+Shift+L" onClick={() => openTrends()} />
        <Menu label="Runs: more" entries={['importRuns', null, 'cleanUp'].map(entryOf)}>
          <Ellipsis size={15} strokeWidth={1.75} aria-hidden />
        </Menu>
      </div>
      {entries !== null && entries.length > 0 && <HistoryFilterRow wish={wish} />}
      <ActiveRuns />
      {problem !== null ? (
        <Empty action={<RetryButton />}>The history cannot be read. {problem}</Empty>
      ) : matching === null || entries === null ? (
        <Skeleton />
      ) : entries.length === 0 ? (
        <Empty>
          No runs yet. Click a function and choose Profile this function: each run is kept here, with its
          numbers and its source. A .mebi file, or one of mprof or memory_profiler, can be dropped here.
        </Empty>
      ) : matching.length === 0 ? (
        <Empty action={<ClearButton />}>No run matches.</Empty>
      ) : (
        <RunList entries={matching} now={now} />
      )}
    </>
  )
}

function entryOf(id: string | null) {
  return id === null ? null : commandEntry(id)
}

function RetryButton() {
  return (
    <button type="button" className="button" onClick={() => attempt(loadHistory())}>
      Try again
    </button>
  )
}

function ClearButton() {
  return (
    <button type="button" className="button" onClick={() => attempt(clearWish())}>
      Clear filter
    </button>
  )
}

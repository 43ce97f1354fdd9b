import { useMemo } from 'react'
import { filterHistory } from '../../../profiler-core/analysis/index.ts'
import { clearWish, loadHistory, useHistory } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { filterOf } from '../../state/wish.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { formatCount } from '../../ui/format.ts'
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
          numbers and its source.
        </Empty>
      ) : matching.length === 0 ? (
        <Empty action={<ClearButton />}>No run matches.</Empty>
      ) : (
        <RunList entries={matching} now={now} />
      )}
    </>
  )
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

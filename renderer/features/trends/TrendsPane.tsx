import { X } from 'lucide-react'
import { useMemo } from 'react'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { loadHistory, useHistory } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { chooseTarget, leaveTrends, setTrends, type TrendsPlot, useTrends } from '../../state/trends.ts'
import { useView } from '../../state/view.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Switch } from '../callTree/Switch.tsx'
import { type Choice, Chooser } from './Chooser.tsx'
import { SizeView } from './SizeView.tsx'
import { kindsOf, runsOfTarget } from './samples.ts'
import { TrendView } from './TrendView.tsx'
import './trends.css'

const plots: readonly { readonly value: TrendsPlot; readonly title: string }[] = [
  { value: 'trend', title: 'Over time' },
  { value: 'data', title: 'By data size' },
]

/** How the runs of one target went over time, and how they depend on their data. */
export function TrendsPane() {
  const entries = useHistory((history) => history.entries)
  const problem = useHistory((history) => history.problem)
  const plot = useTrends((state) => state.plot)
  const wanted = useTrends((state) => state.target)
  const shown = useView((view) => (view.shown?.kind === 'past' ? view.shown.run.id : null))
  const isKnown = useMemo(
    () => entries?.some(({ target: each }) => each === wanted) === true,
    [entries, wanted],
  )
  const target = isKnown ? wanted : (entries?.[0]?.target ?? null)
  const runs = useMemo(
    () => (entries === null || target === null ? [] : runsOfTarget(entries, target)),
    [entries, target],
  )
  const reference =
    runs.find(({ id }) => id === shown) ?? runs.findLast(({ status }) => status === 'finished') ?? runs.at(-1)
  return (
    <div className="trends">
      <header className="pane-header trends-header">
        <h2>Trends</h2>
        {target !== null && (
          <Chooser
            name="Target"
            current={target}
            choices={() => targetChoices(entries ?? [])}
            onChoose={chooseTarget}
          />
        )}
        <span className="trends-gap" />
        <Switch label="Plot" value={plot} options={plots} onChange={(value) => setTrends({ plot: value })} />
        <IconButton icon={X} label="Back to the source" keys="Esc" onClick={leaveTrends} />
      </header>
      {problem !== null ? (
        <Empty action={<RetryButton />}>The history cannot be read. {problem}</Empty>
      ) : entries === null ? (
        <Skeleton />
      ) : reference === undefined ? (
        <Empty>
          No runs yet. Profile a function: from its second run on, this shows what has become more and what
          has become less.
        </Empty>
      ) : (
        <Plots key={target} plot={plot} runs={runs} reference={reference} />
      )}
    </div>
  )
}

function targetChoices(entries: readonly HistoryEntry[]): Choice[] {
  return kindsOf(entries, ({ target }) => target).map(({ value, runs }) => ({
    value,
    label: value,
    detail: '',
    amount: `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`,
  }))
}

interface PlotProps {
  /** Of one target, by start. */
  readonly runs: readonly HistoryEntry[]
  /** The run that the others are to be like. */
  readonly reference: HistoryEntry
}

function Plots({ plot, ...props }: PlotProps & { readonly plot: TrendsPlot }) {
  return plot === 'trend' ? <TrendView {...props} /> : <SizeView {...props} />
}

function RetryButton() {
  return (
    <button type="button" className="button" onClick={() => attempt(loadHistory())}>
      Try again
    </button>
  )
}

import { useEffect, useMemo, useState } from 'react'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { useHistory } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { useTheme } from '../../state/theme.ts'
import {
  chooseTrendFunction,
  loadTrend,
  setTrends,
  type TrendMeasure,
  useTrends,
} from '../../state/trends.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { type AlikeRuns, ANY_DATA, alikeRuns } from './alike.ts'
import { dateLabels, valueAxis } from './axisWords.ts'
import { Legend } from './Legend.tsx'
import { lookForSteps } from './lookForSteps.ts'
import { PlotPane } from './PlotPane.tsx'
import { PointTip, pointSentence } from './PointTip.tsx'
import { StepLine } from './StepLine.tsx'
import { dataKeyOf, functionSamples, runSamples, type Sample } from './samples.ts'
import { TrendStrip } from './TrendStrip.tsx'
import { endedWell, placesOf, type RunStep, runSteps, type TrendPlace, trendContent } from './trend.ts'
import { deltaWords, stepSentence } from './trendWords.ts'

interface Props {
  /** Of one target, by start. */
  readonly runs: readonly HistoryEntry[]
  readonly reference: HistoryEntry
}

/** A number of each run of a target, one after the other. */
export function TrendView({ runs, reference }: Props) {
  const backend = useTrends((state) => state.backend)
  const data = useTrends((state) => state.data)
  const name = useTrends((state) => state.function?.name ?? null)
  const measure = useTrends((state) => state.measure)
  // Not the run itself: opening another one of the plot leaves the plot as it is.
  const [ownBackend, ownData] = [reference.backend, dataKeyOf(reference)]
  const alike = useMemo(
    () => alikeRuns(runs, { backend: ownBackend, data: ownData }, { backend, data }),
    [runs, ownBackend, ownData, backend, data],
  )
  const samples = useSamples(alike.runs, measure)
  return (
    <>
      <TrendStrip alike={alike} runs={runs} />
      {samples === null ? (
        <Unread />
      ) : samples.length === 0 ? (
        <Empty action={<WholeRunButton />}>
          None of these {formatCount(alike.runs.length)} runs called {name}, or watched it.
        </Empty>
      ) : (
        <Trend samples={samples} measure={measure} name={name} kind={alike} />
      )}
    </>
  )
}

/** Where what a function came to is being read, or cannot be. */
function Unread() {
  const problem = useTrends((state) => state.problem)
  const wanted = useTrends((state) => state.function)
  if (problem === null || wanted === null) return <Skeleton />
  return (
    <div role="alert">
      <Empty
        action={
          <button type="button" className="button" onClick={() => attempt(loadTrend(wanted))}>
            Try again
          </button>
        }
      >
        How {wanted.name} went cannot be read. {problem}
      </Empty>
    </div>
  )
}

function WholeRunButton() {
  return (
    <button type="button" className="button" onClick={() => chooseTrendFunction(null)}>
      Show the whole run
    </button>
  )
}

interface TrendProps {
  readonly samples: readonly Sample[]
  readonly measure: TrendMeasure
  /** Of the function; `null`: the whole run. */
  readonly name: string | null
  /** In what the runs are alike. */
  readonly kind: Pick<AlikeRuns, 'backend' | 'data'>
}

function Trend({ samples, measure, name, kind }: TrendProps) {
  const label = trendLabel(measure, name)
  const order = useTrends((state) => state.order)
  const theme = useTheme((state) => state.theme)
  const [wanted, setWanted] = useState<{ readonly entry: HistoryEntry } | null>(null)
  const isMixed = kind.data === ANY_DATA
  const places = useMemo(() => placesOf(samples, order), [samples, order])
  const found = useSteps(samples, `${label} ${kind.backend} ${kind.data}`, isMixed)
  const steps = found ?? noSteps
  const content = useMemo(
    () => trendContent(places, steps, (delta) => deltaWords(delta, measure)),
    [places, steps, measure],
  )
  const words = useMemo(
    () => ({
      ...valueAxis(measure),
      xLabels: (values: readonly number[]) =>
        order === 'commit' ? values.map((value) => places.commits[value] ?? '') : dateLabels(values),
    }),
    [measure, order, places],
  )
  const last = steps.at(-1)
  return (
    <>
      <StepLine
        steps={found}
        isMixed={isMixed}
        count={samples.filter(({ entry }) => entry.status === 'finished').length}
        sentence={(step) => stepSentence(step, measure, name, new Date())}
        onGo={(step) => setWanted({ entry: step.entry })}
      />
      {places.points.length === 0 ? (
        <Empty action={<ByDateButton />}>
          None of these runs knows its commit: the project was in no git repository when they ran.
        </Empty>
      ) : (
        <PlotPane
          key={`${order} ${measure} ${theme}`}
          label={label}
          content={content}
          axis={order}
          words={words}
          summary={
            last === undefined ? `${samples.length} runs` : stepSentence(last, measure, name, new Date())
          }
          pointWords={(point) => pointSentence(point, measure)}
          tip={(point) => <PointTip point={point} measure={measure} />}
          wanted={wanted}
        />
      )}
      <Legend content={content} notes={withoutCommit(places)} />
    </>
  )
}

function ByDateButton() {
  return (
    <button type="button" className="button" onClick={() => setTrends({ order: 'date' })}>
      Show them by date
    </button>
  )
}

function withoutCommit({ points, without }: TrendPlace): string[] {
  if (without === 0 || points.length === 0) return []
  return [`${formatCount(without)} ${without === 1 ? 'run' : 'runs'} without a commit left out`]
}

function trendLabel(measure: TrendMeasure, name: string | null): string {
  const what = { peak: 'Peak', growth: 'Growth', time: 'Time' }[measure]
  return `${what} of ${name ?? 'the runs'}`
}

/** What each run came to; `null` while that is read. */
function useSamples(runs: readonly HistoryEntry[], measure: TrendMeasure): readonly Sample[] | null {
  const wanted = useTrends((state) => state.function)
  const trend = useTrends((state) => state.trend)
  const entries = useHistory((history) => history.entries)
  // Again with every change of the history, which may be another run of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `entries` says when.
  useEffect(() => {
    if (wanted !== null) attempt(loadTrend(wanted))
  }, [wanted, entries])
  return useMemo(() => {
    if (wanted === null) return runSamples(runs, measure)
    return trend === null ? null : functionSamples(runs, trend.values, measure)
  }, [runs, measure, wanted, trend])
}

const noSteps: readonly RunStep[] = []

interface FoundSteps {
  /** The runs that ended well. */
  readonly series: readonly Sample[]
  readonly subject: string
  readonly steps: readonly RunStep[]
}

/** The steps; `null` while they are first looked for. Those that are known of a `subject` stay until others are found. */
function useSteps(samples: readonly Sample[], subject: string, isMixed: boolean): readonly RunStep[] | null {
  const [found, setFound] = useState<FoundSteps | null>(null)
  const series = useMemo(() => endedWell(samples), [samples])
  const isFound = found?.subject === subject && areSame(found.series, series)
  useEffect(() => {
    if (isMixed || isFound) return
    if (series.length === 0) {
      setFound({ series, subject, steps: [] })
      return
    }
    return lookForSteps(
      series.map(({ value }) => value),
      (steps) => setFound({ series, subject, steps: runSteps(series, steps) }),
    )
  }, [series, subject, isMixed, isFound])
  if (isMixed) return noSteps
  return found?.subject === subject ? found.steps : null
}

/** The history is read anew whenever the window comes to the front, mostly to the same end. */
function areSame(one: readonly Sample[], other: readonly Sample[]): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  return one.every(({ entry, value }, index) => {
    const its = other[index]
    return its !== undefined && its.entry.id === entry.id && its.value === value
  })
}

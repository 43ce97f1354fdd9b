import { useMemo } from 'react'
import { type DataGrowth, fitGrowth, predict } from '../../../profiler-core/analysis/index.ts'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { growthSentence, predictionSentence } from '../../../profiler-core/report/growthWords.ts'
import { useTheme } from '../../state/theme.ts'
import { setTrends, useTrends } from '../../state/trends.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { ANY_DATA, alikeRuns, sizedRuns } from './alike.ts'
import { sizeLabels, valueAxis } from './axisWords.ts'
import { BackendSelect } from './BackendSelect.tsx'
import { ChosenRuns } from './ChosenRuns.tsx'
import { Legend } from './Legend.tsx'
import { PlotPane } from './PlotPane.tsx'
import { PointTip, pointSentence } from './PointTip.tsx'
import type { PlotContent } from './plotContent.ts'
import { pointsBySize } from './points.ts'
import { Select } from './Select.tsx'
import { runSamples } from './samples.ts'
import { sizeContent } from './sizeGrowth.ts'
import { typedAmount } from './typedAmount.ts'

interface Props {
  /** Of one target, by start. */
  readonly runs: readonly HistoryEntry[]
  readonly reference: HistoryEntry
}

/** Peak against the size of the data. */
export function SizeView({ runs, reference }: Props) {
  const backend = useTrends((state) => state.backend)
  const wanted = useTrends((state) => state.unit)
  const own = reference.backend
  const alike = useMemo(
    () => alikeRuns(runs, { backend: own, data: ANY_DATA }, { backend, data: ANY_DATA }),
    [runs, own, backend],
  )
  const sized = useMemo(() => sizedRuns(alike.runs, wanted), [alike, wanted])
  const without = alike.runs.length - sized.units.reduce((sum, { runs: count }) => sum + count, 0)
  return (
    <>
      {(alike.backends.length > 1 || sized.units.length > 1) && (
        <div className="trends-strip">
          <BackendSelect backend={alike.backend} backends={alike.backends} />
          <Select
            label="Sizes in"
            value={unitName(sized.unit)}
            options={sized.units.map(({ value, runs: count }) => ({
              value: unitName(value),
              title: `${value ?? 'no unit'} (${formatCount(count)})`,
            }))}
            onChange={(value) =>
              setTrends({ unit: sized.units.find((each) => unitName(each.value) === value)?.value })
            }
          />
        </div>
      )}
      {sized.runs.length === 0 ? (
        <Empty>
          None of these runs says how much data it had. Say it in a run's menu under Data..., in the settings
          of the next run, or on the command line: <Option>--data FILE</Option>, or{' '}
          <Option>--data-size 5000 --data-unit rows</Option>. From two sizes on, this shows how the peak
          grows, and what it comes to for any other.
        </Empty>
      ) : (
        <Sizes key={unitName(sized.unit)} runs={sized.runs} unit={sized.unit} without={without} />
      )}
    </>
  )
}

interface SizesProps {
  readonly runs: readonly HistoryEntry[]
  readonly unit: string | null
  /** How many runs have no size. */
  readonly without: number
}

function Sizes({ runs, unit, without }: SizesProps) {
  const theme = useTheme((state) => state.theme)
  const typed = useTrends((state) => state.size)
  const points = useMemo(() => pointsBySize(runSamples(runs, 'peak')), [runs])
  const growth = useMemo(() => fitGrowth(measured(runs)), [runs])
  const size = typedAmount(typed, unit)
  const content = useMemo(() => sizeContent(points, growth, size), [points, growth, size])
  const words = useMemo(
    () => ({ ...valueAxis('peak'), xLabels: (values: readonly number[]) => sizeLabels(values, unit) }),
    [unit],
  )
  const sentence =
    growth === null
      ? 'All runs had data of one size: how the peak grows shows with a second size.'
      : growthSentence(growth, unit)
  return (
    <>
      <SizeLine growth={growth} unit={unit} sentence={sentence} />
      <PlotPane
        key={theme}
        label="Peak by data size"
        content={content}
        axis="size"
        words={words}
        summary={sentence}
        pointWords={(point) => pointSentence(point, 'peak')}
        tip={(point) => <PointTip point={point} measure="peak" />}
      />
      <SizeLegend content={content} unit={unit} without={without} />
    </>
  )
}

/** How the peak grows, and what it comes to for a size that is typed. */
function SizeLine(props: {
  readonly growth: DataGrowth | null
  readonly unit: string | null
  readonly sentence: string
}) {
  const { growth, unit, sentence } = props
  const typed = useTrends((state) => state.size)
  const hasChosen = useTrends((state) => state.chosen.length > 0)
  const size = typedAmount(typed, unit)
  return (
    <div className="trends-line trends-growth small">
      {hasChosen ? <ChosenRuns /> : <span className="selectable">{sentence}</span>}
      {growth !== null && (
        <span className="trends-prediction">
          <label>
            <span>Predict for</span>
            <input
              className="input number"
              value={typed}
              placeholder={unit === 'bytes' ? '10G' : '1000000'}
              spellCheck={false}
              aria-invalid={typed !== '' && size === null}
              onChange={(event) => setTrends({ size: event.target.value })}
            />
            <span className="quiet">{unit}</span>
          </label>
          <span role="status">
            {typed.trim() === ''
              ? ''
              : size === null
                ? 'Write a size above 0, such as 5000 or 2M.'
                : predictionSentence(growth, predict(growth, size), size, unit)}
          </span>
        </span>
      )}
    </div>
  )
}

function SizeLegend(props: {
  readonly content: PlotContent
  readonly unit: string | null
  readonly without: number
}) {
  const { content, unit, without } = props
  const words = [
    unit === null ? null : `Data in ${unit}`,
    without === 0
      ? null
      : `${formatCount(without)} ${without === 1 ? 'run' : 'runs'} without a size left out`,
  ]
  return <Legend content={content} notes={words.filter((each) => each !== null)} />
}

/** Runs that did not end well tell nothing of their data. */
function measured(runs: readonly HistoryEntry[]): { size: number; peakBytes: number }[] {
  return runs.flatMap(({ status, dataset, peakBytes }) =>
    status === 'finished' && dataset !== null && dataset.size !== null
      ? [{ size: dataset.size, peakBytes }]
      : [],
  )
}

function Option({ children }: { readonly children: string }) {
  return <span className="code trends-option">{children}</span>
}

function unitName(unit: string | null): string {
  return unit ?? ''
}

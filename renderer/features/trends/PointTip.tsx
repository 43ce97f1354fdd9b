import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { statusTone, statusWords } from '../../../profiler-core/report/runWords.ts'
import type { TrendMeasure } from '../../state/trends.ts'
import { datasetWords } from '../details/datasetWords.ts'
import { type RunsPoint, runOf } from './points.ts'
import { gitWords, momentWords, pointName, pointValue, valueWords } from './trendWords.ts'

interface Props {
  readonly point: RunsPoint
  readonly measure: TrendMeasure
}

/** What there is to know of a point, beside it. */
export function PointTip({ point, measure }: Props) {
  const run = runOf(point)
  const isOne = point.samples.length === 1
  return (
    <>
      <span className="runs-plot-tip-head">
        <span>{pointName(point)}</span>
        <span className="number">{valueWords(point.median, measure)}</span>
      </span>
      {!isOne && (
        <span className="quiet">
          Median; lowest {valueWords(point.low, measure)}, highest {valueWords(point.high, measure)}
        </span>
      )}
      <span className="quiet">{momentWords(run.startedAt)}</span>
      {facts(run, isOne).map((fact) => (
        <span key={fact} className="ellipsis">
          {fact}
        </span>
      ))}
      {point.ending !== 'ok' && <span className={statusTone(run.status)}>{statusWords[run.status]}</span>}
    </>
  )
}

function facts(run: HistoryEntry, isOne: boolean): string[] {
  const own = isOne ? [run.label, run.baseline ? 'Baseline' : null, run.pinned ? 'Pinned' : null] : []
  const data = run.dataset === null ? null : datasetWords(run.dataset)
  return [gitWords(run), data, ...own].filter((fact) => fact !== null && fact !== '') as string[]
}

/** The same in one line, for a screen reader. */
export function pointSentence(point: RunsPoint, measure: TrendMeasure): string {
  const run = runOf(point)
  const end = point.ending === 'ok' ? null : statusWords[run.status]
  return [
    pointName(point),
    pointValue(point, measure),
    end,
    momentWords(run.startedAt),
    ...facts(run, point.samples.length === 1),
  ]
    .filter((part) => part !== null)
    .join(', ')
}

import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type {
  ComparedFunction,
  ComparedRuns,
  FunctionComparison,
  RunComparison,
} from '../../../profiler-core/contract/index.ts'
import { togetherBytes } from '../../../profiler-core/contract/together.ts'
import { type Alignment, useComparisonSettings } from '../../state/comparison.ts'
import { notifyError } from '../../state/notices.ts'
import { useStory } from '../../state/story.ts'
import { useTheme } from '../../state/theme.ts'
import { loadTimeline, type Points, useTimelines } from '../../state/timelines.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { formatDelta, formatDuration, formatSize } from '../../ui/format.ts'
import { firstSampleNs, firstStepNs, levelAt, type Overlay, overlay } from './alignment.ts'
import { OverlayPlot } from './overlayPlot.ts'
import '../timeline/timeline.css'

interface Props {
  readonly comparison: RunComparison
  readonly chosen: FunctionComparison
}

/** Memory over time of both runs in one plot. */
export function Timelines({ comparison, chosen }: Props) {
  const base = usePoints(comparison.base)
  const now = usePoints(comparison.now)
  const wanted = useComparisonSettings((settings) => settings.alignment)
  const theme = useTheme((state) => state.theme)
  const baseCall = useFirstCall(comparison.base, base, chosen.base)
  const nowCall = useFirstCall(comparison.now, now, chosen.now)
  const canMeet = typeof baseCall === 'number' && typeof nowCall === 'number'
  const alignment: Alignment = canMeet ? wanted : 'start'
  const laid = useMemo(
    () =>
      base === undefined || now === undefined
        ? null
        : overlay(
            { lengthNs: lengthOf(base), anchorNs: alignment === 'call' ? (baseCall ?? 0) : 0 },
            { lengthNs: lengthOf(now), anchorNs: alignment === 'call' ? (nowCall ?? 0) : 0 },
          ),
    [base, now, alignment, baseCall, nowCall],
  )
  if (base === undefined || now === undefined || laid === null) return <Skeleton />
  const empty = [
    ...(base.bytes.length < 2 ? [comparison.base] : []),
    ...(now.bytes.length < 2 ? [comparison.now] : []),
  ]
  if (empty.length === 2)
    return <Empty>Neither of the runs has a timeline: they were too short to sample.</Empty>
  return (
    <div className="timeline">
      <div className="comparison-strip small">
        <Legend />
        <AlignmentChoice
          alignment={alignment}
          name={(chosen.now ?? chosen.base)?.name ?? ''}
          canMeet={canMeet}
        />
        {empty.map(({ run }) => (
          <span key={run.key} className="quiet">
            Run {run.id} has no timeline.
          </span>
        ))}
      </div>
      {/* Another theme has other colours, which a canvas does not take up by itself. */}
      <Plot key={theme} base={base} now={now} laid={laid} isCall={alignment === 'call'} />
    </div>
  )
}

function Legend() {
  return (
    <span className="timeline-legend">
      <span>
        <span className="timeline-swatch comparison-swatch-base" aria-hidden />
        Base
      </span>
      <span>
        <span className="timeline-swatch" aria-hidden />
        Now
      </span>
    </span>
  )
}

function AlignmentChoice(props: {
  readonly alignment: Alignment
  readonly name: string
  readonly canMeet: boolean
}) {
  const { alignment, name, canMeet } = props
  return (
    <label className="comparison-alignment">
      Aligned at
      <select
        className="input"
        value={alignment}
        onChange={({ target }) =>
          useComparisonSettings.setState({ alignment: target.value === 'call' ? 'call' : 'start' })
        }
      >
        <option value="start">the start of the run</option>
        <option value="call" disabled={!canMeet}>
          the first call of {name}
          {canMeet ? '' : ', which one of the runs does not know'}
        </option>
      </select>
    </label>
  )
}

interface PlotProps {
  readonly base: Points
  readonly now: Points
  readonly laid: Overlay
  readonly isCall: boolean
}

const STEP_KEYS: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -1 / 200],
  ['ArrowRight', 1 / 200],
  ['PageUp', -1 / 10],
  ['PageDown', 1 / 10],
])

function Plot({ base, now, laid, isCall }: PlotProps) {
  const container = useRef<HTMLDivElement>(null)
  const plot = useRef<OverlayPlot | null>(null)
  const [atNs, setAtNs] = useState<number | null>(null)
  useEffect(() => {
    if (container.current === null) return
    const made = new OverlayPlot(container.current, setAtNs)
    plot.current = made
    return () => made.dispose()
  }, [])
  useEffect(() => plot.current?.show({ base, now, overlay: laid }), [base, now, laid])
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEP_KEYS.get(event.key)
    if (step !== undefined) plot.current?.step(step)
    else if (event.key === '+' || event.key === '=') plot.current?.zoom(1)
    else if (event.key === '-') plot.current?.zoom(-1)
    else if (event.key === '0') plot.current?.showAll()
    else return
    event.preventDefault()
  }
  const words = atNs === null ? null : cursorWords(atNs, { base, now, laid, isCall })
  return (
    <div
      className="timeline-focus"
      role="slider"
      tabIndex={0}
      aria-label="Memory of both runs over time"
      aria-valuemin={0}
      aria-valuemax={laid.endNs / 1e9}
      aria-valuenow={(atNs ?? 0) / 1e9}
      aria-valuetext={words === null ? 'No moment is chosen; the arrow keys choose one.' : words.join(', ')}
      onKeyDown={onKeyDown}
    >
      <div className="timeline-plot" ref={container} />
      {words !== null && atNs !== null && (
        <div className={`timeline-label small ${atNs > laid.endNs / 2 ? 'on-left' : 'on-right'}`}>
          {words.map((line) => (
            <span key={line} className="number">
              {line}
            </span>
          ))}
        </div>
      )}
    </div>
  )
}

function cursorWords(atNs: number, { base, now, laid, isCall }: PlotProps): string[] {
  const before = levelAt(base, atNs - laid.baseShiftNs)
  const after = levelAt(now, atNs - laid.nowShiftNs)
  const fromOrigin = atNs - laid.originNs
  const moment = formatDuration(Math.abs(fromOrigin))
  const origin = isCall ? 'the first call' : 'the start'
  return [
    `${moment} ${fromOrigin < 0 ? 'before' : 'after'} ${origin}`,
    `Base ${levelWords(before, base, atNs - laid.baseShiftNs)}`,
    `Now ${levelWords(after, now, atNs - laid.nowShiftNs)}`,
    ...(before === null || after === null ? [] : [`\u0394 ${formatDelta(after - before)} MiB`]),
  ]
}

function levelWords(bytes: number | null, points: Points, ns: number): string {
  if (bytes !== null) return formatSize(bytes)
  return ns > lengthOf(points) ? 'has ended' : 'not sampled yet'
}

function lengthOf({ timesNs }: Points): number {
  return timesNs.at(-1) ?? 0
}

/** The timeline of a side, which is asked for once; `undefined` until it is here. */
function usePoints({ run: { key, id } }: ComparedRuns): Points | undefined {
  const points = useTimelines(({ byRun }) => byRun.get(key))
  useEffect(() => {
    if (id !== null) loadTimeline(key, id).catch(notifyError)
  }, [key, id])
  // What is compared is the memory of all processes together.
  return useMemo(() => points && { ...points, bytes: togetherBytes(points), childrenBytes: null }, [points])
}

/**
 * When a function was called first: as the samples saw it, else as its numbers over time do. `null` where neither did,
 * `undefined` while that is not known.
 */
function useFirstCall(
  { run }: ComparedRuns,
  points: Points | undefined,
  place: ComparedFunction | null,
): number | null | undefined {
  const sampled = useMemo(
    () => (points === undefined || place === null ? null : firstSampleNs(points, place)),
    [points, place],
  )
  const asks = points !== undefined && place !== null && sampled === null
  const { story, problem } = useStory(asks ? run.id : null, 'series')
  if (place === null) return null
  if (points === undefined) return undefined
  if (sampled !== null) return sampled
  if (story === null) return problem === null ? undefined : null
  return firstStepNs(story.series, place)
}

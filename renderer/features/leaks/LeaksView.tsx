import { useEffect, useMemo } from 'react'
import { findLeaks, type Leak, memoryAtEnd } from '../../../profiler-core/analysis/index.ts'
import type { ObjectGrowth, RunStory } from '../../../profiler-core/contract/index.ts'
import { overlappedLines } from '../../../profiler-core/report/overlap.ts'
import { notifyError } from '../../state/notices.ts'
import { loadTimeline, useTimelines } from '../../state/timelines.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { formatCount, formatSize, formatSmallSize } from '../../ui/format.ts'
import { OverlapMark, OverlapNote } from '../../ui/Overlap.tsx'
import { PastRun, type SavedRun, StoryOf } from '../story/PastRun.tsx'
import { PlaceButton } from '../story/PlaceButton.tsx'
import './leaks.css'

/** What took memory again and again, and never gave it back. */
export function LeaksView() {
  return (
    <PastRun what="what grew again and again stands here">
      {(run) => (
        <StoryOf run={run} parts={['series', 'callTree', 'objects']}>
          {(story) =>
            story.series === null ? (
              <Empty>
                The numbers of this run are known as sums only, not over time. Run it again to see what leaks.
              </Empty>
            ) : (
              <Leaks run={run} story={story} series={story.series} />
            )
          }
        </StoryOf>
      )}
    </PastRun>
  )
}

interface Props {
  readonly run: SavedRun
  readonly story: Pick<RunStory, 'callTree' | 'objects'>
  readonly series: NonNullable<RunStory['series']>
}

function Leaks({ run, story, series }: Props) {
  const { key, id, baselineBytes } = run
  const timeline = useTimelines(({ byRun }) => byRun.get(key))
  useEffect(() => {
    loadTimeline(key, id).catch(notifyError)
  }, [key, id])
  const leaks = useMemo(() => {
    if (timeline === undefined) return null
    return findLeaks({ series, callTree: story.callTree, baselineBytes, endBytes: memoryAtEnd(timeline) })
  }, [timeline, series, story.callTree, baselineBytes])
  const isOverlapped = useMemo(() => overlappedLines(run.functions), [run.functions])
  if (leaks === null) return <Skeleton />
  return (
    <div className="story">
      <div className="story-strip">
        <p>{leaksSentence(leaks)}</p>
      </div>
      <div className="leaks-body">
        <ol aria-label="Leaks">
          {leaks.map((leak) => (
            <LeakRow
              key={`${leak.kind} ${leak.file} ${leak.name} ${leak.line}`}
              leak={leak}
              isOverlapped={isOverlapped(leak)}
            />
          ))}
        </ol>
        {story.objects !== null && <Objects objects={story.objects} />}
      </div>
      <OverlapNote isMarked={leaks.some(isOverlapped)} />
    </div>
  )
}

function leaksSentence(leaks: readonly Leak[]): string {
  const [worst] = leaks
  if (worst === undefined) return 'Nothing grew again and again without giving it back.'
  const each = formatSmallSize(worst.growthBytes / worst.times)
  const times = formatCount(worst.times)
  const all = formatSize(worst.growthBytes)
  return worst.kind === 'function'
    ? `${worst.name} keeps ${each} on each of its ${times} calls, ${all} in all.`
    : `Line ${worst.line} of ${worst.name} grows by ${each} each of ${times} times, by ${all} in all.`
}

function LeakRow({ leak, isOverlapped }: { readonly leak: Leak; readonly isOverlapped: boolean }) {
  const { kind, file, name, line, times, growthBytes, steadiness, curve } = leak
  return (
    <li className="leak">
      <Curve curve={curve} />
      <span className="leak-place">
        <span className="code ellipsis" title={name}>
          {name}
        </span>
        <PlaceButton file={file} line={line} name={name} />
      </span>
      <span className="number growth">
        {formatSize(growthBytes)}
        <OverlapMark isOverlapped={isOverlapped} />
      </span>
      <span>
        <span className="number">
          {formatSmallSize(growthBytes / times)}
          <OverlapMark isOverlapped={isOverlapped} />
        </span>{' '}
        <span className="quiet">
          {kind === 'function' ? 'each call' : 'each time'}, {formatCount(times)} times
        </span>
      </span>
      <span title="How well the growth fits a straight line that never falls">
        <span className="number">{Math.round(steadiness * 100)} %</span> <span className="quiet">steady</span>
      </span>
    </li>
  )
}

const WIDTH = 96
const HEIGHT = 30

/** Memory kept over calls, from 0 to its highest: the shape convinces, the numbers stand beside. */
function Curve({ curve }: { readonly curve: Leak['curve'] }) {
  const times = curve.at(-1)?.times ?? 1
  const highest = Math.max(1, ...curve.map(({ bytes }) => bytes))
  const points = curve.map(({ times: x, bytes }) => {
    const left = 1 + (WIDTH - 2) * (x / Math.max(1, times))
    return `${left.toFixed(1)} ${(1 + (HEIGHT - 2) * (1 - Math.max(0, bytes) / highest)).toFixed(1)}`
  })
  return (
    <svg className="leak-curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden>
      <path className="leak-line" d={`M${points.join('L')}`} />
    </svg>
  )
}

function Objects({ objects }: { readonly objects: readonly ObjectGrowth[] }) {
  const grown = objects.filter(({ before, after }) => after > before).slice(0, 100)
  return (
    <section aria-label="Objects">
      <h3 className="small">
        Objects that became more{' '}
        <span className="quiet">from the end of the first watched call to the last</span>
      </h3>
      {grown.length === 0 && <p className="quiet">No type has more objects than before.</p>}
      <ol>
        {grown.map(({ type, before, after }) => (
          <li key={type} className="leak-objects">
            <span className="number growth">+{formatCount(after - before)}</span>
            <span className="number quiet">{formatCount(after)}</span>
            <span className="code ellipsis">{type}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

import { useMemo } from 'react'
import type {
  AllocationSite,
  FunctionResult,
  LineTotal,
  PeakReport,
  ThreadStack,
} from '../../../profiler-core/contract/index.ts'
import { overlappedLines } from '../../../profiler-core/report/overlap.ts'
import { peakSentence } from '../../../profiler-core/report/peakWords.ts'
import { processWords } from '../../../profiler-core/report/processName.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount, formatDelta, formatDuration, formatMib, formatSize } from '../../ui/format.ts'
import { OverlapMark, OverlapNote } from '../../ui/Overlap.tsx'
import { PastRun, type SavedRun, StoryOf } from '../story/PastRun.tsx'
import { PlaceButton } from '../story/PlaceButton.tsx'
import './peak.css'

const MOST_LINES = 200
/** What would read `0.0` is not worth a row. */
const LEAST_BYTES = 0.05 * 2 ** 20

/** Who held the memory at the highest point of the run. */
export function PeakView() {
  return (
    <PastRun what="who held the memory at its peak stands here">
      {(run) => (
        <StoryOf run={run} parts={['peak']}>
          {({ peak }) =>
            peak === null ? (
              <Empty>
                What held the memory at the peak of this run is not known. Run it again to see it.
              </Empty>
            ) : (
              <Peak peak={peak} run={run} />
            )
          }
        </StoryOf>
      )}
    </PastRun>
  )
}

function Peak({ peak, run }: { readonly peak: PeakReport; readonly run: SavedRun }) {
  const threads = peak.threads.filter(({ frames }) => frames.length > 0)
  return (
    <div className="story">
      <div className="story-strip">
        <p className="selectable">
          {peakSentence(peak, run.baselineBytes, { size: formatSize, duration: formatDuration })}
        </p>
      </div>
      <div className="peak-columns">
        <section aria-label="Executing at the peak">
          <h3 className="small">Executing at the peak</h3>
          {threads.length === 0 && <p className="quiet">Nothing that was watched.</p>}
          {threads.map((thread) => (
            <Thread
              key={`${thread.pid} ${thread.threadId}`}
              thread={thread}
              title={titleOf(thread, threads)}
            />
          ))}
        </section>
        {peak.processes.length > 1 && <Processes processes={peak.processes} />}
        <section aria-label="Held by line" className="peak-wide">
          <h3 className="small" title="Watched functions that a line calls stand for themselves">
            Taken by line until then <span className="quiet">MiB</span>
          </h3>
          {peak.lines.length === 0 && <p className="quiet">No watched line had taken anything.</p>}
          <Lines lines={peak.lines} functions={run.functions} />
        </section>
        {peak.allocations !== null && (
          <section aria-label="Allocated at" className="peak-wide">
            <h3 className="small">
              Allocated at <span className="quiet">MiB, of {formatSize(peak.allocationsAtBytes)}</span>
            </h3>
            {peak.allocations.map((site) => (
              <Site key={JSON.stringify(site.traceback)} site={site} />
            ))}
          </section>
        )}
      </div>
    </div>
  )
}

/** What each process had at the peak, the first one first. */
function Processes({ processes }: Pick<PeakReport, 'processes'>) {
  return (
    <section aria-label="Memory of each process">
      <h3
        className="small"
        title="Pages that several processes share stand with each of them, and count once in the peak"
      >
        What each process had <span className="quiet">MiB</span>
      </h3>
      <ol>
        {processes.map((process, index) => (
          <li key={process.pid} className="peak-process">
            <span className="number">{formatMib(process.bytes)}</span>
            <span className="ellipsis" title={process.command}>
              {processWords(process)}
              {index === 0 && <span className="quiet">, the first</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What tells a thread from the others; empty where there is only one. */
function titleOf({ name, threadId, isMain, pid }: ThreadStack, threads: readonly ThreadStack[]): string {
  if (threads.length === 1) return ''
  const thread = name ?? (isMain ? 'Main thread' : `Thread ${threadId}`)
  return threads.every((each) => each.pid === pid) ? thread : `${thread} of process ${pid}`
}

function Thread({ thread: { frames }, title }: { readonly thread: ThreadStack; readonly title: string }) {
  return (
    <div className="peak-thread">
      {title !== '' && <p className="small quiet">{title}</p>}
      <ol>
        {frames.map((frame, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: recursion has equal frames, and a stack does not change.
          <li key={index} className={index === frames.length - 1 ? 'peak-frame innermost' : 'peak-frame'}>
            <span className="code ellipsis" title={frame.name}>
              {frame.name}
            </span>
            <PlaceButton {...frame} />
          </li>
        ))}
      </ol>
    </div>
  )
}

function Lines({
  lines,
  functions,
}: {
  readonly lines: readonly LineTotal[]
  readonly functions: readonly FunctionResult[]
}) {
  const isOverlapped = useMemo(() => overlappedLines(functions), [functions])
  const most = Math.max(1, ...lines.slice(0, 1).map(({ bytes }) => Math.abs(bytes)))
  const shown = lines.filter(({ bytes }) => Math.abs(bytes) >= LEAST_BYTES).slice(0, MOST_LINES)
  const others = lines.length - shown.length
  return (
    <ol>
      {shown.map(({ bytes, ...place }) => (
        <li key={`${place.file} ${place.name} ${place.line}`} className="peak-line">
          <span className={`number ${bytes < 0 ? 'release' : 'growth'}`}>
            {formatDelta(bytes)}
            <OverlapMark isOverlapped={isOverlapped(place)} />
          </span>
          <span className="peak-bar" aria-hidden>
            <span
              className={bytes < 0 ? 'released' : ''}
              style={{ width: `${Math.min(100, (Math.abs(bytes) / most) * 100)}%` }}
            />
          </span>
          <span className="code ellipsis" title={place.name}>
            {place.name}
          </span>
          <PlaceButton {...place} />
        </li>
      ))}
      {shown.some(isOverlapped) && (
        <li>
          <OverlapNote isMarked />
        </li>
      )}
      {others > 0 && (
        <li className="quiet small peak-others">
          {others === 1 ? '1 line' : `${formatCount(others)} lines`} with less
        </li>
      )}
    </ol>
  )
}

function Site({ site: { bytes, count, traceback } }: { readonly site: AllocationSite }) {
  const innermost = traceback.at(-1)
  return (
    <details className="peak-site">
      <summary>
        <span className="number growth">{formatDelta(bytes)}</span>
        <span className="quiet small">{count === 1 ? '1 block' : `${formatCount(count)} blocks`}</span>
        {innermost !== undefined && <PlaceButton {...innermost} />}
      </summary>
      <ol>
        {traceback.map((place, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: recursion has equal frames, and a traceback does not change.
          <li key={index}>
            <PlaceButton {...place} />
          </li>
        ))}
      </ol>
    </details>
  )
}

import {
  type PeakProcess,
  type PeakReport,
  type ProcessResult,
  peakHolder,
  type RunDetail,
  type Timeline,
  togetherBytes,
} from '../../contract/index.ts'

/** What is known of the highest memory of a run, from all who saw some of it. */
export interface PeakEvidence {
  /** Highest memory of the first process by itself, bytes. */
  readonly firstBytes: number
  /** Highest memory of all together that the host has seen, bytes: the timeline may have lost it, where the disk was full. */
  readonly togetherBytes: number
  /** Whether the processes that it started were looked at. */
  readonly countsOthers: boolean
  readonly timeline: Timeline
  readonly report: PeakReport | null
  /** Each with what it had by itself; the first process first; empty where it alone was watched. */
  readonly processes: readonly ProcessResult[]
}

/** The peak of a run, the same number wherever it stands. */
export interface RunPeak extends Pick<RunDetail, 'peakBytes' | 'firstProcessPeakBytes' | 'peakProcess'> {
  readonly timeline: Timeline
  readonly report: PeakReport | null
}

/**
 * Puts together the highest memory of a run: that of all processes together as it was sampled, at least what any of them has had
 * by itself. A child that was too short to be sampled tells its own highest memory: that becomes a point of the timeline.
 */
export function runPeak(evidence: PeakEvidence): RunPeak {
  const { firstBytes, countsOthers, timeline, report } = evidence
  if (!countsOthers) {
    return { peakBytes: firstBytes, firstProcessPeakBytes: null, peakProcess: null, timeline, report }
  }
  const child = evidence.processes.slice(1).reduce<ProcessResult | null>(largerOf, null)
  const seenBytes = highestOf(timeline)
  const peakBytes = Math.max(seenBytes, firstBytes, evidence.togetherBytes, child?.peakBytes ?? 0)
  const known = { peakBytes, firstProcessPeakBytes: firstBytes }
  if (child !== null && child.peakBytes === peakBytes && peakBytes > seenBytes) {
    return { ...known, ...peakOfChild(child, timeline, report) }
  }
  const peakProcess = report && peakHolder(report)
  if (peakBytes === seenBytes || report === null) return { ...known, peakProcess, timeline, report }
  // What the agent has read at last, after the last sample; or what the disk had no room for.
  const bytes = Math.min(firstBytes, peakBytes)
  const point = { timeNs: report.timeNs, bytes, childrenBytes: peakBytes - bytes }
  return {
    ...known,
    peakProcess,
    timeline: withPoint(timeline, point),
    report: { ...report, bytes: peakBytes },
  }
}

/** Where a child had the most by itself, and was not sampled then. */
function peakOfChild(
  child: ProcessResult,
  timeline: Timeline,
  report: PeakReport | null,
): Pick<RunPeak, 'peakProcess' | 'timeline' | 'report'> {
  const { pid, command, peakBytes, startNs } = child
  const bytes = Math.min(peakBytes, timeline.bytes[pointBefore(timeline, startNs)] ?? 0)
  return {
    peakProcess: { pid, isFirst: false, command, place: highestPlace(child) },
    timeline: withPoint(timeline, { timeNs: startNs, bytes, childrenBytes: peakBytes - bytes }),
    report: report && {
      ...report,
      timeNs: startNs,
      bytes: peakBytes,
      threads: [],
      processes: [...report.processes.slice(0, 1), { pid, command, bytes: peakBytes }],
    },
  }
}

function largerOf(best: ProcessResult | null, each: ProcessResult): ProcessResult {
  return best === null || each.peakBytes > best.peakBytes ? each : best
}

function highestOf(timeline: Timeline): number {
  return togetherBytes(timeline).reduce((most, each) => Math.max(most, each), 0)
}

/** Of lines that saw the same peak, the one that took the least time is within the others. */
function highestPlace({ functions }: ProcessResult): PeakProcess['place'] {
  const lines = functions.flatMap(({ file, name, lines: own }) => own.map((line) => ({ file, name, line })))
  const [first, ...rest] = lines
  if (first === undefined) return null
  const { file, name, line } = rest.reduce((best, each) => {
    const more = each.line.peakBytes - best.line.peakBytes
    return more > 0 || (more === 0 && each.line.timeNs < best.line.timeNs) ? each : best
  }, first)
  return { file, name, line: line.line }
}

/** The last point up to a moment; the first where there is none. */
function pointBefore({ timesNs }: Timeline, timeNs: number): number {
  return Math.max(
    0,
    timesNs.findLastIndex((each) => each <= timeNs),
  )
}

/** A timeline with one point more, at which the same was executing as before. */
function withPoint(
  timeline: Timeline,
  { timeNs, bytes, childrenBytes: others }: { timeNs: number; bytes: number; childrenBytes: number },
): Timeline {
  const before = pointBefore(timeline, timeNs)
  const at = (timeline.timesNs[before] ?? Number.POSITIVE_INFINITY) <= timeNs ? before + 1 : 0
  const insert = <T>(values: readonly T[], value: T): T[] => [
    ...values.slice(0, at),
    value,
    ...values.slice(at),
  ]
  const { childrenBytes, residentBytes, stackAt } = timeline
  const children = childrenBytes ?? (others === 0 ? null : timeline.bytes.map(() => 0))
  return {
    ...timeline,
    timesNs: insert(timeline.timesNs, timeNs),
    bytes: insert(timeline.bytes, bytes),
    childrenBytes: children && insert(children, others),
    residentBytes: residentBytes && insert(residentBytes, residentBytes[before] ?? 0),
    stackAt: stackAt && insert(stackAt, stackAt[before] ?? -1),
  }
}

import {
  type PeakProcess,
  type PeakReport,
  type ProcessResult,
  type RunDetail,
  type Timeline,
  togetherBytes,
} from '../../contract/index.ts'

/** What is known of the highest memory of a run, from all who saw some of it. */
export interface PeakEvidence {
  /** Highest memory of the first process by itself, bytes. */
  readonly firstBytes: number
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
  const sampledBytes = Math.max(firstBytes, highestOf(timeline))
  const child = evidence.processes.slice(1).reduce<ProcessResult | null>(largerOf, null)
  if (child === null || child.peakBytes <= sampledBytes) {
    const peakProcess = report === null ? null : processAtPeak(report)
    return { peakBytes: sampledBytes, firstProcessPeakBytes: firstBytes, peakProcess, timeline, report }
  }
  const { pid, command, peakBytes, startNs } = child
  return {
    peakBytes,
    firstProcessPeakBytes: firstBytes,
    peakProcess: { pid, isFirst: false, command, place: highestPlace(child) },
    timeline: withPeak(timeline, startNs, peakBytes),
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

/** Who had most of the memory, where there were several. */
function processAtPeak({ processes, threads }: PeakReport): PeakProcess | null {
  const [first, ...others] = processes
  if (first === undefined) return null
  const { pid, command } = others.reduce((best, each) => (each.bytes > best.bytes ? each : best), first)
  const thread = threads.find((each) => each.pid === pid && each.frames.length > 0)
  return { pid, isFirst: pid === first.pid, command, place: thread?.frames.at(-1) ?? null }
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

/** A timeline with one point more, at which all processes together had so much. */
function withPeak(timeline: Timeline, timeNs: number, peakBytes: number): Timeline {
  const after = timeline.timesNs.findIndex((each) => each > timeNs)
  const at = after < 0 ? timeline.timesNs.length : after
  const before = Math.max(0, at - 1)
  const insert = <T>(values: readonly T[], value: T): T[] => [
    ...values.slice(0, at),
    value,
    ...values.slice(at),
  ]
  const bytes = Math.min(timeline.bytes[before] ?? 0, peakBytes)
  const { childrenBytes, residentBytes, stackAt } = timeline
  return {
    ...timeline,
    timesNs: insert(timeline.timesNs, timeNs),
    bytes: insert(timeline.bytes, bytes),
    childrenBytes: insert(childrenBytes ?? timeline.bytes.map(() => 0), peakBytes - bytes),
    residentBytes: residentBytes && insert(residentBytes, residentBytes[before] ?? 0),
    stackAt: stackAt && insert(stackAt, stackAt[before] ?? -1),
  }
}

import type {
  EndCause,
  FunctionResult,
  PeakReport,
  RunDetail,
  RunError,
  RunRequest,
  RunWarning,
  SourceFile,
} from '../contract/index.ts'
import { maskedCommand } from '../contract/secrets.ts'
import type { RunEnding } from './endingFile.ts'
import { atFailure, causeOf, oomWarnings } from './limits/cause.ts'
import { howItEnded, type WitnessedEnd } from './limits/howItEnded.ts'
import type { RunMeta } from './meta.ts'
import type { OutputKeeper } from './output/outputKeeper.ts'
import type { ReadSource, RunRecord } from './plan.ts'
import type { TimelineBuilder } from './sampling/timelineBuilder.ts'
import { runPeak } from './story/runPeak.ts'
import type { StoryEnd } from './story/storyBuilder.ts'
import type { RunLog } from './tables/logReader.ts'
import type { RunTables } from './tables/runTables.ts'
import type { TableSnapshot } from './tables/tableReader.ts'

/** Longest piece of a command line in a sentence. */
const COMMAND_LIMIT = 120

/** What a run leaves behind, from which its record is made. */
export interface Remains extends Omit<RunEnding, 'version' | 'end'> {
  meta: RunMeta
  tables: RunTables
  timeline: TimelineBuilder
  peak: PeakReport | null
  output: OutputKeeper
  /** `null` where the host did not see the end. */
  end: WitnessedEnd | null
}

/** The record of a run that has ended, from its tables as they were last read. */
export async function makeRecord(remains: Remains, readSource: ReadSource): Promise<RunRecord> {
  const { meta, tables, timeline, output, status, exitCode, signal, durationNs } = remains
  const { known } = meta
  const { log, snapshot } = tables.main
  const functions = tables.functions()
  const { backend } = known.request
  const error = status === 'finished' ? null : errorOf(tables)
  const end = howItEnded(remains, error)
  const detail: RunDetail = {
    ...known,
    toWatch: tables.marked() ?? known.toWatch,
    id: null,
    status,
    exitCode,
    signal,
    durationNs,
    baselineBytes: log.start?.baselineBytes ?? 0,
    ...unknownPeak,
    lastLine: log.exited ? null : tables.currentLine(),
    error,
    cause: end && causeOf(end),
    warnings: [
      ...known.warnings,
      ...warningsOf(tables),
      ...hostWarnings(remains),
      ...endWarnings(remains),
      ...(end ? oomWarnings(end) : []),
    ],
    backend,
    label: known.request.label ?? null,
    note: null,
    pinned: false,
    group: known.request.group ?? null,
    baseline: false,
    origin: null,
    functions,
  }
  const { story, marks } = tables.tell({
    functions,
    endNs: durationNs,
    limit: limitOf(remains.limitAtNs, detail.cause),
  })
  const drawn = { ...timeline.build(log.functions, remains.countsOthers), marks }
  const {
    timeline: told,
    report,
    ...peak
  } = runPeak({
    firstBytes: Math.max(remains.firstPeakBytes, agentsHighest(snapshot, known.request), firstReading(log)),
    togetherBytes: remains.togetherPeakBytes,
    countsOthers: remains.countsOthers,
    timeline: drawn,
    report: remains.peak,
    processes: known.request.includeChildren ? [] : story.processes,
  })
  return {
    detail: { ...detail, ...peak, cause: atFailure(detail.cause, drawn) },
    timeline: told,
    story: { ...story, peak: report },
    output: output.chunks(),
    sources: await sourcesOf(remains, functions, readSource),
  }
}

/** To be found out when all else is known. */
const unknownPeak = { peakBytes: 0, firstProcessPeakBytes: null, peakProcess: null }

/**
 * The highest memory of the first process that its agent has read, bytes; 0 where there is none, and where its readings have
 * the memory of other processes in them.
 */
export function agentsHighest(snapshot: TableSnapshot | null, { includeChildren }: RunRequest): number {
  if (snapshot === null || includeChildren) return 0
  return Math.max(snapshot.highBytes, snapshot.memoryBytes)
}

function firstReading({ start }: RunLog): number {
  return start?.baselineBytes ?? 0
}

function limitOf(limitAtNs: number | null, cause: EndCause | null): StoryEnd['limit'] {
  if (limitAtNs === null) return null
  const reason = cause?.kind === 'memory-limit' ? 'it takes more memory than it may' : 'its time is up'
  return { atNs: limitAtNs, text: `Mebi stops the program: ${reason}` }
}

function errorOf(tables: RunTables): RunError | null {
  const { exception } = tables.main.log
  if (!exception) return null
  const { type, message, file, line } = exception
  return { type, message, file, line }
}

function warningsOf(tables: RunTables): RunWarning[] {
  return tables
    .warnings()
    .map(({ code, message, atNs }) => ({ code, message, atNs: tables.clock.toRunNs(atNs) }))
}

/** By what the program replaced itself, its agent knows better than the host, if it knows. */
function hostWarnings({ tables, warnings }: Remains): RunWarning[] {
  const { exec } = tables.main.log
  if (exec === null) return warnings
  const whole = maskedCommand(exec.command)
  const command = whole.length > COMMAND_LIMIT ? `${whole.slice(0, COMMAND_LIMIT - 1)}…` : whole
  const message = `The program replaced itself with another one (exec: ${command}), which was not watched: what was measured until then is kept.`
  return [
    ...warnings.filter(({ code }) => code !== 'exec'),
    { code: 'exec', message, atNs: tables.clock.toRunNs(exec.atNs) },
  ]
}

function endWarnings(remains: Remains): RunWarning[] {
  const { tables, output, status } = remains
  const { log } = tables.main
  const wasReplaced = hostWarnings(remains).some(({ code }) => code === 'exec')
  const warnings: RunWarning[] = []
  const endedByItself = status === 'finished' || status === 'failed'
  if (log.refusal) {
    warnings.push({ code: log.refusal.code, message: log.refusal.message, atNs: null })
  } else if (endedByItself && !log.start) {
    warnings.push({
      code: 'no-start',
      message: 'The interpreter ended before the program began: nothing was measured.',
      atNs: null,
    })
  } else if (endedByItself && !log.exited && !wasReplaced) {
    warnings.push({
      code: 'no-exit',
      message:
        'The program ended without the orderly end of the interpreter, as with os._exit; what was measured until then is kept.',
      atNs: null,
    })
  }
  if (output.droppedBytes > 0) {
    const mib = (output.droppedBytes / 1024 / 1024).toFixed(1)
    warnings.push({
      code: 'output-truncated',
      message: `The program wrote a lot: ${mib} MiB from the middle of its output are not kept.`,
      atNs: null,
    })
  }
  return warnings
}

/**
 * The sources of what was called, and of the program itself; those that were found at run time are read now, those of code
 * without a file were told.
 */
async function sourcesOf(
  { meta: { main, sources }, tables }: Remains,
  functions: FunctionResult[],
  readSource: ReadSource,
): Promise<SourceFile[]> {
  const shown = new Set([...(main === null ? [] : [main]), ...functions.map((each) => each.file)])
  const known = new Map(sources.map((source) => [source.file, source]))
  const found = await Promise.all(
    [...shown].map(async (file) => {
      const text = tables.textOf(file)
      return known.get(file) ?? (text === null ? readSource(file) : { file, text })
    }),
  )
  return found.flatMap((source) => source ?? [])
}

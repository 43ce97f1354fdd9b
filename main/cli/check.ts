import { constants } from 'node:os'
import { firstProcessSpread } from '../../profiler-core/analysis/comparablePeaks.ts'
import type { Side } from '../../profiler-core/analysis/compare/index.ts'
import {
  baselineOf,
  type GuardLimits,
  type GuardSide,
  judge,
} from '../../profiler-core/analysis/guard/index.ts'
import { spreadOf } from '../../profiler-core/analysis/statistics/index.ts'
import {
  type GuardReport,
  MAX_GROWTH,
  type RunRequestInput,
  targetWords,
} from '../../profiler-core/contract/index.ts'
import { baselineJson } from '../../profiler-core/report/baselineJson.ts'
import { guardMessage } from '../../profiler-core/report/guardWords.ts'
import { jsonText, oneLine, unexpectedEnd } from '../../profiler-core/report/index.ts'
import { junitReport } from '../../profiler-core/report/junit.ts'
import { markdownReport } from '../../profiler-core/report/markdown.ts'
import { sourceReader } from '../../profiler-core/report/sourceLines.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { type CheckBaseline, findBaseline } from './checkBaseline.ts'
import type { CheckOptions } from './checkOptions.ts'
import type { Context } from './context.ts'
import { summaryLine, withoutTable } from './describeRun.ts'
import { EXIT, Failure, usageError } from './failure.ts'
import { programExitCode } from './programExit.ts'
import { type Repeated, repeatRuns, sourcesOfRuns } from './repeatRuns.ts'
import { openReportFile, type ReportFile } from './reportFile.ts'
import { runRequest } from './runRequest.ts'
import { checkText } from './views/checkText.ts'

/** `mebi check`: the program with its own output, then what grew and where, then one line with the verdict. */
export async function checkCommand(
  context: Context,
  options: CheckOptions,
  words: readonly string[],
): Promise<number> {
  const request = runRequest(options, words, context)
  const limits = limitsOf(options)
  const files = openFiles(options, context)
  const baseline =
    options.baseline === undefined ? null : await findBaseline(options.baseline, request, context)
  try {
    return await measureAndTell(context, options, {
      request: fitted(request, baseline),
      limits,
      files,
      baseline,
    })
  } catch (error) {
    // 1 says that memory grew; nothing else must.
    if (error instanceof Failure && error.exitCode === EXIT.failure)
      throw new Failure(error.message, error.hint, EXIT.notMeasured, { cause: error })
    throw error
  }
}

function limitsOf({ maxPeak, maxGrowth, minGrowth, baseline, writeBaseline }: CheckOptions): GuardLimits {
  if (maxGrowth !== undefined && baseline === undefined)
    throw usageError('--max-growth needs --baseline: growth since when?')
  if (maxPeak === undefined && baseline === undefined && writeBaseline === undefined)
    throw usageError(
      'What should be checked?',
      'Give --max-peak SIZE, or --baseline NAME; --write-baseline FILE makes a baseline.',
    )
  return {
    maxPeakBytes: maxPeak ?? null,
    maxGrowth: baseline === undefined ? null : (maxGrowth ?? MAX_GROWTH),
    minGrowthBytes: minGrowth,
  }
}

interface Files {
  readonly baseline: ReportFile | null
  readonly junit: ReportFile | null
  readonly markdown: ReportFile | null
}

function openFiles({ writeBaseline, junit, markdown }: CheckOptions, { cwd }: Context): Files {
  const open = (path: string | undefined) => (path === undefined ? null : openReportFile(path, cwd))
  return { baseline: open(writeBaseline), junit: open(junit), markdown: open(markdown) }
}

/** What is not said is done as it was for the baseline, without which nothing could be compared. */
function fitted(request: RunRequestInput, baseline: CheckBaseline | null): RunRequestInput {
  if (baseline === null) return request
  const { backend, detail, words } = baseline
  if ((request.backend ?? backend) !== backend)
    throw usageError(`--backend ${request.backend} cannot be compared: ${words} has ${backend}.`)
  if ((request.detail ?? detail) !== detail)
    throw usageError(`--detail ${request.detail} cannot be compared: ${words} has ${detail}.`)
  return { ...request, backend, detail }
}

const ONLY_PEAK = 'Functions were watched as a whole: only the peak of the run was judged.'

interface Check {
  readonly request: RunRequestInput
  readonly limits: GuardLimits
  readonly files: Files
  readonly baseline: CheckBaseline | null
}

async function measureAndTell(context: Context, options: CheckOptions, check: Check): Promise<number> {
  const { err } = context
  const { files, request } = check
  const { projectDir } = request
  const service = await context.service()
  const times = options.repeat ?? 1
  const repeated = await repeatRuns(context, service, request, {
    times,
    quiet: options.quiet === true,
    onGood: (run, count) =>
      err.write(`mebi: ${summaryLine(run)}${times > 1 ? ` (${count} of ${times})` : ''}\n`),
  })
  const silent = withoutTable(repeated.last.run, 'check')
  // The peak of the run is measured all the same; of functions there is nothing to judge, or to judge by.
  const isAboutFunctions = check.baseline !== null || files.baseline !== null
  const isMeasured = repeated.isWhole && !(isAboutFunctions && silent.length > 0)
  const now = isMeasured ? sideOfRuns(service, repeated) : null
  const report = now === null ? notMeasured(check, repeated) : measured(check, now)
  report.notes.push(...silent)
  print(context, options.json === true ? jsonText(report) : checkText(report, projectDir))
  for (const note of report.notes) err.write(`mebi: note: ${oneLine(note)}\n`)
  const problems = write([
    [files.junit, () => junitReport(report, projectDir)],
    [files.markdown, () => markdownReport(report, projectDir)],
    ...(now === null ? [] : [[files.baseline, () => baselineJson(baselineOf(now))] as const]),
  ])
  for (const problem of problems) err.write(`mebi: ${problem.message}\n`)
  err.write(`mebi: ${report.outcome === 'grew' ? 'check failed: ' : ''}${oneLine(report.message)}\n`)
  return exitCode(report, repeated, problems)
}

function sideOfRuns(service: ProfilerService, { runs }: Repeated): GuardSide {
  const { sources } = sourcesOfRuns(service, runs)
  return withText({
    run: runs[0],
    ids: runs.flatMap(({ id }) => id ?? []),
    details: runs,
    sources,
  })
}

function withText(side: Side): GuardSide {
  return { ...side, textOf: sourceReader(side.sources) }
}

function measured({ request, limits, baseline }: Check, now: GuardSide): GuardReport {
  const base = baseline === null ? null : withText(baseline.side(now))
  const { numbers, comparison } = judge(now, base, limits)
  const { details } = now
  const peak = spreadOf(details.map(({ peakBytes }) => peakBytes))
  const firstProcessPeak = firstProcessSpread(details)
  const report = { numbers, peak, firstProcessPeak, baseline: baseline?.words ?? null }
  return {
    outcome: numbers.some(({ outcome }) => outcome === 'grew') ? 'grew' : 'holds',
    message: guardMessage(report),
    target: targetWords(request),
    ...report,
    limits,
    runs: details.map(({ id }) => id),
    durationNs: details.reduce((sum, { durationNs }) => sum + durationNs, 0),
    notes: [
      ...(comparison !== null && now.run.request.detail === 'functions' ? [ONLY_PEAK] : []),
      ...(baseline?.differences(now) ?? []),
      ...(comparison?.differences.map(({ message }) => message) ?? []),
      ...new Set(details.flatMap(({ warnings }) => warnings.map(({ message }) => message))),
    ],
  }
}

function notMeasured({ request, limits, baseline }: Check, { runs, last }: Repeated): GuardReport {
  const why = last.run.status === 'finished' ? 'no watched function was called' : summaryLine(last.run)
  const sentence = unexpectedEnd(last.run) ?? `Not measured: ${why}.`
  return {
    outcome: 'not-measured',
    message: sentence,
    target: targetWords(request),
    baseline: baseline?.words ?? null,
    limits,
    runs: runs.map(({ id }) => id),
    durationNs: runs.reduce((sum, { durationNs }) => sum + durationNs, 0),
    peak: null,
    firstProcessPeak: null,
    numbers: [],
    notes: [...new Set(last.run.warnings.map(({ message }) => message))],
  }
}

function print({ out }: Context, text: string): void {
  if (text !== '' && !out.atLineStart) out.write('\n')
  out.write(text)
}

/** One file that cannot be written keeps no other from being written. */
function write(files: readonly (readonly [ReportFile | null, () => string])[]): Failure[] {
  return files.flatMap(([file, text]) => {
    try {
      file?.write(text())
      return []
    } catch (error) {
      if (error instanceof Failure) return [error]
      throw error
    }
  })
}

function exitCode({ outcome }: GuardReport, { last }: Repeated, problems: readonly Failure[]): number {
  if (outcome === 'grew') return EXIT.failure
  if (last.signal !== null) return programExitCode(last)
  if (last.wasInterrupted) return 128 + constants.signals.SIGINT
  return outcome === 'holds' && problems.length === 0 ? EXIT.ok : EXIT.notMeasured
}

import { constants } from 'node:os'
import { MebiError, type RunDetail, type Spread } from '../../profiler-core/contract/index.ts'
import { formatMebibytes, oneLine, unexpectedEnd } from '../../profiler-core/report/index.ts'
import { firstProcessWords } from '../../profiler-core/report/peakSize.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import type { Context } from './context.ts'
import { summaryLine, withoutTable } from './describeRun.ts'
import { EXIT, Failure, unwrap, usageError } from './failure.ts'
import { memory } from './format.ts'
import { programExitCode } from './programExit.ts'
import { type Repeated, repeatRuns, sourcesOfRuns } from './repeatRuns.ts'
import { openReportFile, type ReportFile } from './reportFile.ts'
import { isText, repeatedReport, report, requireTable } from './reportOptions.ts'
import { type RunOptions, runRequest } from './runRequest.ts'

/** `mebi run`: the program with its own output, then its tables, then one line on how it went. */
export async function runCommand(
  context: Context,
  options: RunOptions,
  words: readonly string[],
): Promise<number> {
  requirePage(options)
  requireTable(options)
  const request = runRequest(options, words, context)
  const file = options.output === undefined ? null : openReportFile(options.output, context.cwd)
  const service = await context.service()
  const times = options.repeat ?? 1
  const repeated = await repeatRuns(context, service, request, {
    times,
    quiet: options.quiet === true,
    onGood: (run, count) => {
      if (times > 1) context.err.write(`mebi: ${summaryLine(run)} (${count} of ${times})\n`)
    },
  })
  const problem = await tell(
    context,
    () => textOf(service, repeated, times, options),
    file,
    repeated.last.run,
  )
  if (problem !== null) context.err.write(`mebi: ${problem.message}\n`)
  tellWarnings(context, service, repeated)
  if (times === 1 || !repeated.isWhole) tellEnd(context, repeated.last.run)
  if (times > 1) context.err.write(`mebi: ${await groupLine(repeated, times)}\n`)
  const code = exitCode(repeated, times)
  return code === EXIT.ok && problem !== null ? problem.exitCode : code
}

/** A page of HTML is made from the history, and of one run: to be said before a program runs for an hour. */
function requirePage(options: RunOptions): void {
  if (isText(options)) return
  if (!options.save) throw usageError('--format html needs the run in the history.', 'Leave --no-save out.')
  if ((options.repeat ?? 1) > 1)
    throw usageError(
      '--format html shows one run.',
      'Leave --repeat out; mebi show RUN --format html makes a page of any.',
    )
}

/** One run that did not finish says more than those before it: its own report is printed. */
async function textOf(
  service: ProfilerService,
  { runs, last, isWhole }: Repeated,
  times: number,
  options: RunOptions,
): Promise<string> {
  if (!isText(options)) return pageOf(service, last.run)
  if (times === 1 || !isWhole) return report(last.run, service.sourcesOf(last.run), options)
  const { repeatedRuns } = await statistics()
  return repeatedReport(repeatedRuns(runs), runs[0].request, sourcesOfRuns(service, runs).sources, options)
}

async function pageOf(service: ProfilerService, { id }: RunDetail): Promise<string> {
  if (id === null) throw new Failure('There is no page: the run could not be kept.')
  return unwrap(await service.call('runs.report', { id })).text
}

/** Writes the report. What goes wrong here must not hide how the program ended. */
async function tell(
  context: Context,
  reportText: () => string | Promise<string>,
  file: ReportFile | null,
  { id }: RunDetail,
): Promise<Failure | null> {
  try {
    const text = await reportText()
    if (file === null) await print(context, text)
    else file.write(text)
    return null
  } catch (error) {
    if (!(error instanceof Failure || error instanceof MebiError)) throw error
    const again = id === null ? '' : `; mebi show ${id} prints the report again`
    return new Failure(`${error.message}${again}`, null, EXIT.failure, { cause: error })
  }
}

async function print({ out }: Context, text: string): Promise<void> {
  // The program may have left its last line open; a table must begin on a line of its own.
  if (text !== '' && !out.atLineStart) out.write('\n')
  out.write(text)
  await out.flush()
}

/** Runs of a group mostly have the same to say. */
function tellWarnings({ err }: Context, service: ProfilerService, { runs, last: { run } }: Repeated): void {
  for (const sentence of withoutTable(run, 'run')) err.write(`mebi: ${sentence}\n`)
  const warnings = runs.flatMap((each) => each.warnings.map(({ message }) => message))
  if (runs.length > 1 && sourcesOfRuns(service, runs).wasEdited)
    warnings.push('A file was edited between the runs: lines are those of the same number.')
  for (const message of new Set(warnings)) err.write(`mebi: warning: ${oneLine(message)}\n`)
}

function tellEnd({ err }: Context, run: RunDetail): void {
  const sentence = unexpectedEnd(run)
  if (sentence !== null) err.write(`mebi: ${sentence}\n`)
  err.write(`mebi: ${summaryLine(run)}\n`)
}

/** `5 runs as one group: peak 61.2 MiB (60.9 to 61.6)`, or why there are fewer. */
async function groupLine({ runs, isWhole }: Repeated, times: number): Promise<string> {
  if (!isWhole) return `the repetition ends with run ${runs.length} of ${times}`
  const { spreadOf, firstProcessSpread } = await statistics()
  const peak = spreadOf(runs.map(({ peakBytes }) => peakBytes))
  const first = firstProcessWords(
    { peakBytes: peak.median, firstProcessPeakBytes: firstProcessSpread(runs)?.median ?? null },
    memory,
  )
  return `${times} runs as one group: peak ${spreadWords(peak)}${first === null ? '' : `, ${first}`}`
}

/** Only runs of a group need them. */
async function statistics() {
  const [{ repeatedRuns }, { spreadOf }, { firstProcessSpread }] = await Promise.all([
    import('../../profiler-core/analysis/repeats.ts'),
    import('../../profiler-core/analysis/statistics/index.ts'),
    import('../../profiler-core/analysis/comparablePeaks.ts'),
  ])
  return { repeatedRuns, spreadOf, firstProcessSpread }
}

/** `61.2 MiB (60.9 to 61.6)`: median, lowest, highest. */
function spreadWords({ median, low, high }: Spread): string {
  return `${memory(median)} (${formatMebibytes(low, 1)} to ${formatMebibytes(high, 1)})`
}

function exitCode({ last, isWhole }: Repeated, times: number): number {
  const code = programExitCode(last)
  // A program may end well on Ctrl-C; that the others were left out is no success.
  return times > 1 && !isWhole && code === EXIT.ok ? 128 + constants.signals.SIGINT : code
}

import { constants } from 'node:os'
import { type CallError, MebiError, type RunDetail } from '../../profiler-core/contract/index.ts'
import { oneLine, unexpectedEnd } from '../../profiler-core/report/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import type { Context } from './context.ts'
import { summaryLine } from './describeRun.ts'
import { EXIT, Failure, unwrap } from './failure.ts'
import { followRun, type HostSignal } from './followRun.ts'
import { openReportFile, type ReportFile } from './reportFile.ts'
import { report } from './reportOptions.ts'
import { type RunOptions, runRequest } from './runRequest.ts'

/** `mebi run`: the program with its own output, then its tables, then one line on how it went. */
export async function runCommand(
  context: Context,
  options: RunOptions,
  words: readonly string[],
): Promise<number> {
  const request = runRequest(options, words, context)
  const file = options.output === undefined ? null : openReportFile(options.output, context.cwd)
  const service = await context.service()
  const { run, signal } = unwrap(
    await followRun(context, service, request, options.quiet === true),
    startExitCode,
  )
  const problem = await tell(context, service, run, options, file)
  if (problem !== null) context.err.write(`mebi: ${problem.message}\n`)
  if (run.functions.length === 0 && run.status === 'finished')
    context.err.write('mebi: no watched function was called\n')
  for (const warning of run.warnings) context.err.write(`mebi: warning: ${oneLine(warning.message)}\n`)
  const sentence = unexpectedEnd(run)
  if (sentence !== null) context.err.write(`mebi: ${sentence}\n`)
  context.err.write(`mebi: ${summaryLine(run)}\n`)
  const code = programExitCode(run, signal)
  return code === EXIT.ok && problem !== null ? problem.exitCode : code
}

/** Writes the report. What goes wrong here must not hide how the program ended. */
async function tell(
  context: Context,
  service: ProfilerService,
  run: RunDetail,
  options: RunOptions,
  file: ReportFile | null,
): Promise<Failure | null> {
  try {
    const text = report(run, service.sourcesOf(run), options)
    if (file === null) await print(context, text)
    else file.write(text)
    return null
  } catch (error) {
    if (!(error instanceof Failure || error instanceof MebiError)) throw error
    const again = run.id === null ? '' : `; mebi show ${run.id} prints the report again`
    return new Failure(`${error.message}${again}`, null, EXIT.failure, { cause: error })
  }
}

async function print({ out }: Context, text: string): Promise<void> {
  // The program may have left its last line open; a table must begin on a line of its own.
  if (text !== '' && !out.atLineStart) out.write('\n')
  out.write(text)
  await out.flush()
}

/** What keeps a program from being started is mostly what the command line names. */
function startExitCode({ code }: CallError): number {
  return NAMED_THINGS.test(code) ? EXIT.usage : EXIT.failure
}

const NAMED_THINGS = /^(script|function|interpreter|python-flag|invalid-input)\b/

/** The exit code by which a shell would know how the program ended. */
function programExitCode(run: RunDetail, hostSignal: HostSignal | null): number {
  if (run.status === 'limit' && run.cause?.kind !== 'memory-limit') return EXIT.timeout
  if (run.status === 'stopped' && hostSignal !== null) return 128 + constants.signals[hostSignal]
  if (run.signal !== null) return 128 + (signalNumber(run.signal) ?? 0)
  return run.exitCode ?? EXIT.failure
}

function signalNumber(name: string): number | undefined {
  return Object.entries(constants.signals).find(([known]) => known === name)?.[1]
}

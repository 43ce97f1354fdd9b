import { randomUUID } from 'node:crypto'
import type { RunDetail, RunRequestInput, SourceFile } from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import type { Context } from './context.ts'
import { unwrap } from './failure.ts'
import { type Followed, followRun } from './followRun.ts'
import { startExitCode } from './programExit.ts'

/** What came of running the same thing several times. */
export interface Repeated {
  /** By start; at least one. All but the last have finished. */
  readonly runs: readonly [RunDetail, ...RunDetail[]]
  readonly last: Followed
  /** All have finished, and nobody interrupted them. */
  readonly isWhole: boolean
}

export interface RepeatOptions {
  readonly times: number
  /** Drop the program's output. */
  readonly quiet: boolean
  /** Called after each run that finished; `count` is how many have. */
  readonly onGood: (run: RunDetail, count: number) => void
}

/**
 * Runs the same thing so many times, one after the other, as one group. The first that does not finish, or is interrupted,
 * is the last.
 */
export async function repeatRuns(
  context: Context,
  service: ProfilerService,
  request: RunRequestInput,
  { times, quiet, onGood }: RepeatOptions,
): Promise<Repeated> {
  const grouped = times > 1 ? { ...request, group: randomUUID(), repeat: times } : request
  const runs: RunDetail[] = []
  for (;;) {
    // One after the other is what is asked for.
    // oxlint-disable-next-line no-await-in-loop
    const last = unwrap(await followRun(context, service, grouped, quiet), startExitCode)
    runs.push(last.run)
    const isGood = last.run.status === 'finished' && !last.wasInterrupted
    if (isGood) onGood(last.run, runs.length)
    const [first, ...others] = runs
    if (first !== undefined && (!isGood || runs.length === times))
      return { runs: [first, ...others], last, isWhole: isGood }
  }
}

/**
 * The sources of the runs of a group: of each file the text of the first run that has it. `wasEdited`: a file is not the
 * same in all of them.
 */
export function sourcesOfRuns(
  service: ProfilerService,
  runs: readonly RunDetail[],
): { readonly sources: SourceFile[]; readonly wasEdited: boolean } {
  const texts = new Map<string, string>()
  let wasEdited = false
  for (const { file, text } of runs.flatMap((run) => service.sourcesOf(run))) {
    const known = texts.get(file)
    if (known === undefined) texts.set(file, text)
    else wasEdited ||= known !== text
  }
  return { sources: [...texts].map(([file, text]) => ({ file, text })), wasEdited }
}

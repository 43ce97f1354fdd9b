import { constants } from 'node:os'
import type { CallError, RunDetail } from '../../profiler-core/contract/index.ts'
import { EXIT } from './failure.ts'
import type { Followed } from './followRun.ts'

/** What keeps a program from being started is mostly what the command line names. */
export function startExitCode({ code }: CallError): number {
  return NAMED_THINGS.test(code) ? EXIT.usage : EXIT.failure
}

const NAMED_THINGS = /^(script|function|interpreter|python-flag|dataset|invalid-input)\b/

/** The exit code by which a shell would know how the program ended. */
export function programExitCode({ run, signal }: Pick<Followed, 'signal'> & { run: RunDetail }): number {
  if (run.status === 'limit' && run.cause?.kind !== 'memory-limit') return EXIT.timeout
  if (run.status === 'stopped' && signal !== null) return 128 + constants.signals[signal]
  if (run.signal !== null) return 128 + (signalNumber(run.signal) ?? 0)
  return run.exitCode ?? EXIT.failure
}

function signalNumber(name: string): number | undefined {
  return Object.entries(constants.signals).find(([known]) => known === name)?.[1]
}

import type { CallError, Result } from '../../profiler-core/contract/index.ts'

/** Exit codes of `mebi` itself; `mebi run` otherwise ends with the program's own. */
export const EXIT = {
  ok: 0,
  /** Mebi could not do what was asked. */
  failure: 1,
  /** The command line is wrong: an option, or what it names. */
  usage: 2,
  /** `mebi check` could not tell: the program did not finish, or Mebi failed. 1 says that memory grew. */
  notMeasured: 3,
  /** The program ran longer than `--timeout`, as timeout(1) has it. */
  timeout: 124,
} as const

/** Ends a command with a sentence, a hint, and an exit code. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly hint: string | null
  readonly exitCode: number

  constructor(
    message: string,
    hint: string | null = null,
    exitCode: number = EXIT.failure,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.hint = hint
    this.exitCode = exitCode
  }
}

export function usageError(message: string, hint: string | null = null): Failure {
  return new Failure(message, hint, EXIT.usage)
}

/** The value of a call, or its error as a `Failure`. */
export function unwrap<T>(result: Result<T>, exitCode: (error: CallError) => number = () => EXIT.failure): T {
  if (result.ok) return result.value
  const { error } = result
  throw new Failure(error.message, error.hint, exitCode(error), { cause: error })
}

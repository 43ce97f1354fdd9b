import { homedir } from 'node:os'
import process from 'node:process'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { workingFolder } from './folders.ts'
import type { ServiceUse } from './localService.ts'
import { Output } from './output.ts'

/** What a command works with. */
export interface Context {
  readonly out: Output
  readonly err: Output
  readonly cwd: string
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /**
   * Opens the core; only commands that need it pay for it. It is closed when the command has ended. `use` says who asks
   * it: the person at the terminal, or pages.
   */
  readonly service: (use?: ServiceUse) => Promise<ProfilerService>
}

export interface ClosableContext extends Context {
  close(): Promise<void>
}

export function processContext(): ClosableContext {
  const { env } = process
  const cwd = workingFolder()
  const err = new Output(process.stderr, env)
  let opened: Promise<ProfilerService> | null = null
  return {
    out: new Output(process.stdout, env),
    err,
    cwd,
    home: homedir(),
    env,
    service: (use = 'terminal') => {
      opened ??= import('./localService.ts').then(({ localService }) =>
        localService(env, cwd, use, (error) => explainFault(err, env, error)),
      )
      return opened
    },
    close: async () => {
      // An opening that failed has told its caller why.
      const service = await opened?.catch(() => null)
      await service?.close()
    },
  }
}

/** A fault in Mebi gets a sentence elsewhere; where it arose is for those who look for it. */
export function explainFault(err: Output, env: NodeJS.ProcessEnv, error: unknown): void {
  if ((env['MEBI_DEBUG'] ?? '') !== '' && error instanceof Error) err.write(`${error.stack ?? ''}\n`)
}

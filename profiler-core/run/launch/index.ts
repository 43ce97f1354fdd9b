import type { RunWarning } from '../../contract/index.ts'
import type { RunDeps, RunPlan } from '../plan.ts'
import type { Launched } from './launched.ts'
import { launchOnPipes } from './pipes.ts'
import { launchOnTerminal, NoTerminal } from './terminal.ts'

export type { Launched } from './launched.ts'

/**
 * Starts the program: on a terminal where the person has one, else on pipes. Returns what there is to be said about it.
 *
 * @throws MebiError `start-failed`
 */
export async function launch(
  plan: RunPlan,
  folder: string,
  cwd: string,
  { env: hostEnv = process.env, stdin, terminal = null }: RunDeps,
): Promise<{ launched: Launched; warnings: RunWarning[] }> {
  const env = { ...hostEnv, ...plan.request.env }
  const { words, env: added } = plan.start(folder, env)
  const start = { command: words, cwd, env: { ...env, ...added } }
  if (terminal === null || process.platform === 'win32')
    return { launched: await launchOnPipes(start, stdin), warnings: [] }
  try {
    const options = {
      streams: terminal.streams,
      when: terminal.when,
      keepsLocale: env['LC_CTYPE'] !== undefined,
    }
    const command = plan.onTerminal(start.command, options)
    return { launched: await launchOnTerminal({ ...start, command }, terminal), warnings: [] }
  } catch (error) {
    if (!(error instanceof NoTerminal)) throw error
    const message = `The program ran without a terminal, on pipes: ${error.message}.`
    const warnings = [{ code: 'no-terminal', message, atNs: null }]
    return { launched: await launchOnPipes(start, stdin), warnings }
  }
}

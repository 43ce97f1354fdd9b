import { execFile } from 'node:child_process'

const TIMEOUT_MS = 2000
const MOST_BYTES = 64 * 1024 * 1024

export interface GitCall {
  /** Path of the program. */
  readonly git: string
  /** Working folder. */
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** What it reads. */
  readonly input?: string
}

/** What git prints; `null` where it fails, takes too long or has too much to say. */
export function askGit(
  args: readonly string[],
  { git, cwd, env, input = '' }: GitCall,
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(
      git,
      ['--no-pager', ...args],
      { cwd, env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES, windowsHide: true },
      (error, stdout) => resolve(error ? null : stdout),
    )
    child.stdin?.on('error', () => {}) // it may have ended already
    child.stdin?.end(input)
  })
}

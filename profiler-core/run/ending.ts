import type { RunStatus } from '../contract/index.ts'

/** How a process ended, and what Mebi had to do with it. */
export interface Ending {
  exitCode: number | null
  signal: string | null
  /** Why Mebi ended it, `limit` being that of time; `null` where it did not. */
  request: 'stop' | 'limit' | 'memory' | null
  /** The person pressed Ctrl-C. */
  interrupted: boolean
}

/** What a shell, or a program that copies it, returns for a process that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130

export function statusOf({ exitCode, signal, request, interrupted }: Ending): RunStatus {
  if (request === 'stop') return 'stopped'
  if (request === 'limit' || request === 'memory') return 'limit'
  if (interrupted && (signal === 'SIGINT' || exitCode === EXIT_INTERRUPTED)) return 'stopped'
  if (signal !== null) return 'killed'
  return exitCode === 0 ? 'finished' : 'failed'
}

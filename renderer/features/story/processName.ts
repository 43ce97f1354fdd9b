import type { ProcessResult } from '../../../profiler-core/contract/index.ts'

/** What a process is called: by its command, where that says anything. */
export function processName({ parentPid, command }: Pick<ProcessResult, 'parentPid' | 'command'>): string {
  if (parentPid === null) return 'The program'
  // How multiprocessing starts its own.
  if (/--multiprocessing-fork|multiprocessing\.(spawn|forkserver|resource_tracker)/.test(command)) {
    return 'multiprocessing worker'
  }
  return command === '' ? 'Child process' : command
}

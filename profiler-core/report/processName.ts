import type { ProcessResult } from '../contract/index.ts'
import { fileName } from './runWords.ts'
import { oneLine } from './visible.ts'

const LONGEST_NAME = 60

/** What a process is called: by its command, where that says anything. */
export function processName({ parentPid, command }: Pick<ProcessResult, 'parentPid' | 'command'>): string {
  if (parentPid === null) return 'The program'
  if (isWorker(command)) return 'multiprocessing worker'
  return command === '' ? 'Child process' : command
}

/** `process 1234 (worker.py)`: by what its command runs, in a word. */
export function processWords({ pid, command }: Pick<ProcessResult, 'pid' | 'command'>): string {
  const name = isWorker(command) ? 'multiprocessing worker' : programName(command)
  return `process ${pid}${name === '' ? '' : ` (${name})`}`
}

/** How multiprocessing starts its own. */
function isWorker(command: string): boolean {
  return /--multiprocessing-fork|multiprocessing\.(spawn|forkserver|resource_tracker)/.test(command)
}

/** The script, or the module, that an interpreter is given, else the program. */
function programName(command: string): string {
  const words = oneLine(command).split(' ')
  const script = words.find((word) => /\.py[wz]?$/.test(word))
  const module = words[words.indexOf('-m') + 1]
  const name = script ?? (words.includes('-m') ? module : undefined) ?? words[0] ?? ''
  const last = fileName(name.replace(/\/$/, ''))
  if (last === '-c') return 'python -c'
  return last.length > LONGEST_NAME ? `${last.slice(0, LONGEST_NAME - 1)}…` : last
}

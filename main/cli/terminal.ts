import { fstatSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { isatty } from 'node:tty'
import type { PersonsTerminal } from '../../profiler-core/service.ts'

/**
 * The terminal that we run on, as the program is to have it; `null` where none of our streams is one. Streams that are
 * another terminal than the first count as files.
 *
 * @param quiet the program's output is dropped
 */
export function ownTerminal(quiet: boolean, onInterrupt: () => void): PersonsTerminal | null {
  const shared = quiet ? [0] : [0, 1, 2]
  const fd = shared.find((each) => isatty(each))
  if (fd === undefined) return null
  const device = deviceOf(fd)
  const isTerminal = (each: number) => shared.includes(each) && isatty(each) && deviceOf(each) === device
  return {
    fd,
    streams: [isTerminal(0), isTerminal(1), isTerminal(2)],
    when: [0, 1, 2].some(isPipe) ? 'later' : 'now',
    onInterrupt,
  }
}

/** Whether the terminal is ours at the moment, and not the shell's, or another job's; true where the system does not say. */
export function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1')
    // Behind the name, in brackets: state, parent, group, session, terminal, the terminal's foreground group.
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return group === foreground || foreground === '-1'
  } catch {
    return true
  }
}

/** Windows has one console, and no numbers for it. */
function deviceOf(fd: number): number {
  return process.platform === 'win32' ? 0 : fstatSync(fd).rdev
}

/** At the other end may be another command of the same job, `less` say, that reads from the terminal. */
function isPipe(fd: number): boolean {
  try {
    const info = fstatSync(fd)
    return info.isFIFO() || info.isSocket()
  } catch {
    return false // closed
  }
}

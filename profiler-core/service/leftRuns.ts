import { readdirSync, statSync } from 'node:fs'
import type { RunWarning } from '../contract/index.ts'
import { runningFolder } from '../run/runFolder.ts'

const POLL_MS = 2000
/** Of a process that died, nothing in the folder tells. */
const POLLS_BETWEEN_LOOKS = 15

/** Takes the runs in that others have left: those that are there at the start, and those that come. */
export interface LeftRuns {
  /** What is there now is in the history afterwards; says what could not be taken in. Never rejects. */
  recover: () => Promise<readonly RunWarning[]>
  close: () => void
}

/**
 * @param takeIn takes in what it finds; never rejects
 */
export function createLeftRuns(dataFolder: string, takeIn: () => Promise<readonly RunWarning[]>): LeftRuns {
  const folder = runningFolder(dataFolder)
  let last: Promise<readonly RunWarning[]> | null = null
  let seen = 0
  let polls = 0
  const look = () => {
    seen = changedAt(folder)
    polls = 0
    const before = last
    last = (before ?? Promise.resolve()).then(takeIn)
    return last
  }
  /** A folder that appears, or goes, changes the one that it is in; who hands a run over touches that, too. */
  const hasChanged = () => changedAt(folder) !== seen
  const timer = setInterval(() => {
    if (last === null) return // nobody has asked for the history yet
    polls++
    if (hasChanged() || (polls >= POLLS_BETWEEN_LOOKS && !isEmpty(folder))) void look()
  }, POLL_MS)
  timer.unref()
  return {
    recover: () => (last === null || hasChanged() ? look() : last),
    close: () => clearInterval(timer),
  }
}

function changedAt(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch {
    return true
  }
}

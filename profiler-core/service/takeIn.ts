import { MebiError, type RunWarning } from '../contract/index.ts'
import type { ReadSource } from '../run/plan.ts'
import { recoverRuns } from '../run/recovery.ts'
import { removeRunFolder } from '../run/runFolder.ts'
import type { History } from './history.ts'

/**
 * Takes the runs that a host left behind when it died into the history. What could not be taken in stays where it is
 * for the next start, and is told of. Never rejects.
 */
export async function takeInInterrupted(
  dataFolder: string,
  history: History,
  readSource: ReadSource,
): Promise<RunWarning[]> {
  // Why nothing can be kept is told to those who ask for the history.
  if (history.obstacle() !== null) return []
  const { runs, warnings } = await recoverRuns(dataFolder, readSource)
  for (const { record, folder } of runs) {
    const kept = history.keep(record)
    if (kept instanceof MebiError) {
      const message = `The run in ${folder} could not be taken into the history: ${kept.message}`
      warnings.push({ code: kept.code, message, atNs: null })
    } else await removeRunFolder(folder).catch(() => {}) // it is found again at the next start, and known by its key
  }
  return warnings
}

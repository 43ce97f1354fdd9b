import { MebiError, type RunWarning } from '../contract/index.ts'
import { removeAbandoned } from '../run/abandoned.ts'
import type { ReadSource } from '../run/plan.ts'
import { recoverRuns, releaseClaim } from '../run/recovery.ts'
import { removeRunFolder } from '../run/runFolder.ts'
import type { History } from './history.ts'

/**
 * Takes the runs that a host left behind, because it died or could not keep them, into the history. What could not be
 * taken in stays where it is for the next start, and is told of. Runs that were not to be kept are removed. Never rejects.
 */
export async function takeInLeft(
  { dataFolder, tempFolder }: { readonly dataFolder: string; readonly tempFolder: string },
  history: History,
  readSource: ReadSource,
): Promise<RunWarning[]> {
  await removeAbandoned(tempFolder)
  // Why nothing can be kept is told to those who ask for the history.
  if (history.obstacle() !== null) return []
  const { runs, warnings } = await recoverRuns(dataFolder, readSource)
  for (const { record, folder } of runs) {
    const kept = history.keep(record)
    if (kept instanceof MebiError) {
      const message = `The run in ${folder} could not be taken into the history: ${kept.message}`
      warnings.push({ code: kept.code, message, atNs: null })
      releaseClaim(folder)
    } else await removeRunFolder(folder).catch(() => {}) // it is found again at the next start, and known by its key
  }
  return warnings
}

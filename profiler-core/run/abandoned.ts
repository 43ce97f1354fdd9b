import { lstatSync, readdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isAlive, readMeta } from './meta.ts'
import { remove, runningFolder } from './runFolder.ts'

/** What the names of the folders begin with in which runs are recorded that are not kept. */
export const ASIDE = 'mebi-run-'
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Removes the folders of runs that were not to be kept, and whose host was killed before it could. Left alone: what
 * belongs to a living host or program, to another person or to another machine. Never rejects.
 *
 * @param tempFolder the folder in which they lie, which may be everybody's
 */
export async function removeAbandoned(tempFolder: string): Promise<void> {
  const folders = namesIn(tempFolder)
    .filter((name) => name.startsWith(ASIDE))
    .map((name) => join(tempFolder, name))
  await Promise.all(folders.filter(isAbandoned).map((folder) => remove(folder).catch(() => {})))
}

function isAbandoned(folder: string): boolean {
  const info = lstatSync(folder, { throwIfNoEntry: false })
  if (!info?.isDirectory() || info.uid !== (process.getuid?.() ?? info.uid)) return false
  const runs = namesIn(runningFolder(folder)).map((name) => join(runningFolder(folder), name))
  // One in which there is nothing yet, or nothing that can be read, is about to be filled, or to go.
  if (runs.length === 0) return isOld(info.mtimeMs)
  return runs.every((run) => isOver(run) ?? isOld(info.mtimeMs))
}

/** `null` where it does not say. */
function isOver(run: string): boolean | null {
  try {
    const { host, target } = readMeta(run)
    return host?.name === hostname() && !isAlive(host) && !(target && isAlive(target))
  } catch {
    return null
  }
}

function isOld(changedMs: number): boolean {
  return Date.now() - changedMs > DAY_MS
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { remove, runningFolder } from './runFolder.ts'

/** What the name of a run folder that could not be understood begins with, since it was moved aside. */
export const DAMAGED = 'damaged-'

export function isDamaged(name: string): boolean {
  return name.startsWith(DAMAGED)
}

/** The run folders that could not be understood and were moved aside. They stay until a person cleans up. */
export function damagedFolders(dataDir: string): string[] {
  const parent = runningFolder(dataDir)
  try {
    return readdirSync(parent)
      .filter(isDamaged)
      .map((name) => join(parent, name))
  } catch {
    return []
  }
}

/** Removes them, and returns how many those were. One that cannot be removed stays. */
export async function removeDamaged(dataDir: string): Promise<number> {
  const removed = await Promise.all(
    damagedFolders(dataDir).map((folder) =>
      remove(folder).then(
        () => 1,
        () => 0,
      ),
    ),
  )
  return removed.filter((one) => one === 1).length
}

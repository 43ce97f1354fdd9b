import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FolderListing } from '../contract/index.ts'
import { checkFolder, folderError } from '../targets/python/folder.ts'
import { fromFsPath, toFsPath } from '../targets/python/fsPath.ts'

/**
 * The folders below one, links to folders among them; hidden ones left out.
 *
 * @throws MebiError `folder-...` (see `checkFolder`)
 */
export async function listFolders(folder: string): Promise<FolderListing> {
  const dir = await checkFolder(folder)
  try {
    const entries = await readdir(toFsPath(dir), { withFileTypes: true, encoding: 'buffer' })
    const found = await Promise.all(entries.map((entry) => folderOf(dir, entry)))
    const folders = found
      .filter((each) => each !== null)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    return { dir, parent: dirname(dir) === dir ? null : dirname(dir), folders }
  } catch (error) {
    throw folderError(dir, error)
  }
}

async function folderOf(
  parent: string,
  entry: Dirent<Buffer>,
): Promise<{ name: string; dir: string } | null> {
  const name = fromFsPath(entry.name)
  if (name.startsWith('.')) return null
  const dir = join(parent, name)
  if (entry.isDirectory()) return { name, dir }
  if (!entry.isSymbolicLink()) return null
  const target = await stat(toFsPath(dir)).catch(() => null)
  return target?.isDirectory() ? { name, dir } : null
}

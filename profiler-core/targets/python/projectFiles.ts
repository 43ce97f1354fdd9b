import type { Dirent } from 'node:fs'
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fromFsPath, toFsPath } from './fsPath.ts'

export interface ProjectFiles {
  /** Python files, absolute, sorted. */
  files: string[]
  /** The folder holds more than is looked at: a home folder, say. */
  truncated: boolean
}

const SKIPPED = new Set(['node_modules', '__pycache__', 'site-packages', 'dist-packages', 'build', 'dist'])
/** Files that only a virtual environment or a conda environment has. */
const ENVIRONMENT_MARKS = ['pyvenv.cfg', 'conda-meta']
const MOST_FILES = 10_000
const MOST_FOLDERS = 5_000

/**
 * The Python files of a project: all below the folder but for hidden folders, environments, installed packages and
 * built copies. Links to folders are not followed. Folders that cannot be read count as empty.
 */
export async function projectFiles(projectDir: string): Promise<ProjectFiles> {
  const files: string[] = []
  let folders = 0
  let level = [projectDir]
  while (level.length > 0 && files.length < MOST_FILES && folders < MOST_FOLDERS) {
    folders += level.length
    const listings = await Promise.all(level.map(list))
    for (const listing of listings) files.push(...listing.files)
    level = listings.flatMap((listing) => listing.folders)
  }
  const truncated = level.length > 0 || files.length > MOST_FILES
  return { files: files.slice(0, MOST_FILES).sort(), truncated }
}

async function list(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = await entriesOf(folder)
  const files: string[] = []
  const folders: string[] = []
  for (const entry of entries) {
    const name = fromFsPath(entry.name)
    if (entry.isDirectory()) {
      if (!name.startsWith('.') && !SKIPPED.has(name)) folders.push(join(folder, name))
    } else if (/\.pyw?$/.test(name)) {
      files.push(join(folder, name))
    }
  }
  const own = await Promise.all(folders.map(async (each) => !(await isEnvironment(each))))
  return { files, folders: folders.filter((_, index) => own[index]) }
}

async function entriesOf(folder: string): Promise<Dirent<Buffer>[]> {
  return readdir(toFsPath(folder), { withFileTypes: true, encoding: 'buffer' }).catch(() => [])
}

async function isEnvironment(folder: string): Promise<boolean> {
  const marks = ENVIRONMENT_MARKS.map((mark) => access(toFsPath(join(folder, mark))))
  return Promise.any(marks).then(
    () => true,
    () => false,
  )
}

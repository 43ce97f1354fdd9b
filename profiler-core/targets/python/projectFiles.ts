import { type Dirent, existsSync, type Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ProjectFiles } from '../../contract/index.ts'
import { fromFsPath, realPath, toFsPath } from './fsPath.ts'
import { Budget } from './gitignore/budget.ts'
import { GitRules } from './gitRules.ts'
import { isSource, isWithin } from './projectPaths.ts'

const SKIPPED = new Set(['node_modules', '__pycache__', 'site-packages', 'dist-packages', 'build', 'dist'])
/** Files that only a virtual environment or a conda environment has. */
const ENVIRONMENT_MARKS = ['pyvenv.cfg', 'conda-meta']
const MOST_FILES = 20_000
const MOST_FOLDERS = 10_000
/** How often a watcher, which goes on for days, may use up what rules may cost. */
const RENEW_MS = 60_000

/** `own`: what a person would show of the project. `all`: also what git leaves out. */
export type Extent = 'own' | 'all'

interface Folder {
  readonly path: string
  /** `null` where git is not asked. */
  readonly rules: GitRules | null
}

interface Root {
  readonly projectDir: string
  readonly realDir: string
}

interface Listing {
  readonly files: string[]
  readonly folders: Folder[]
}

/**
 * The Python files of a project: all below the folder but for hidden folders, environments, installed packages, built
 * copies and, unless told otherwise, what git leaves out. Links to folders are not followed, nor those to files
 * elsewhere. Folders that cannot be read count as empty.
 */
export async function projectFiles(projectDir: string, extent: Extent = 'own'): Promise<ProjectFiles> {
  const realDir = await realPath(projectDir).catch(() => projectDir)
  const files: string[] = []
  let folders = 0
  const budget = new Budget()
  const rules = extent === 'own' ? GitRules.of(projectDir, budget) : null
  let level: Folder[] = [{ path: projectDir, rules }]
  while (level.length > 0 && files.length < MOST_FILES && folders < MOST_FOLDERS) {
    folders += level.length
    const listings = await Promise.all(level.map((folder) => list(folder, { projectDir, realDir })))
    level = []
    for (const listing of listings) {
      for (const file of listing.files) files.push(file)
      for (const folder of listing.folders) level.push(folder)
    }
  }
  const truncated = level.length > 0 || files.length > MOST_FILES
  return { files: files.slice(0, MOST_FILES).sort(), truncated, notes: budget.notes }
}

async function list({ path, rules: rulesAbove }: Folder, { projectDir, realDir }: Root): Promise<Listing> {
  const entries = (await entriesOf(path)).map((entry) => ({ entry, name: fromFsPath(entry.name) }))
  const names = new Set(entries.map(({ name }) => name))
  const isProject = path === projectDir
  if (!isProject && ENVIRONMENT_MARKS.some((mark) => names.has(mark))) return { files: [], folders: [] }
  const hasRules = !isProject && (names.has('.gitignore') || names.has('.git'))
  const rules = hasRules ? (rulesAbove?.below(path) ?? null) : rulesAbove
  const files: string[] = []
  const folders: Folder[] = []
  for (const { entry, name } of entries) {
    const each = join(path, name)
    if (entry.isDirectory()) {
      if (!isSkipped(name) && rules?.leavesOut(each, true) !== true) folders.push({ path: each, rules })
    } else if (isSource(name) && rules?.leavesOut(each, false) !== true) {
      const isOwn = entry.isFile() || (entry.isSymbolicLink() && (await leadsToFileIn(realDir, each)))
      if (isOwn) files.push(each)
    }
  }
  return { files, folders }
}

async function entriesOf(folder: string): Promise<Dirent<Buffer>[]> {
  return readdir(toFsPath(folder), { withFileTypes: true, encoding: 'buffer' }).catch(() => [])
}

function isSkipped(folderName: string): boolean {
  return folderName.startsWith('.') || SKIPPED.has(folderName)
}

async function leadsToFileIn(realDir: string, link: string): Promise<boolean> {
  const real = await realPath(link).catch(() => null)
  if (real === null || !isWithin(realDir, real)) return false
  return (await stat(toFsPath(real)).catch(() => null))?.isFile() ?? false
}

/** What of a project's folder is not looked at, by the rules of `projectFiles`: for a watcher, which asks one by one. */
export class ProjectFilter {
  readonly #projectDir: string
  readonly #rules = new Map<string, GitRules>()
  readonly #budget = new Budget()
  #renewedAt = Date.now()

  constructor(projectDir: string) {
    this.#projectDir = projectDir
    this.#rules.set(projectDir, GitRules.of(projectDir, this.#budget))
  }

  /** `info` is that of the link where there is one. Files with rules are looked at. */
  readonly leavesOut = (path: string, info: Stats): boolean => {
    if (!isWithin(this.#projectDir, path)) return false
    if (Date.now() - this.#renewedAt > RENEW_MS) {
      this.#budget.renew()
      this.#renewedAt = Date.now()
    }
    const name = basename(path)
    if (!info.isDirectory()) {
      if (name === RULES_FILE) return false
      return !isSource(name) || this.#rulesIn(dirname(path)).leavesOut(path, false)
    }
    return isSkipped(name) || isEnvironment(path) || this.#rulesIn(dirname(path)).leavesOut(path, true)
  }

  #rulesIn(folder: string): GitRules {
    const known = this.#rules.get(folder)
    if (known !== undefined) return known
    const rules = this.#rulesIn(dirname(folder)).below(folder)
    this.#rules.set(folder, rules)
    return rules
  }
}

/** A file that says what git leaves out. */
export const RULES_FILE = '.gitignore'

function isEnvironment(folder: string): boolean {
  return ENVIRONMENT_MARKS.some((mark) => existsSync(toFsPath(join(folder, mark))))
}

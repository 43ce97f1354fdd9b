import { basename } from 'node:path'
import { type FSWatcher, type WatchBackend, watch } from 'chokidar'
import { MebiError, type ProjectChange } from '../contract/index.ts'
import { checkFolder } from '../targets/python/folder.ts'
import { ProjectFilter, RULES_FILE } from '../targets/python/projectFiles.ts'
import { isSource } from '../targets/python/projectPaths.ts'

export interface ProjectWatcherDeps {
  readonly onChange: (change: ProjectChange) => void
  /** Chokidar's, unless a test has another. */
  readonly watch?: typeof watch
}

/** How long changes are gathered: a checkout touches many files at once. */
const GATHER_MS = 100
/** How often the folder itself is looked at: what happens to it is not told by every system. */
const CHECK_MS = 1000
/** How often files are looked at where the system cannot tell of changes. */
const POLL_MS = 3000
/** The system has no more watches to give. */
const EXHAUSTED = new Set(['ENOSPC', 'EMFILE', 'ENFILE'])

/** Tells of changes to the Python files of one project, and of what becomes of its folder. */
export class ProjectWatcher {
  readonly #projectDir: string
  readonly #deps: ProjectWatcherDeps
  readonly #checks: NodeJS.Timeout
  #watcher: FSWatcher | null = null
  #backend: WatchBackend = 'auto'
  #problem: string | null = null
  readonly #files = new Set<string>()
  #listing = false
  #gathering: NodeJS.Timeout | null = null
  #isClosed = false

  /** @param projectDir real path of a folder that can be read */
  constructor(projectDir: string, deps: ProjectWatcherDeps) {
    this.#projectDir = projectDir
    this.#deps = deps
    this.#start()
    this.#checks = setInterval(() => void this.#check(), CHECK_MS)
    this.#checks.unref()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#checks)
    if (this.#gathering !== null) clearTimeout(this.#gathering)
    await this.#stop()
  }

  #start(): void {
    const filter = new ProjectFilter(this.#projectDir)
    const watcher = (this.#deps.watch ?? watch)(this.#projectDir, {
      backend: this.#backend,
      pollingInterval: POLL_MS,
      ignoreInitial: true,
      followSymlinks: false,
      ignorePermissionErrors: true,
      // The host decides how long it lives.
      persistent: false,
      ignored: (path, info) => info !== undefined && filter.leavesOut(path, info),
    })
    watcher.on('all', (event, path) => {
      if (event === 'unlinkDir' && path === this.#projectDir) void this.#check()
      else this.#note(path, event !== 'change')
    })
    watcher.on('error', (error) => this.#fallBack(error))
    this.#watcher = watcher
  }

  /** Never rejects: what a watcher leaves behind harms nobody. */
  async #stop(): Promise<void> {
    const watcher = this.#watcher
    this.#watcher = null
    await watcher?.close().catch(() => {})
  }

  #restart(): void {
    void this.#stop()
    this.#start()
  }

  /** What goes wrong with single files is left out; where there are no watches left, files are looked at instead. */
  #fallBack(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!EXHAUSTED.has(code) || this.#backend === 'polling') return
    this.#backend = 'polling'
    this.#restart()
  }

  #note(path: string, isListing: boolean): void {
    if (basename(path) === RULES_FILE) {
      // Other files are left out now.
      this.#restart()
      this.#listing = true
    } else if (isSource(path)) {
      this.#files.add(path)
      this.#listing ||= isListing
    } else return
    this.#gathering ??= setTimeout(() => this.#tell(), GATHER_MS)
  }

  #tell(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering)
    this.#gathering = null
    // Where the folder is gone, so are all its files.
    if (this.#problem !== null) this.#files.clear()
    const change = {
      projectDir: this.#projectDir,
      files: [...this.#files].sort(),
      listing: this.#listing,
      problem: this.#problem,
    }
    this.#files.clear()
    this.#listing = false
    this.#deps.onChange(change)
  }

  /** Looks whether the folder is still there and readable, and tells where that is new. */
  async #check(): Promise<void> {
    const problem = await folderProblem(this.#projectDir)
    if (this.#isClosed || problem === this.#problem) return
    const wasGone = this.#problem !== null
    this.#problem = problem
    if (problem !== null) void this.#stop()
    else if (wasGone) this.#start()
    this.#listing = true
    this.#tell()
  }
}

/** Why a project's folder cannot be opened, in one sentence; `null` where it can. */
export async function folderProblem(projectDir: string): Promise<string | null> {
  try {
    await checkFolder(projectDir)
    return null
  } catch (error) {
    if (error instanceof MebiError) return error.message
    throw error
  }
}

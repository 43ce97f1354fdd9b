import { basename, dirname, resolve } from 'node:path'
import { MebiError, type Project } from '../contract/index.ts'
import type { StoredProject } from '../store/index.ts'
import { checkFolder } from '../targets/python/folder.ts'
import { realPath } from '../targets/python/fsPath.ts'
import { OutlinePool } from '../targets/python/outlinePool.ts'
import type { Handlers } from './dispatch.ts'
import type { EventHub } from './events.ts'
import { examplesFolder, provideExamples } from './examples.ts'
import { listFolders } from './folderListing.ts'
import type { History } from './history.ts'
import { ProjectRegistry } from './projectRegistry.ts'
import { folderProblem, ProjectWatcher } from './projectWatcher.ts'

export interface ProjectsDeps {
  readonly history: History
  readonly events: EventHub
  /** Absolute. */
  readonly dataFolder: string
  /** The examples as they are bundled: read, never written. */
  readonly examplesDir: string
  readonly home: string
  /** The file of the thread that outlines sources; beside the module that starts it unless given. */
  readonly outlineWorkerUrl?: URL | undefined
}

export type ProjectHandlers = Pick<
  Handlers,
  | 'projects.recent'
  | 'projects.open'
  | 'projects.trust'
  | 'projects.forget'
  | 'projects.examples'
  | 'projects.files'
  | 'projects.outline'
  | 'files.read'
  | 'folders.list'
>

/** The folders that a person works on: what is in them, and whether their programs may be run. */
export interface Projects {
  readonly handlers: ProjectHandlers
  /** Whether the person has said that the programs of this very folder may be run. */
  isTrusted(projectDir: string): Promise<boolean>
  /** Whether a file or folder is, or lies in, a folder of which the person has said so. */
  isInTrusted(path: string): Promise<boolean>
  /** Ends the watchers and threads. */
  close(): Promise<void>
}

const MOST_RECENT = 20
const MOST_WATCHED = 3

export function createProjects(deps: ProjectsDeps): Projects {
  const { history, events, dataFolder, examplesDir, home, outlineWorkerUrl } = deps
  const registry = new ProjectRegistry(history)
  const outlines = new OutlinePool(outlineWorkerUrl)
  const watchers = new Watchers(events)

  /** The examples are Mebi's own, and trusted until the person says otherwise. */
  const isTrusted = async (dir: string): Promise<boolean> => {
    const project = registry.find(dir)
    if (project !== null) return project.trusted
    return dir === (await realPath(examplesFolder(dataFolder)).catch(() => null))
  }

  const handlers: ProjectHandlers = {
    'projects.recent': () => Promise.all(registry.all().slice(0, MOST_RECENT).map(describe)),
    'projects.open': async ({ dir }) => {
      const real = await checkFolder(dir)
      const project = { dir: real, openedAt: new Date().toISOString(), trusted: await isTrusted(real) }
      registry.keep(project)
      await watchers.open(real)
      return describe(project)
    },
    'projects.trust': async ({ projectDir, trusted }) => {
      const known = registry.find(await dirOf(projectDir))
      if (known === null) {
        throw new MebiError(
          'project-unknown',
          `${projectDir} is not open as a project.`,
          'Open the folder first.',
        )
      }
      const project = { ...known, trusted }
      registry.keep(project)
      return describe(project)
    },
    'projects.forget': async ({ projectDir }) => {
      const dir = await dirOf(projectDir)
      registry.forget(dir)
      await watchers.close(dir)
      return {}
    },
    'projects.examples': () => provideExamples(examplesDir, dataFolder),
    'projects.files': async ({ projectDir }) => outlines.files(await checkFolder(projectDir)),
    'projects.outline': async ({ projectDir, files }) =>
      outlines.outline(await checkFolder(projectDir), files),
    'files.read': async ({ projectDir, file }) => outlines.read(await checkFolder(projectDir), file),
    'folders.list': ({ dir }) => listFolders(dir === null ? home : resolve(home, dir)),
  }
  return {
    handlers,
    isTrusted: async (projectDir) => isTrusted(await dirOf(projectDir)),
    isInTrusted: async (path) => {
      // What a link in a trusted folder leads to is meant by those who trust it.
      for (const each of [path, await dirOf(path)]) {
        for (const dir of [each, ...foldersAround(each)]) if (await isTrusted(dir)) return true
      }
      return false
    },
    close: async () => {
      await Promise.all([watchers.closeAll(), outlines.close()])
    },
  }
}

/** Real path; the path itself where there is no such folder any more. */
async function dirOf(projectDir: string): Promise<string> {
  return realPath(projectDir).catch(() => projectDir)
}

/** The folders that a path lies in, innermost first. */
function foldersAround(path: string): string[] {
  const folder = dirname(path)
  return folder === path ? [] : [folder, ...foldersAround(folder)]
}

async function describe(project: StoredProject): Promise<Project> {
  const { dir } = project
  // The root has no name.
  return { ...project, name: basename(dir) || dir, problem: await folderProblem(dir) }
}

/** Watches the projects that were opened last. */
class Watchers {
  readonly #events: EventHub
  /** The one opened last at the end. */
  readonly #watchers = new Map<string, ProjectWatcher>()

  constructor(events: EventHub) {
    this.#events = events
  }

  async open(dir: string): Promise<void> {
    const watcher =
      this.#watchers.get(dir) ??
      new ProjectWatcher(dir, { onChange: (change) => this.#events.emit('project.changed', change) })
    this.#watchers.delete(dir)
    this.#watchers.set(dir, watcher)
    const surplus = [...this.#watchers.keys()].slice(0, -MOST_WATCHED)
    await Promise.all(surplus.map((each) => this.close(each)))
  }

  async close(dir: string): Promise<void> {
    const watcher = this.#watchers.get(dir)
    this.#watchers.delete(dir)
    await watcher?.close()
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#watchers.keys()].map((dir) => this.close(dir)))
  }
}

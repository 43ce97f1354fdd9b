import { MebiError } from '../contract/index.ts'
import type { StoredProject } from '../store/index.ts'
import type { History } from './history.ts'

/** The projects that were opened. What the history cannot keep lasts as long as the host. */
export class ProjectRegistry {
  readonly #history: History
  /** As the history had them last. */
  #stored: readonly StoredProject[] = []
  /** What the history did not take: projects as they should be, `null` for those that were forgotten. */
  readonly #unsaved = new Map<string, StoredProject | null>()

  constructor(history: History) {
    this.#history = history
  }

  /** Last opened first. */
  all(): StoredProject[] {
    this.#stored = attempt(() => this.#history.store.projects()) ?? this.#stored
    const projects = new Map<string, StoredProject | null>(
      this.#stored.map((project) => [project.dir, project]),
    )
    for (const [dir, project] of this.#unsaved) projects.set(dir, project)
    return [...projects.values()]
      .filter((project) => project !== null)
      .sort((a, b) => (a.openedAt < b.openedAt ? 1 : a.openedAt > b.openedAt ? -1 : 0))
  }

  /** `null` where the folder was not opened, or was forgotten. */
  find(dir: string): StoredProject | null {
    return this.all().find((project) => project.dir === dir) ?? null
  }

  keep(project: StoredProject): void {
    this.#change(project.dir, project, () => this.#history.store.keepProject(project))
  }

  forget(dir: string): void {
    this.#change(dir, null, () => this.#history.store.forgetProject(dir))
  }

  #change(dir: string, project: StoredProject | null, save: () => void): void {
    const isSaved = attempt(() => {
      save()
      return true
    })
    if (!isSaved) {
      this.#unsaved.set(dir, project)
      return
    }
    this.#unsaved.delete(dir)
    const others = this.#stored.filter((each) => each.dir !== dir)
    this.#stored = project === null ? others : [...others, project]
  }
}

/** `null` where the history cannot do it; why is told to those who ask for runs. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof MebiError) return null
    throw error
  }
}

import { childTables } from '../tables/childTables.ts'
import type { SampledProcess } from './sampledProcess.ts'

/** `null` where the process has ended already. */
export type OpenProcess = (suffix: string, pid: number) => SampledProcess | null

/** The watched child processes of a run, sampled while they live. */
export class Children {
  readonly #folder: string
  readonly #includeTheirs: boolean
  readonly #open: OpenProcess
  /** By the name of their table; `null` for those that have ended. */
  readonly #all = new Map<string, SampledProcess | null>()
  #living: SampledProcess[] = []

  /** @param includeTheirs whether the memory of their own children counts as theirs */
  constructor(folder: string, includeTheirs: boolean, open: OpenProcess) {
    this.#folder = folder
    this.#includeTheirs = includeTheirs
    this.#open = open
  }

  get living(): readonly SampledProcess[] {
    return this.#living
  }

  sample(nowNs: number, clock: () => number): void {
    for (const child of this.#living) {
      child.sample(nowNs)
      if (this.#includeTheirs) child.findDescendants(nowNs, clock)
    }
  }

  /** Takes up those that have come, and lets go of those that have ended. */
  follow(): void {
    for (const { name, pid } of childTables(this.#folder)) {
      if (!this.#all.has(name)) this.#all.set(name, this.#open(`-${pid}`, pid))
    }
    for (const [name, child] of this.#all) {
      if (!child) continue
      child.checkProgram()
      if (child.isGone) {
        child.close()
        this.#all.set(name, null)
      }
    }
    this.#living = [...this.#all.values()].filter((child) => child !== null)
  }
}

import { join } from 'node:path'
import { LogReader } from '../tables/logReader.ts'
import type { SampledProcess } from './sampledProcess.ts'

/**
 * What watched children hold, as Python's allocators count it. A fork counts what it has from its parent too, so of each
 * child counts what it has taken since it began.
 */
export class HeapTogether {
  readonly #folder: string
  /** What each had when it began, bytes, by the suffix of its files. */
  readonly #baselines = new Map<string, number>()

  /** @param folder the run folder */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** What all children that live have taken, bytes. */
  besides(children: readonly SampledProcess[]): number {
    return children.reduce((sum, child) => sum + Math.max(0, child.bytes - this.#baselineOf(child)), 0)
  }

  /** Infinite as long as it is not known. */
  #baselineOf({ suffix, bytes }: SampledProcess): number {
    const known = this.#baselines.get(suffix)
    if (known !== undefined || bytes === 0) return known ?? 0
    const { start } = new LogReader(join(this.#folder, `log${suffix}.jsonl`)).poll()
    if (start === null) return Number.POSITIVE_INFINITY
    this.#baselines.set(suffix, start.baselineBytes)
    return start.baselineBytes
  }
}

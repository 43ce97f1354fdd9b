import type { RunRequest, RunWarning } from '../../contract/index.ts'
import { markOf } from '../family/mark.ts'
import { samplerUrl } from '../sampling/sampler.ts'
import { type Crossing, MemoryWatch } from './memoryWatch.ts'
import { OomCounters, type OomEvidence } from './oomCounters.ts'

export interface RunLimitsOptions {
  folder: string
  request: RunRequest
  /** File of the sampler's thread, where it does not lie beside this module. */
  url: URL | undefined
}

/** What may take a program's life for want of memory: the request's limit, which is watched here, and the kernel. */
export class RunLimits {
  readonly #watch: MemoryWatch | null = null
  readonly #isAsked: boolean
  #counters: OomCounters | null = null

  constructor({ folder, request, url }: RunLimitsOptions) {
    const { maxMemoryBytes } = request
    this.#isAsked = maxMemoryBytes !== undefined
    if (maxMemoryBytes === undefined || process.platform !== 'linux') return
    this.#watch = new MemoryWatch(url ?? samplerUrl(), maxMemoryBytes, markOf(folder))
  }

  /** The program was killed at the request's limit; `null` where it was not. */
  get crossing(): Crossing | null {
    return this.#watch?.crossing ?? null
  }

  /** What there is to say about the watching. */
  get warnings(): RunWarning[] {
    if (!this.#isAsked || (this.#watch !== null && this.#watch.failure === null)) return []
    const why = this.#watch === null ? 'on this system one cannot' : String(this.#watch.failure)
    return [
      {
        code: 'memory-limit-unwatched',
        message: `The memory of the program could not be watched from outside (${why}): it was not stopped at its limit.`,
        atNs: null,
      },
    ]
  }

  /** Resolves when all is ready for the program to start. */
  async ready(): Promise<void> {
    await this.#watch?.ready()
  }

  /** @param pid the program, just spawned */
  begin(pid: number): void {
    this.#watch?.begin(pid)
    if (process.platform === 'linux') this.#counters = new OomCounters(pid)
  }

  /** To be called now and then while the program runs. */
  look(): void {
    this.#counters?.look()
  }

  async stop(): Promise<void> {
    await this.#watch?.stop()
  }

  /** Whether the kernel killed since the program began. */
  evidence(): OomEvidence | null {
    return this.#counters?.evidence() ?? null
  }
}

/** What handling bytes costs at most. */
const LEAST_COST_MS = 0.5
const BYTES_PER_MS = 1_000_000

export interface CreditOptions {
  /** The part of one processor that may be spent. */
  readonly share: number
  /** What may be spent at once, milliseconds: at the start, and after a long rest. */
  readonly firstMs: number
  readonly mostMs: number
}

/** How much time may go into something that is worth doing now and then. */
export class Credit {
  readonly #options: CreditOptions
  readonly #clockMs: () => number
  #ms: number
  #lastMs: number

  /** @param clockMs a clock that never goes back, milliseconds */
  constructor(options: CreditOptions, clockMs: () => number) {
    this.#options = options
    this.#clockMs = clockMs
    this.#ms = options.firstMs
    this.#lastMs = clockMs()
  }

  /** Whether there is anything to spend; what is done with it is counted by `spend`. */
  get isLeft(): boolean {
    const { share, mostMs } = this.#options
    const now = this.#clockMs()
    this.#ms = Math.min(mostMs, this.#ms + (now - this.#lastMs) * share)
    this.#lastMs = now
    return this.#ms > 0
  }

  /**
   * Does something, and takes its cost off the credit.
   *
   * @param work says how many bytes it has handled: time in which the thread only waited for a processor is no cost
   */
  spend(work: () => number): void {
    const before = this.#clockMs()
    const bytes = work()
    this.#ms -= Math.min(this.#clockMs() - before, LEAST_COST_MS + bytes / BYTES_PER_MS)
  }
}

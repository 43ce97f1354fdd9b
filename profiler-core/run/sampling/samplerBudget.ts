import { readFileSync } from 'node:fs'

/** The most that a sampler may take of one processor. */
const MOST = 0.09
/** What is averaged over. A thread's first moments, in which its code is compiled, say nothing. */
const WINDOW_NS = 1e9
const LONGEST_MS = 100

/** How often to sample: every millisecond, less often where that would cost too much or the run has become long. */
export class CpuBudget {
  #costMs = 0
  #leastMs = 1
  #samples = 0
  #windowNs = 0
  #cpuNs = 0

  get intervalMs(): number {
    return Math.min(LONGEST_MS, Math.max(this.#leastMs, this.#costMs / MOST))
  }

  /** Counts a sample that was taken. */
  count(): void {
    this.#samples++
  }

  /** Looks what a sample costs; called about ten times a second. */
  review(nowNs: number): void {
    this.#leastMs = leastIntervalMs(nowNs)
    if (nowNs - this.#windowNs < WINDOW_NS) return
    const cpuNs = ownCpuNs()
    if (this.#windowNs > 0) this.#costMs = (cpuNs - this.#cpuNs) / 1e6 / Math.max(1, this.#samples)
    this.#windowNs = nowNs
    this.#cpuNs = cpuNs
    this.#samples = 0
  }
}

function leastIntervalMs(elapsedNs: number): number {
  if (elapsedNs < 60e9) return 1
  return elapsedNs < 600e9 ? 2 : 5
}

/** Processor time of the calling thread, nanoseconds; 0 where the system does not say. */
function ownCpuNs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0])
  } catch {
    return 0
  }
}

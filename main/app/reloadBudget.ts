const MOST = 3
const WITHIN_MS = 60_000

/** How often a page that crashed is loaded again before the person is asked: thrice in a minute. */
export class ReloadBudget {
  #spentAt: number[] = []

  /** Says whether one more is allowed at a time (milliseconds, any clock), and counts it if so. */
  spend(nowMs: number): boolean {
    this.#spentAt = this.#spentAt.filter((at) => nowMs - at < WITHIN_MS)
    if (this.#spentAt.length >= MOST) return false
    this.#spentAt.push(nowMs)
    return true
  }

  renew(): void {
    this.#spentAt = []
  }
}

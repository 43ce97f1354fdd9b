/** A second's worth. */
const MOST_STEPS = 20_000_000
/** Of all files with rules that apply at once, or one after the other. */
const MOST_BYTES = 4 * 2 ** 20
const MOST_NOTES = 10

/**
 * What the rules of one project may cost. They are text of whoever wrote the project: enough of them, or enough stars, would
 * keep the host busy for hours.
 */
export class Budget {
  /** What was given up, a sentence each. */
  readonly notes: string[] = []
  #steps = MOST_STEPS
  #bytes = MOST_BYTES

  /** Whether as much text can be taken, too. */
  take(bytes: number): boolean {
    if (bytes > this.#bytes) return false
    this.#bytes -= bytes
    return true
  }

  /** Counts what has been compared. `false` where no more may be. */
  spend(steps: number): boolean {
    this.#steps -= steps
    return this.#steps > 0
  }

  isSpent(): boolean {
    return this.#steps <= 0
  }

  giveUp(file: string, why: string): void {
    if (this.notes.length < MOST_NOTES) this.notes.push(`${file} ${why}: nothing is left out by its rules.`)
  }

  /** For who goes on for days. */
  renew(): void {
    this.#steps = MOST_STEPS
  }
}

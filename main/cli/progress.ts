import type { EventPayload } from '../../profiler-core/contract/index.ts'
import { shortPlace } from './describeRun.ts'
import { cut, duration, memory } from './format.ts'
import type { Output } from './output.ts'

const ERASE_LINE = '\r\u001b[K'
/** A program that ends sooner needs no progress line, which would only flicker. */
const QUIET_START_NS = 300_000_000

/**
 * One line on a terminal that tells how a run goes, and makes room for the program's own output: it is erased before the
 * program writes, and not drawn while the program has left a line unfinished (a prompt, its own progress bar).
 */
export class ProgressLine {
  readonly #out: Output
  readonly #enabled: boolean
  #shown = false
  #lineOpen = false

  constructor(out: Output, enabled: boolean = out.isTerminal) {
    this.#out = out
    this.#enabled = enabled
  }

  update({ elapsedNs, bytes, line }: EventPayload<'run.memory'>): void {
    if (!this.#enabled || this.#lineOpen || elapsedNs < QUIET_START_NS) return
    const place = line === null ? '' : `  ${shortPlace(line)}`
    const text = cut(`mebi: ${duration(elapsedNs)}  ${memory(bytes)}${place}`, this.#out.columns - 1)
    this.#out.write(`${ERASE_LINE}${this.#out.colors.dim(text)}`)
    this.#shown = true
  }

  /** Before anything else is written to the same terminal. */
  clear(): void {
    if (!this.#shown) return
    this.#out.write(ERASE_LINE)
    this.#shown = false
  }

  /** The program wrote to the same terminal and left the cursor there. */
  afterOutput(atLineStart: boolean): void {
    this.#lineOpen = !atLineStart
  }
}

import type { EventPayload } from '../../profiler-core/contract/index.ts'
import { shortPlace } from './describeRun.ts'
import { cut, duration, memory } from './format.ts'
import type { Output } from './output.ts'

const ESCAPE = '\u001b'
/** What may follow on it that leaves the cursor where it is: a colour. */
const COLOUR = /^\[[\d;:]*m/
/** The beginning of one, of which the rest may come later. */
const UNFINISHED = /^\[?[\d;:]*$/
/** A program that ends sooner needs no progress line, which would only flicker. */
const QUIET_START_NS = 300_000_000

/**
 * One line on a terminal that tells how a run goes, and makes room for the program's own output: it is erased before the
 * program writes, and not drawn while the program has left a line unfinished (a prompt, its own progress bar), nor ever
 * again once the program has moved the cursor about (an editor, several bars at once).
 */
export class ProgressLine {
  readonly #out: Output
  #enabled: boolean
  #shown = false
  #lineOpen = false
  /** The beginning of a sequence, of which the rest comes with the next output. */
  #unfinished = ''

  constructor(out: Output, enabled: boolean = out.isTerminal) {
    this.#out = out
    this.#enabled = enabled
  }

  update({ elapsedNs, bytes, line }: EventPayload<'run.memory'>): void {
    if (!this.#enabled || this.#lineOpen || elapsedNs < QUIET_START_NS) return
    const place = line === null ? '' : `  ${shortPlace(line)}`
    const text = cut(`mebi: ${duration(elapsedNs)}  ${memory(bytes)}${place}`, this.#out.columns - 1)
    this.#out.draw(this.#out.colors.dim(text))
    this.#shown = true
  }

  /** Before anything else is written to the same terminal. */
  clear(): void {
    if (!this.#shown) return
    this.#out.erase()
    this.#shown = false
  }

  /** The program wrote to the same terminal and left the cursor there. */
  afterOutput(bytes: Uint8Array): void {
    if (!this.#enabled || bytes.length === 0) return
    const text = this.#unfinished + Buffer.from(bytes).toString('latin1')
    this.#lineOpen = !text.endsWith('\n')
    const sequences = text.split(ESCAPE).slice(1)
    const last = sequences.at(-1)
    this.#unfinished = last !== undefined && UNFINISHED.test(last) ? ESCAPE + sequences.pop() : ''
    this.#enabled = sequences.every((sequence) => COLOUR.test(sequence))
  }
}

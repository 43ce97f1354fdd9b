import { SAMPLE, SAMPLE_CELLS, type Samples } from './samplesFile.ts'
import { tellingPoints } from './thinning.ts'

/** Until then every reading is kept; later the most telling ones of each report. */
const WHOLE_UNTIL_NS = 10_000_000_000
/** How many of a report are kept then. */
const MOST_OF_REPORT = 12

/** One look at a process: the cells of a sample but for the time. */
export interface Reading {
  bytes: number
  childrenBytes: number
  residentBytes: number
  stack: number
}

/** The readings of a run's memory since the last report. */
export class Readings {
  #list: number[] = []
  #highest = 0
  #togetherHighest = 0

  /** Highest memory of the first process by itself so far, bytes. */
  get highestBytes(): number {
    return this.#highest
  }

  /** Highest memory of all processes together so far, bytes. */
  get togetherHighestBytes(): number {
    return this.#togetherHighest
  }

  /** Adds a reading; 0 bytes is a process that is gone, or that has not begun to measure. */
  add(nowNs: number, reading: Reading): void {
    if (reading.bytes > 0) this.#push(nowNs, reading)
  }

  /** Takes note of a high-water mark, bytes: a peak that no reading caught becomes one, at the time of this reading. */
  addHighWater(nowNs: number, bytes: number, reading: Reading): void {
    if (bytes > this.#highest) this.#push(nowNs, { ...reading, bytes })
  }

  /** The same of what the other processes had. */
  addMissed(nowNs: number, childrenBytes: number, reading: Reading): void {
    const { bytes } = reading
    if (bytes > 0 && bytes + childrenBytes > this.#togetherHighest) {
      this.#push(nowNs, { ...reading, childrenBytes })
    }
  }

  /** The readings since this was last called. */
  take(nowNs: number): Samples {
    const list = Float64Array.from(this.#list)
    this.#list = []
    return nowNs < WHOLE_UNTIL_NS ? list : thinOut(list)
  }

  #push(nowNs: number, { bytes, childrenBytes, residentBytes, stack }: Reading): void {
    this.#list.push(nowNs, bytes, childrenBytes, residentBytes, stack)
    this.#highest = Math.max(this.#highest, bytes)
    this.#togetherHighest = Math.max(this.#togetherHighest, bytes + childrenBytes)
  }
}

/** Stretches on disk grow with the run, within these limits, so that the file of a long run stays small. */
const LEAST_STRETCH_NS = 100_000_000
const LONGEST_STRETCH_NS = 10_000_000_000
const STRETCHES = 5000

/** The samples that are to be written: in the course of a run fewer and fewer, the most telling ones of each stretch. */
export class Backlog {
  #waiting: Samples = new Float64Array()
  #sinceNs = 0

  /** Adds samples; returns those that are to be written now. */
  add(samples: Samples, nowNs: number): Samples {
    const waiting = new Float64Array(this.#waiting.length + samples.length)
    waiting.set(this.#waiting)
    waiting.set(samples, this.#waiting.length)
    const stretchNs = Math.min(LONGEST_STRETCH_NS, Math.max(LEAST_STRETCH_NS, nowNs / STRETCHES))
    this.#waiting = nowNs < WHOLE_UNTIL_NS ? waiting : thinOut(waiting)
    return nowNs - this.#sinceNs >= stretchNs * 0.9 ? this.flush(nowNs) : new Float64Array()
  }

  /** Returns all that still waits. */
  flush(nowNs: number): Samples {
    const waiting = this.#waiting
    this.#waiting = new Float64Array()
    this.#sinceNs = nowNs
    return waiting
  }
}

/** Of samples the most telling ones, in their order. */
export function thinOut(samples: Samples): Samples {
  const indexes = Array.from({ length: Math.floor(samples.length / SAMPLE_CELLS) }, (_, index) => index)
  const cell = (index: number, column: number) => samples[index * SAMPLE_CELLS + column] ?? 0
  const kept = tellingPoints(
    indexes,
    [
      (index) => cell(index, SAMPLE.bytes),
      (index) => cell(index, SAMPLE.bytes) + cell(index, SAMPLE.children),
    ],
    (index) => cell(index, SAMPLE.stack),
    MOST_OF_REPORT,
  )
  const thin = new Float64Array(kept.length * SAMPLE_CELLS)
  for (const [place, index] of kept.entries()) {
    thin.set(samples.subarray(index * SAMPLE_CELLS, (index + 1) * SAMPLE_CELLS), place * SAMPLE_CELLS)
  }
  return thin
}

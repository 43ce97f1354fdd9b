import type { Samples } from './samplesFile.ts'

/** Until then every reading is kept; later the first, lowest, highest and last of each report. */
const WHOLE_UNTIL_NS = 10_000_000_000
/** The readings of a process's memory since the last report. */
export class Readings {
  #list: number[] = []
  #highest = 0

  /** Adds a reading; 0 bytes is a process that is gone. */
  add(nowNs: number, bytes: number): void {
    if (bytes > 0) this.#push(nowNs, bytes)
  }

  /** Takes note of the kernel's high-water mark: a peak that no reading caught becomes one. */
  addHighWater(nowNs: number, bytes: number): void {
    if (bytes > this.#highest) this.#push(nowNs, bytes)
  }

  /** The readings since this was last called. */
  take(nowNs: number): Samples {
    const list = this.#list
    this.#list = []
    return Float64Array.from(nowNs < WHOLE_UNTIL_NS ? list : thinOut(list))
  }

  #push(nowNs: number, bytes: number): void {
    this.#list.push(nowNs, bytes)
    if (bytes > this.#highest) this.#highest = bytes
  }
}

/** Of readings (pairs of time and bytes): the first, the lowest, the highest and the last, in their order. */
export function thinOut(readings: readonly number[]): number[] {
  const count = readings.length / 2
  if (count <= 4) return [...readings]
  let low = 0
  let high = 0
  for (let index = 1; index < count; index++) {
    const bytes = readings[2 * index + 1] ?? 0
    if (bytes < (readings[2 * low + 1] ?? 0)) low = index
    if (bytes > (readings[2 * high + 1] ?? 0)) high = index
  }
  const kept = [...new Set([0, low, high, count - 1])].sort((a, b) => a - b)
  return kept.flatMap((index) => [readings[2 * index] ?? 0, readings[2 * index + 1] ?? 0])
}

import type { TimeWindow } from '../../../profiler-core/analysis/index.ts'

/** No stretch in sight is shorter: samples are a millisecond apart. */
const LEAST_NS = 2e6

/** Which part of a run is in sight. */
export class TimeSpan {
  #fromNs = 0
  #toNs = 0
  #endNs = 0
  #isAll = true

  get fromNs(): number {
    return this.#fromNs
  }

  get toNs(): number {
    return this.#toNs
  }

  get isAll(): boolean {
    return this.#isAll
  }

  /** The run has come to `endNs`; all of it stays in sight if it was. */
  setEnd(endNs: number): void {
    this.#endNs = Math.max(endNs, LEAST_NS)
    if (this.#isAll) this.showAll()
  }

  showAll(): void {
    this.#fromNs = 0
    this.#toNs = this.#endNs
    this.#isAll = true
  }

  show({ fromNs, toNs }: TimeWindow): void {
    const width = Math.min(this.#endNs, Math.max(LEAST_NS, toNs - fromNs))
    this.#fromNs = Math.max(0, Math.min(this.#endNs - width, fromNs))
    this.#toNs = this.#fromNs + width
    this.#isAll = width >= this.#endNs
  }

  /** Makes the part in sight `factor` times as long; what is at `atNs` stays where it is. */
  zoom(factor: number, atNs: number): void {
    const width = this.#toNs - this.#fromNs
    const next = Math.max(LEAST_NS, width * factor)
    const part = width > 0 ? (atNs - this.#fromNs) / width : 0.5
    const fromNs = atNs - part * next
    this.show({ fromNs, toNs: fromNs + next })
  }

  /** Moves by a part of what is in sight. */
  pan(part: number): void {
    const by = (this.#toNs - this.#fromNs) * part
    this.show({ fromNs: this.#fromNs + by, toNs: this.#toNs + by })
  }

  /** Brings a moment into sight. */
  reveal(ns: number): void {
    if (ns >= this.#fromNs && ns <= this.#toNs) return
    const half = (this.#toNs - this.#fromNs) / 2
    this.show({ fromNs: ns - half, toNs: ns + half })
  }
}

import type { ProcessFamily } from '../family/processFamily.ts'
import { type Measure, memoryOf } from '../family/together.ts'
import type { ProcessShare } from '../story/peakSnapshot.ts'
import { Credit } from './credit.ts'

/** The least time between two looks which processes there are, and the part of one processor that they may take. */
const LOOK_EVERY_NS = 25_000_000
const LOOK_SHARE = 0.01
const LOOK_AT_LATEST_NS = 1_000_000_000
/** How often processes are asked whether they have started another: it costs as much as reading the memory of five. */
const ASK_EVERY_NS = 2_000_000
/** Of asking the kernel how pages are shared. */
const CREDIT = { share: 0.04, firstMs: 20, mostMs: 60 }
/** The kernel looks at so many times as many bytes at a time as a program can copy. */
const COUNTING_SPEED = 100
/** The least time between two questions, at the highest memory so far and below it. */
const COUNT_EVERY_NS = { highest: 4_000_000, below: 50_000_000 }
/** Less than this is not worth to be counted, bytes. */
const LEAST_BYTES = 65_536
/** How often high-water marks are read, and of how many processes. */
const MARK_EVERY_NS = 10_000_000
const MOST_MARKED = 16
/** So many processes are told one by one. */
const MOST_SHARES = 50

/** What the other processes of a program add to the memory of its first one. */
export interface OthersMemory {
  /** Pages that they share with the first one, or with one another, counted once; never too much, bytes. */
  readonly bytes: number
  /** What one of them had beyond that at a moment which no reading caught, bytes. */
  readonly missedBytes: number
}

const NONE: OthersMemory = { bytes: 0, missedBytes: 0 }

/** The memory of a program and of all that it has started, seen from outside (Linux). */
export class FamilyMemory {
  readonly #family: ProcessFamily
  readonly #measure: Measure
  readonly #credit: Credit
  #askAtNs = 0
  #lookAtNs = 0
  #lastCostNs = 0
  #countedAtNs = 0
  #markAtNs = 0
  #highestBytes = 0

  /** @param clockMs a clock that never goes back, milliseconds */
  constructor(family: ProcessFamily, measure: Measure, clockMs: () => number) {
    this.#family = family
    this.#measure = measure
    this.#credit = new Credit(CREDIT, clockMs)
  }

  /**
   * Looks, when it is time, which processes there are.
   *
   * @param clock the time in nanoseconds, of which `nowNs` is a reading
   */
  follow(nowNs: number, clock: () => number): void {
    const mayAsk = nowNs >= this.#askAtNs
    if (mayAsk) this.#askAtNs = nowNs + ASK_EVERY_NS
    if (nowNs < this.#lookAtNs && !(mayAsk && this.#family.hasNewChild())) return
    const before = clock()
    this.#family.look()
    const cost = clock() - before
    // The lesser of two: one may have had to wait for a processor.
    const wait = Math.min(cost, this.#lastCostNs) / LOOK_SHARE
    this.#lastCostNs = cost
    this.#lookAtNs = nowNs + Math.min(LOOK_AT_LATEST_NS, Math.max(LOOK_EVERY_NS, wait))
  }

  /**
   * Reads the memory of all.
   *
   * @param first process id of the first one
   * @param firstBytes its memory, as the run's backend measures it
   */
  read(nowNs: number, first: number, firstBytes: number): OthersMemory {
    const family = this.#family
    if (family.size < 2) return NONE
    const former = this.#isMarking(nowNs) ? this.#levels() : null
    const residentBytes = family.read()
    const isBelow = firstBytes + residentBytes <= this.#highestBytes + LEAST_BYTES
    const every = isBelow ? COUNT_EVERY_NS.below : COUNT_EVERY_NS.highest
    if (nowNs >= this.#countedAtNs + every) this.#count(nowNs, residentBytes)
    const bytes = this.#beside(first)
    const missedBytes = former === null ? 0 : this.#missed(first, former)
    this.#highestBytes = Math.max(this.#highestBytes, firstBytes + bytes + missedBytes)
    return { bytes, missedBytes }
  }

  /** What each process has now, the first one first, the others by size; nothing where it is alone. */
  shares(first: number): ProcessShare[] {
    const members = [...this.#family.members.values()].filter(
      ({ pid, residentBytes }) => pid === first || residentBytes > 0,
    )
    if (members.length < 2) return []
    return members
      .sort((a, b) => Number(b.pid === first) - Number(a.pid === first) || b.residentBytes - a.residentBytes)
      .slice(0, MOST_SHARES)
      .map(({ pid, residentBytes, command }) => ({ pid, bytes: residentBytes, command }))
  }

  close(): void {
    this.#family.close()
  }

  #beside(first: number): number {
    const process = this.#family.members.get(first)
    const own = process === undefined ? 0 : memoryOf(process, this.#measure)
    return Math.max(0, this.#family.togetherBytes(this.#measure) - own)
  }

  /** Counts where that may make a difference. */
  #count(nowNs: number, residentBytes: number): void {
    const doubt = residentBytes - this.#family.togetherBytes('rss')
    const isNew = [...this.#family.members.values()].some(
      ({ counted, residentBytes: own }) => counted === null && own > 0,
    )
    if ((doubt < LEAST_BYTES && !isNew) || !this.#credit.isLeft) return
    this.#countedAtNs = nowNs
    this.#credit.spend(() => {
      this.#family.count()
      return residentBytes / COUNTING_SPEED
    })
  }

  #isMarking(nowNs: number): boolean {
    if (this.#measure !== 'rss' || nowNs < this.#markAtNs || this.#family.size > MOST_MARKED) return false
    this.#markAtNs = nowNs + MARK_EVERY_NS
    return true
  }

  #levels(): Map<number, number> {
    return new Map([...this.#family.members].map(([pid, { residentBytes }]) => [pid, residentBytes]))
  }

  /** Of several processes the largest: they need not have had it at one moment. */
  #missed(first: number, former: ReadonlyMap<number, number>): number {
    let most = 0
    const members = [...this.#family.members.values()]
    for (const member of members) {
      if (member.pid === first) continue
      const isFork = members.some(({ image, pid }) => pid !== member.pid && image === member.image)
      most = Math.max(most, member.missedBytes(former.get(member.pid) ?? 0, isFork))
    }
    return most
  }
}

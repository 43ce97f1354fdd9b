import { descendants, ResidentReader } from '../proc.ts'

/** The least time between two searches. */
const SEARCH_EVERY_NS = 50_000_000
/** The most that searching may take of one processor: with many threads there are many files to read. */
const SEARCH_SHARE = 0.01
const SEARCH_AT_LATEST_NS = 1_000_000_000

/**
 * The resident memory of all processes that one process has started, and that these have: what the agent adds to its
 * readings where it is asked to. Linux only.
 */
export class KinMemory {
  #readers: ResidentReader[] = []
  #bytes = 0
  #nextSearchNs = 0
  #lastCostNs = 0

  /** Memory as last read, bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Looks, when it is time, which processes there are.
   *
   * @param clock the time in nanoseconds, of which `nowNs` is a reading
   */
  search(pid: number, nowNs: number, clock: () => number): void {
    if (nowNs < this.#nextSearchNs) return
    const before = clock()
    this.#find(pid)
    // The lesser of two: one may have had to wait for a processor.
    const cost = clock() - before
    const wait = Math.min(cost, this.#lastCostNs) / SEARCH_SHARE
    this.#lastCostNs = cost
    this.#nextSearchNs = nowNs + Math.min(SEARCH_AT_LATEST_NS, Math.max(SEARCH_EVERY_NS, wait))
  }

  /** Reads the memory, bytes; pages that several processes share count with each. */
  read(): number {
    this.#bytes = 0
    for (const reader of this.#readers) this.#bytes += reader.read()
    return this.#bytes
  }

  close(): void {
    for (const reader of this.#readers) reader.close()
    this.#readers = []
  }

  #find(pid: number): void {
    const pids = new Set(descendants(pid))
    for (const reader of this.#readers) if (!pids.has(reader.pid)) reader.close()
    this.#readers = this.#readers.filter((reader) => pids.delete(reader.pid))
    for (const each of pids) {
      try {
        this.#readers.push(new ResidentReader(each))
      } catch {
        // it has just ended
      }
    }
  }
}

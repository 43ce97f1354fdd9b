import { performance } from 'node:perf_hooks'
import { ProcessFamily } from '../family/processFamily.ts'

/** What the thread is started with; it waits until there is a program to watch. */
export interface MemoryLimitOptions {
  limitBytes: number
  /** Stands in the command line of the program. */
  mark: string
  /** A `MemoryLimitControl`. */
  control: SharedArrayBuffer
}

/** What the host and the thread share: what the thread has seen is there before the program is killed. */
export interface MemoryLimitControl {
  /** `[0]` one of `IDLE`, `WATCHING` and `DONE`, `[1]` the process that was spawned. */
  state: Int32Array
  /** `[0]` memory of all processes when the limit was crossed, bytes, 0 where it was not; `[1]` as last seen. */
  bytes: Float64Array
  /** `[0]` `process.hrtime` when the limit was crossed, nanoseconds. */
  crossedNs: BigInt64Array
}

export const IDLE = 0
export const WATCHING = 1
export const DONE = 2
export const LIMIT_CONTROL_BYTES = 32

export function memoryLimitControl(buffer: SharedArrayBuffer): MemoryLimitControl {
  return {
    state: new Int32Array(buffer, 0, 2),
    bytes: new Float64Array(buffer, 8, 2),
    crossedNs: new BigInt64Array(buffer, 24, 1),
  }
}

/** No machine fills its memory faster, all processors together: bytes a millisecond. */
const FASTEST = 20e6
const SHORTEST_MS = 2
const LONGEST_MS = 20
/** How often it is looked for new processes, unless there are so many that it would take more than a tenth of the time. */
const LOOK_EVERY_MS = 15
const LOOK_AT_LEAST_EVERY_MS = 50

/**
 * The thread that stops a program at its limit, together with all that it started: no event loop, so that nothing the host
 * does delays it. The nearer the limit, the more often it looks. SIGKILL, and at once: on any other signal the program
 * might answer by taking more; what was measured lies in the run folder.
 */
export function watchMemory({ limitBytes, mark, control }: MemoryLimitOptions, onReady: () => void): void {
  const { state, bytes, crossedNs } = memoryLimitControl(control)
  onReady()
  Atomics.wait(state, 0, IDLE)
  if (Atomics.load(state, 0) === DONE) return
  const family = new ProcessFamily(state[1] ?? 0, mark)
  const gauge = new Gauge(family, limitBytes)
  while (Atomics.load(state, 0) === WATCHING) {
    const now = gauge.read()
    if (now !== 0) bytes[1] = now
    if (now > limitBytes) {
      bytes[0] = now
      crossedNs[0] = process.hrtime.bigint()
      family.kill()
      break
    }
    Atomics.wait(state, 0, WATCHING, pauseMs(limitBytes - now))
  }
  family.close()
}

function pauseMs(roomBytes: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, roomBytes / FASTEST))
}

/** How long what is certain may take to decide, before everything is counted. */
const DOUBT_MS = 30
/** How long it rests at most between two counts. */
const LONGEST_REST_MS = 40

/** Memory of a family, no more dearly than it takes to tell whether it is above a limit. */
class Gauge {
  readonly #family: ProcessFamily
  readonly #limitBytes: number
  #lookAtMs = 0
  #countAtMs: number | null = null

  constructor(family: ProcessFamily, limitBytes: number) {
    this.#family = family
    this.#limitBytes = limitBytes
  }

  /** Memory of all processes together, bytes. */
  read(): number {
    if (performance.now() >= this.#lookAtMs) this.#look()
    const bytes = this.#family.read()
    if (bytes > this.#limitBytes && this.#family.size > 1) return this.#readShared()
    this.#countAtMs = null
    return bytes
  }

  #look(): void {
    const before = performance.now()
    this.#family.look()
    const after = performance.now()
    const pause = Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(LOOK_EVERY_MS, (after - before) * 9))
    this.#lookAtMs = after + pause
  }

  /**
   * The sum is above the limit, but too high: processes share pages. To count them takes the kernel a while, in which a
   * program that grows fast would grow on: it is done only where what is certain leaves the question open.
   */
  #readShared(): number {
    const certain = this.#family.togetherBytes('rss')
    const before = performance.now()
    this.#countAtMs ??= before + DOUBT_MS
    if (certain > this.#limitBytes || before < this.#countAtMs) return certain
    this.#family.count()
    const bytes = this.#family.togetherBytes('rss')
    const after = performance.now()
    const restMs = Math.min(2 * (after - before), LONGEST_REST_MS)
    this.#countAtMs = after + Math.max(pauseMs(this.#limitBytes - bytes), restMs)
    return bytes
  }
}

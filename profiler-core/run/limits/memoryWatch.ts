import { Worker } from 'node:worker_threads'
import {
  DONE,
  type IDLE,
  LIMIT_CONTROL_BYTES,
  type MemoryLimitControl,
  type MemoryLimitOptions,
  memoryLimitControl,
  WATCHING,
} from './memoryLimit.ts'

/** The limit was crossed, and the program killed. */
export interface Crossing {
  /** `process.hrtime` then, nanoseconds. */
  ns: bigint
  /** Memory of the program and all that it had started, bytes. */
  bytes: number
}

/** How long a run waits for the thread before it starts without. */
const READY_MS = 1000
/** How long the thread may take to end. */
const STOP_MS = 500

/** The thread that stops a program at its memory limit, seen from the host. It is started before the program is. */
export class MemoryWatch {
  readonly #control: MemoryLimitControl
  readonly #worker: Worker | null
  readonly #ready: Promise<unknown>
  #failure: unknown = null

  /**
   * @param url the sampler's thread, which is this one too where it is given a limit
   * @param mark stands in the command line of the program
   */
  constructor(url: URL, limitBytes: number, mark: string) {
    const control = new SharedArrayBuffer(LIMIT_CONTROL_BYTES)
    this.#control = memoryLimitControl(control)
    this.#worker = this.#start(url, { limitBytes, mark, control })
    const worker = this.#worker
    worker?.unref()
    this.#ready = worker
      ? new Promise((resolve) => {
          worker.once('message', resolve).once('error', resolve).once('exit', resolve)
        })
      : Promise.resolve()
    worker?.on('error', (error) => {
      this.#failure = error
    })
  }

  /** Why the limit is not, or no longer, watched; `null` where it is. */
  get failure(): unknown {
    return this.#failure
  }

  /** `null`: the limit was not crossed so far. Known as soon as the program is killed. */
  get crossing(): Crossing | null {
    const bytes = this.#control.bytes[0] ?? 0
    return bytes === 0 ? null : { bytes, ns: this.#control.crossedNs[0] ?? 0n }
  }

  /** Memory of the program and all that it had started, as last seen, bytes; 0 before it was. */
  get lastBytes(): number {
    return this.#control.bytes[1] ?? 0
  }

  /** Resolves when the thread waits for a program, or cannot be waited for any longer. */
  async ready(): Promise<void> {
    await within(READY_MS, this.#ready)
  }

  /** @param pid the program, just spawned */
  begin(pid: number): void {
    this.#control.state[1] = pid
    this.#switchTo(WATCHING)
  }

  async stop(): Promise<void> {
    const worker = this.#worker
    if (worker === null) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    this.#switchTo(DONE)
    // It has ended already where the limit was crossed: then there is nothing to wait for.
    if (worker.threadId !== -1) await within(STOP_MS, ended)
    await worker.terminate()
  }

  #switchTo(state: typeof IDLE | typeof WATCHING | typeof DONE): void {
    Atomics.store(this.#control.state, 0, state)
    Atomics.notify(this.#control.state, 0)
  }

  #start(url: URL, workerData: MemoryLimitOptions): Worker | null {
    try {
      return new Worker(url, { workerData })
    } catch (error) {
      this.#failure = error
      return null
    }
  }
}

async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([promise, timeout])
  clearTimeout(timer)
}

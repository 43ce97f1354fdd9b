import { Worker } from 'node:worker_threads'
import {
  CONTROL_BYTES,
  ENDING,
  SAMPLING,
  type SamplerControl,
  type SamplerMessage,
  type SamplerOptions,
  type SamplerReport,
  samplerControl,
} from './samplerMessages.ts'

export interface SamplerListener {
  onReport: (report: SamplerReport) => void
  /** The thread could not be started, or has failed; no more reports come. */
  onFailure: (error: unknown) => void
}

/** How long a run waits for the thread before it starts without; a busy machine takes its time. */
const READY_MS = 5000
/** How long the thread may take for its last report. */
const STOP_MS = 1000

/** The file of the thread: beside this one, as a source or as what the build makes of it. */
export function samplerUrl(): URL {
  const name = import.meta.url.endsWith('.ts') ? 'samplerWorker.ts' : 'samplerWorker.mjs'
  return new URL(name, import.meta.url)
}

/**
 * The sampler's thread, seen from the host. It is started before the program is: starting a thread takes longer than
 * many a program runs.
 */
export class Sampler {
  readonly #control: SamplerControl
  readonly #worker: Worker | null
  readonly #ready: Promise<void>
  readonly #ended: Promise<void>

  constructor(url: URL, options: Omit<SamplerOptions, 'control'>, listener: SamplerListener) {
    const control = new SharedArrayBuffer(CONTROL_BYTES)
    this.#control = samplerControl(control)
    const worker = tryStart(url, { ...options, control })
    if (worker instanceof Error) {
      this.#worker = null
      this.#ready = this.#ended = Promise.resolve()
      listener.onFailure(worker)
      return
    }
    this.#worker = worker
    worker.unref()
    worker.on('error', listener.onFailure)
    this.#ended = new Promise((resolve) => worker.once('exit', () => resolve()))
    this.#ready = new Promise((resolve) => {
      worker.on('message', (message: SamplerMessage) => {
        if (message === 'ready') resolve()
        else listener.onReport(message)
      })
    })
  }

  /** Resolves when the thread waits for a process, or cannot be waited for any longer. */
  async ready(): Promise<void> {
    await within(READY_MS, Promise.race([this.#ready, this.#ended]))
  }

  /** Begins to sample. */
  begin(pid: number, startedNs: bigint): void {
    this.#control.startedNs[0] = startedNs
    this.#control.state[1] = pid
    this.#switchTo(SAMPLING)
  }

  /** Ends the thread; resolves when its last report has been delivered. */
  async stop(): Promise<void> {
    this.#switchTo(ENDING)
    await within(STOP_MS, this.#ended)
    await this.#worker?.terminate()
  }

  #switchTo(state: number): void {
    Atomics.store(this.#control.state, 0, state)
    Atomics.notify(this.#control.state, 0)
  }
}

function tryStart(url: URL, workerData: SamplerOptions): Worker | Error {
  try {
    return new Worker(url, { workerData })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([promise, timeout])
  clearTimeout(timer)
}

import { randomUUID } from 'node:crypto'
import { type CallError, MebiError, type QueuedRun, type RunRequest } from '../contract/index.ts'
import { toCallError } from './dispatch.ts'
import type { EventHub } from './events.ts'

export interface RunQueueDeps {
  readonly events: EventHub
  /** Starts a run; resolves when its process exists. */
  readonly start: (request: RunRequest) => Promise<unknown>
  /** Whether no run goes on, nor is about to. */
  readonly isIdle: () => boolean
  /** Told of errors that are nobody's but Mebi's. */
  readonly reportFault: (error: unknown) => void
}

/** Runs that wait until no run goes on any more; one at a time, the first come first. */
export class RunQueue {
  readonly #deps: RunQueueDeps
  readonly #waiting: QueuedRun[] = []
  #isStarting = false

  constructor(deps: RunQueueDeps) {
    this.#deps = deps
  }

  get waiting(): QueuedRun[] {
    return [...this.#waiting]
  }

  /** Returns the ticket by which the run can be taken out again. */
  add(request: RunRequest): string {
    const ticket = randomUUID()
    this.#waiting.push({ ticket, request })
    this.#tell()
    // Not before the caller knows the ticket.
    setImmediate(() => void this.proceed())
    return ticket
  }

  /** @throws MebiError `not-queued` */
  remove(ticket: string): void {
    const place = this.#waiting.findIndex((queued) => queued.ticket === ticket)
    if (place === -1) {
      throw new MebiError('not-queued', 'This run does not wait any more: it was started, or taken out.')
    }
    this.#waiting.splice(place, 1)
    this.#tell()
  }

  /** Starts what has its turn, if anything; to be called whenever a run has ended. Never rejects. */
  async proceed(): Promise<void> {
    while (!this.#isStarting && this.#deps.isIdle()) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      this.#isStarting = true
      this.#tell()
      const error = await this.#start(next.request)
      this.#isStarting = false
      if (error !== null) this.#deps.events.emit('queue.failed', { ...next, error })
    }
  }

  /** Lets go of all that waits. */
  clear(): void {
    if (this.#waiting.length === 0) return
    this.#waiting.length = 0
    this.#tell()
  }

  async #start(request: RunRequest): Promise<CallError | null> {
    try {
      await this.#deps.start(request)
      return null
    } catch (error) {
      if (!(error instanceof MebiError)) this.#deps.reportFault(error)
      return toCallError(error)
    }
  }

  #tell(): void {
    this.#deps.events.emit('queue.changed', { waiting: this.waiting })
  }
}

import { type AnyEvent, type EventName, eventNames } from '../profiler-core/contract/index.ts'
import type { ProfilerService } from '../profiler-core/service.ts'
import { EventQueue, OUTPUT_PIECE } from './eventQueue.ts'

/** So long output waits for more of it, so that a program that prints much makes few events. */
const OUTPUT_PAUSE_MS = 50
/** So many characters of output may wait; beyond them the programs do. */
const OUTPUT_ROOM = 4 * OUTPUT_PIECE
/** So long a page may take for one event. It is a bound for memory too: what comes meanwhile is kept. */
const PATIENCE_MS = 10_000

/** Hands an event to a page; the next one follows when the promise is settled. */
export type SendEvent = (event: AnyEvent) => void | Promise<void>

export interface PageEventsOptions {
  /** The page did not take an event in time, or cannot be reached. It gets no more; programs do not wait for it. */
  readonly onLost: () => void
  readonly patienceMs?: number
}

/**
 * Sends what happens in the core to one page, as fast as it can follow: output in few and large pieces, of live numbers
 * the latest. A program whose output a page cannot follow is slowed down by it, but never stopped by one that is dead.
 * Returns what ends it.
 */
export function pageEvents(
  service: Pick<ProfilerService, 'subscribe' | 'tapOutput'>,
  send: SendEvent,
  options: PageEventsOptions,
): () => void {
  const sender = new PageSender(send, options)
  // Output comes from the tap, where the program waits for us.
  const names = eventNames.filter((name) => name !== 'run.output')
  const undo = [
    ...names.map((name) => subscribe(service, name, (event) => sender.add(event))),
    service.tapOutput(({ key, piece: { stream, text } }) =>
      sender.addOutput({ name: 'run.output', payload: { key, stream, text } }),
    ),
  ]
  sender.onEnd = () => {
    for (const each of undo) each()
  }
  return () => sender.end()
}

function subscribe(
  service: Pick<ProfilerService, 'subscribe'>,
  name: EventName,
  take: (event: AnyEvent) => void,
): () => void {
  // The payload that comes under a name is the one of that name.
  return service.subscribe(name, (payload) => take({ name, payload } as AnyEvent))
}

class PageSender {
  onEnd: () => void = () => {}
  readonly #send: SendEvent
  readonly #onLost: () => void
  readonly #patienceMs: number
  readonly #queue = new EventQueue()
  /** Programs that wait until there is room. */
  #waiting: (() => void)[] = []
  #pause: NodeJS.Timeout | null = null
  #sending = false
  #ended = false

  constructor(send: SendEvent, { onLost, patienceMs = PATIENCE_MS }: PageEventsOptions) {
    this.#send = send
    this.#onLost = onLost
    this.#patienceMs = patienceMs
  }

  add(event: AnyEvent): void {
    if (this.#ended) return
    this.#queue.add(event)
    void this.#sendAll()
  }

  addOutput(event: AnyEvent): Promise<void> | undefined {
    if (this.#ended) return undefined
    this.#queue.add(event)
    if (this.#queue.outputLength >= OUTPUT_PIECE) void this.#sendAll()
    else this.#pause ??= setTimeout(() => void this.#sendAll(), OUTPUT_PAUSE_MS)
    if (this.#hasRoom()) return undefined
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#clearPause()
    this.#queue.clear()
    this.#letProgramsGoOn()
    this.onEnd()
  }

  async #sendAll(): Promise<void> {
    this.#clearPause()
    if (this.#sending) return
    this.#sending = true
    // Output that came meanwhile, and is little, has begun a pause.
    while (this.#pause === null) {
      const event = this.#queue.next()
      if (event === undefined) break
      if (!(await this.#isTaken(event))) this.#lose()
      if (this.#hasRoom()) this.#letProgramsGoOn()
    }
    this.#sending = false
  }

  /** Says whether the page has taken the event in time. */
  async #isTaken(event: AnyEvent): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, this.#patienceMs, false)
    })
    try {
      const sent = Promise.resolve(this.#send(event)).then(() => true)
      return await Promise.race([sent, patience])
    } catch {
      return false
    } finally {
      clearTimeout(timer)
    }
  }

  #lose(): void {
    if (this.#ended) return
    this.end()
    this.#onLost()
  }

  #hasRoom(): boolean {
    return this.#queue.outputLength < OUTPUT_ROOM
  }

  #letProgramsGoOn(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #clearPause(): void {
    if (this.#pause !== null) clearTimeout(this.#pause)
    this.#pause = null
  }
}

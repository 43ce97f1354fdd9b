import { type EventName, type EventPayload, eventNames } from '../contract/index.ts'

export type Listener<N extends EventName> = (payload: EventPayload<N>) => void

type Listeners = { [N in EventName]: Set<Listener<N>> }

/** Who listens to what. A listener that throws fails alone: the others still hear, and the run goes on. */
export class EventHub {
  readonly #listeners = Object.fromEntries(eventNames.map((name) => [name, new Set()])) as Listeners

  /** Returns what undoes it. */
  subscribe<N extends EventName>(event: N, listener: Listener<N>): () => void {
    // A listener of one's own, so that subscribing the same function twice counts twice.
    const own: Listener<N> = (payload) => listener(payload)
    this.#listeners[event].add(own)
    return () => {
      this.#listeners[event].delete(own)
    }
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners[event]) {
      try {
        listener(payload)
      } catch (error) {
        // Out of this stack, to where uncaught exceptions are reported.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}

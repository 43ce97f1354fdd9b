import type { AnyEvent, EventPayload } from '../profiler-core/contract/index.ts'

/** A piece of output that waits grows to so many characters at most. */
export const OUTPUT_PIECE = 256 * 1024

type OutputEvent = Extract<AnyEvent, { name: 'run.output' }>

/**
 * The events that wait for a page, in order. Nothing of a program's output is lost, its pieces are joined; of what only
 * says how things stand now there is one of a kind.
 */
export class EventQueue {
  readonly #events = new Map<string, AnyEvent>()
  /** The last piece of output of each run, as long as it waits. */
  readonly #lastOutput = new Map<string, string>()
  #numbered = 0
  #outputLength = 0

  /** Characters of output that wait. */
  get outputLength(): number {
    return this.#outputLength
  }

  add(event: AnyEvent): void {
    if (event.name === 'run.output') {
      this.#addOutput(event)
      return
    }
    const slot = slotOf(event) ?? this.#nextSlot()
    const earlier = this.#events.get(slot)
    // Taken out first, so that the newest state comes after what has led to it.
    this.#events.delete(slot)
    this.#events.set(slot, earlier === undefined ? event : merge(earlier, event))
  }

  /** Takes the oldest event out. */
  next(): AnyEvent | undefined {
    const [oldest] = this.#events
    if (oldest === undefined) return undefined
    const [slot, event] = oldest
    this.#events.delete(slot)
    if (event.name === 'run.output') {
      const { key, text } = event.payload
      this.#outputLength -= text.length
      if (this.#lastOutput.get(key) === slot) this.#lastOutput.delete(key)
    }
    return event
  }

  clear(): void {
    this.#events.clear()
    this.#lastOutput.clear()
    this.#outputLength = 0
  }

  #addOutput(event: OutputEvent): void {
    const { key, stream, text } = event.payload
    this.#outputLength += text.length
    const lastSlot = this.#lastOutput.get(key)
    const last = lastSlot === undefined ? undefined : this.#events.get(lastSlot)
    if (
      lastSlot !== undefined &&
      last?.name === 'run.output' &&
      last.payload.stream === stream &&
      last.payload.text.length + text.length <= OUTPUT_PIECE
    ) {
      const joined = { ...last.payload, text: last.payload.text + text }
      this.#events.set(lastSlot, { name: 'run.output', payload: joined })
      return
    }
    const slot = this.#nextSlot()
    this.#events.set(slot, event)
    this.#lastOutput.set(key, slot)
  }

  #nextSlot(): string {
    this.#numbered += 1
    return String(this.#numbered)
  }
}

/** What events replace each other: those of one slot. `null` where each counts. */
function slotOf(event: AnyEvent): string | null {
  switch (event.name) {
    case 'run.lines':
    case 'run.memory':
      return `${event.name} ${event.payload.key}`
    case 'project.changed':
      return `${event.name} ${event.payload.projectDir}`
    case 'queue.changed':
    case 'history.changed':
      return event.name
    default:
      return null
  }
}

/** The later event of a slot, with what it does not repeat of the earlier one. */
function merge(earlier: AnyEvent, later: AnyEvent): AnyEvent {
  if (earlier.name === 'run.lines' && later.name === 'run.lines') {
    return { name: 'run.lines', payload: mergeLines(earlier.payload, later.payload) }
  }
  if (earlier.name === 'project.changed' && later.name === 'project.changed') {
    const files = [...new Set([...earlier.payload.files, ...later.payload.files])]
    const listing = earlier.payload.listing || later.payload.listing
    return { name: 'project.changed', payload: { ...later.payload, files, listing } }
  }
  return later
}

/** An event has only the functions whose numbers changed since the one before it. */
function mergeLines(
  earlier: EventPayload<'run.lines'>,
  later: EventPayload<'run.lines'>,
): EventPayload<'run.lines'> {
  const functions = new Map(
    [...earlier.functions, ...later.functions].map((each) => [
      `${each.firstLine} ${each.name} ${each.file}`,
      each,
    ]),
  )
  return { key: later.key, functions: [...functions.values()] }
}

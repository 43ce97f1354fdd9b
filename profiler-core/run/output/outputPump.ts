import type { Readable } from 'node:stream'
import type { OutputChunk } from '../../contract/index.ts'

/** A piece of output as it came: the text, and the very bytes of it. */
export interface OutputPiece extends OutputChunk {
  bytes: Uint8Array
}

/** Takes a piece; the program waits, its pipe being full, while a promise is pending. */
export type TakeOutput = (piece: OutputPiece) => void | Promise<void>

const CHECK_MS = 50
/** A pipe holds no more than this of a program that has ended. */
const MOST_AFTER_EXIT = 2 * 1024 * 1024

/** Carries a program's output from its pipes to a listener, decoding UTF-8 across the borders of pieces. */
export class OutputPump {
  readonly #streams: Readable[]
  readonly #take: TakeOutput
  readonly #drained: Promise<unknown>
  #open: number
  /** Pieces that a listener is taking now. */
  #delivering = 0
  #bytes = 0

  constructor(stdout: Readable, stderr: Readable, take: TakeOutput) {
    this.#streams = [stdout, stderr]
    this.#take = take
    this.#open = 2
    this.#drained = Promise.all([this.#carry(stdout, 'stdout'), this.#carry(stderr, 'stderr')])
  }

  /**
   * Resolves when all output of a program that has ended was delivered. What the program leaves behind may hold its pipes
   * open: nothing more is expected of them after `patienceMs` of waiting for them. A listener has all the time that it
   * wants, unless the person wants an end.
   */
  async finish(patienceMs: number, isUrgent: boolean): Promise<void> {
    const most = this.#bytes + MOST_AFTER_EXIT
    for (let waited = 0; this.#open > 0 && waited < patienceMs && this.#bytes < most; ) {
      await Promise.race([this.#drained, new Promise((resolve) => setTimeout(resolve, CHECK_MS))])
      if (this.#delivering === 0 || isUrgent) waited += CHECK_MS
    }
    for (const stream of this.#streams) stream.destroy()
    if (!isUrgent) await this.#drained
  }

  async #carry(source: Readable, stream: OutputChunk['stream']): Promise<void> {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    try {
      for await (const chunk of source) {
        const bytes = chunk as Buffer
        this.#bytes += bytes.length
        await this.#deliver({ stream, text: decoder.decode(bytes, { stream: true }), bytes })
      }
    } catch {
      // the pipe was closed by `finish`
    }
    const rest = decoder.decode()
    if (rest !== '') await this.#deliver({ stream, text: rest, bytes: new Uint8Array() })
    this.#open--
  }

  async #deliver(piece: OutputPiece): Promise<void> {
    this.#delivering++
    try {
      await this.#take(piece)
    } catch {
      // the listener's own affair; the program goes on
    } finally {
      this.#delivering--
    }
  }
}

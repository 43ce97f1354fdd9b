import type { Readable } from 'node:stream'
import type { OutputChunk } from '../../contract/index.ts'
import type { Launched } from '../launch/launched.ts'

/**
 * A piece of output as it came: the text as the program wrote it, and the very bytes of it, in which a terminal has made
 * `\r\n` of each `\n`.
 */
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
  readonly #passed: Launched['passed']
  readonly #drained: Promise<unknown>
  #open: number
  /** Pieces that a listener is taking now. */
  #delivering = 0
  #bytes = 0

  constructor(
    { stdout, stderr, shown, passed }: Pick<Launched, 'stdout' | 'stderr' | 'shown' | 'passed'>,
    take: TakeOutput,
  ) {
    this.#streams = [stdout, stderr]
    this.#take = take
    this.#passed = passed
    this.#open = 2
    this.#drained = Promise.all([
      this.#carry(stdout, 'stdout', shown === 'stdout'),
      this.#carry(stderr, 'stderr', shown === 'stderr'),
    ])
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

  async #carry(source: Readable, stream: OutputChunk['stream'], isTerminal: boolean): Promise<void> {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    let held = '' // a \r that may be the first half of a line's end
    const textOf = (text: string) => {
      if (!isTerminal) return text
      const whole = held + text
      held = whole.endsWith('\r') ? '\r' : ''
      return whole.slice(0, whole.length - held.length).replaceAll('\r\n', '\n')
    }
    try {
      for await (const chunk of source) {
        const bytes = chunk as Buffer
        this.#bytes += bytes.length
        await this.#deliver({ stream, text: textOf(decoder.decode(bytes, { stream: true })), bytes })
        if (isTerminal) this.#passed(bytes.length)
      }
    } catch {
      // the pipe was closed by `finish`
    }
    const rest = textOf(decoder.decode()) + held
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

import type { WriteStream } from 'node:tty'
import { toFsPath } from '../../profiler-core/targets/python/fsPath.ts'
import { type Colors, createColors, forTerminal } from './colors.ts'

const ERASE_LINE = '\r\u001b[K'

/**
 * Standard output or standard error: all that Mebi says goes through here. Text, which is in the surrogate escape
 * convention, commands no terminal, whoever wrote what is in it; our own colours survive. A reader that
 * went away (`mebi show 1 | head`) is no failure: what follows is dropped. Any other failure is kept in `problem`.
 */
export class Output {
  readonly isTerminal: boolean
  readonly colors: Colors
  problem: Error | null = null
  readonly #stream: NodeJS.WriteStream
  #closed = false
  #lastByte = 0x0a

  constructor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv) {
    this.#stream = stream
    this.isTerminal = stream.isTTY === true
    const plain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
    this.colors = createColors(this.isTerminal && !plain)
    stream.on('error', (error: NodeJS.ErrnoException) => this.#fail(error))
  }

  /** Width of the terminal. */
  get columns(): number {
    const { columns = 0 } = this.#stream as Partial<WriteStream>
    // Some terminals say 0 for "unknown".
    return columns > 0 ? columns : 80
  }

  /** Whether what is written next stands at the start of a line. */
  get atLineStart(): boolean {
    return this.#lastByte === 0x0a
  }

  write(text: string): void {
    this.pass(Buffer.from(toFsPath(this.isTerminal ? forTerminal(text) : text)))
  }

  /** The output of a program that runs, as it is: what it does to the terminal is the person's wish. */
  pass(bytes: Uint8Array): void {
    this.#lastByte = bytes.at(-1) ?? this.#lastByte
    if (!this.#closed) this.#stream.write(bytes)
  }

  /** Writes what is erased again before anything else is written, in place of what was drawn before. */
  draw(text: string): void {
    if (!this.#closed) this.#stream.write(ERASE_LINE + forTerminal(text))
  }

  /** Takes away what was drawn. */
  erase(): void {
    if (!this.#closed) this.#stream.write(ERASE_LINE)
  }

  /** Where the reader has fallen behind: settles when there is room again. */
  room(): Promise<void> | undefined {
    if (this.#closed || !this.#stream.writableNeedDrain) return undefined
    return new Promise((resolve) => {
      const done = () => {
        this.#stream.off('drain', done).off('error', done)
        resolve()
      }
      this.#stream.on('drain', done).on('error', done)
    })
  }

  /** Settles when everything written so far is out, or can never be. */
  async flush(): Promise<void> {
    if (this.#closed) return
    await new Promise<void>((resolve) => {
      this.#stream.write('', () => resolve())
    })
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.#closed = true
    if (error.code !== 'EPIPE') this.problem ??= error
  }
}

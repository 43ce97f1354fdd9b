import type { OutputPiece } from '../run/output/outputPump.ts'

export type { OutputPiece }

/** Hears the output of runs byte by byte; the program waits while a promise that this returned is pending. */
export type OutputListener = (output: { key: string; piece: OutputPiece }) => Promise<void> | undefined

/** The way of a program's output, unchanged, to hosts in the same process: events carry text. */
export class OutputTap {
  readonly #listeners = new Set<OutputListener>()

  /** Returns what undoes it. */
  add(listener: OutputListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** All hear of it at once; resolves when the slowest lets the program go on. */
  async deliver(key: string, piece: OutputPiece): Promise<void> {
    await Promise.all([...this.#listeners].map(async (listener) => listener({ key, piece })))
  }
}

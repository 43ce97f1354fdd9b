import type { OutputChunk } from '../../contract/index.ts'

/** How much of a program's output is kept: the first and the last half of this, in bytes. */
export const KEPT_OUTPUT = 8 * 1024 * 1024
/** Neighbouring pieces of one stream are joined up to about this length. */
const PIECE = 65_536

interface Piece extends OutputChunk {
  bytes: number
}

/** Keeps the beginning and the end of a program's output. */
export class OutputKeeper {
  readonly #head: Piece[] = []
  readonly #tail: Piece[] = []
  readonly #half: number
  #headBytes = 0
  #tailBytes = 0
  #droppedBytes = 0

  constructor(limit = KEPT_OUTPUT) {
    this.#half = limit / 2
  }

  /** Bytes of UTF-8 that were left out. */
  get droppedBytes(): number {
    return this.#droppedBytes
  }

  add(stream: OutputChunk['stream'], text: string): void {
    const bytes = Buffer.byteLength(text)
    const isHead = this.#tail.length === 0 && this.#droppedBytes === 0
    if (isHead && this.#headBytes + bytes <= this.#half) {
      append(this.#head, { stream, text, bytes })
      this.#headBytes += bytes
      return
    }
    append(this.#tail, { stream, text, bytes })
    this.#tailBytes += bytes
    while (this.#tailBytes > this.#half && this.#tail.length > 1) {
      const bytesOfFirst = this.#tail.shift()?.bytes ?? 0
      this.#tailBytes -= bytesOfFirst
      this.#droppedBytes += bytesOfFirst
    }
  }

  /** Counts output as left out that came after all that was added so far. */
  drop(bytes: number): void {
    this.#droppedBytes += bytes
  }

  /** What was kept, with a note in place of what was not. */
  chunks(): OutputChunk[] {
    const { head, tail } = this.parts()
    const mib = (this.#droppedBytes / 1024 / 1024).toFixed(1)
    const note = { stream: 'stderr' as const, text: `\n[Mebi left out ${mib} MiB of output here]\n` }
    return joined(this.#droppedBytes > 0 ? [...head, note, ...tail] : [...head, ...tail])
  }

  /** The kept pieces before and after what was left out. */
  parts(): { head: readonly OutputChunk[]; tail: readonly OutputChunk[] } {
    return { head: this.#head, tail: this.#tail }
  }
}

function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1)
  if (last && last.stream === piece.stream && last.bytes + piece.bytes <= PIECE) {
    last.text += piece.text
    last.bytes += piece.bytes
  } else {
    pieces.push(piece)
  }
}

function joined(chunks: readonly OutputChunk[]): OutputChunk[] {
  const result: OutputChunk[] = []
  for (const { stream, text } of chunks) {
    const last = result.at(-1)
    if (last?.stream === stream) last.text += text
    else result.push({ stream, text })
  }
  return result
}

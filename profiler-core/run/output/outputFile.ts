import { closeSync, renameSync } from 'node:fs'
import { z } from 'zod'
import { OutputChunk } from '../../contract/index.ts'
import { openFresh, openPlain, readPlain, writeAll } from '../plainFile.ts'
import { KEPT_OUTPUT, OutputKeeper } from './outputKeeper.ts'

/** JSON may take several times the space of what it says. */
const MOST_BYTES = 16 * KEPT_OUTPUT

const Entry = z.union([OutputChunk, z.object({ dropped: z.number().nonnegative() })])

/**
 * The program's output on disk, so that it outlives the host: one JSON object a line, a chunk of output or
 * `{"dropped": BYTES}`. When the file has grown to twice what is kept, it is written anew with what is kept.
 * A disk that fails is told once; the output is kept in memory all the same.
 */
export class OutputFile {
  readonly keeper = new OutputKeeper()
  readonly #path: string
  readonly #onProblem: (error: unknown) => void
  #fd: number | null = null
  #length = 0
  #rewriteAt = 2 * KEPT_OUTPUT

  constructor(path: string, onProblem: (error: unknown) => void) {
    this.#path = path
    this.#onProblem = onProblem
    this.#try(() => {
      this.#fd = openPlain(path, 'append')
    })
  }

  add(chunk: OutputChunk): void {
    this.keeper.add(chunk.stream, chunk.text)
    const fd = this.#fd
    if (fd === null) return
    this.#try(() => {
      this.#length += writeLines(fd, [chunk])
      if (this.#length > this.#rewriteAt) this.#rewrite()
    })
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }

  #rewrite(): void {
    const { head, tail } = this.keeper.parts()
    const fresh = `${this.#path}.new`
    const fd = openFresh(fresh)
    try {
      this.#length = writeLines(fd, [...head, { dropped: this.keeper.droppedBytes }, ...tail])
      // JSON may take several times the space of what it says.
      this.#rewriteAt = 2 * Math.max(KEPT_OUTPUT, this.#length)
      renameSync(fresh, this.#path)
    } catch (error) {
      closeSync(fd)
      throw error
    }
    this.close()
    this.#fd = fd
  }

  #try(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.close()
      this.#onProblem(error)
    }
  }
}

/** The output that a run folder has; nothing where there is no such file. */
export function readOutputFile(path: string): OutputKeeper {
  const keeper = new OutputKeeper()
  let text = ''
  try {
    text = readPlain(path, MOST_BYTES).toString('utf8')
  } catch {
    return keeper
  }
  for (const line of text.split('\n')) {
    const entry = parseEntry(line)
    if (!entry) continue
    if ('dropped' in entry) keeper.drop(entry.dropped)
    else keeper.add(entry.stream, entry.text)
  }
  return keeper
}

function parseEntry(line: string): z.infer<typeof Entry> | null {
  try {
    return Entry.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null // the last line of a host that was killed
  }
}

/** Returns how many bytes were written. */
function writeLines(fd: number, entries: readonly z.infer<typeof Entry>[]): number {
  return writeAll(fd, entries.map(toLine).join(''))
}

function toLine(entry: z.infer<typeof Entry>): string {
  return `${JSON.stringify('dropped' in entry ? entry : { stream: entry.stream, text: entry.text })}\n`
}

import { closeSync, openSync, readSync } from 'node:fs'
import { commandLine, highWaterMark, pageShares, ResidentReader, stackStartOf } from '../proc.ts'
import type { Counted, Footprint } from './together.ts'

/** One process of a family, as it was last read. */
export class Member implements Footprint {
  readonly #memory: ResidentReader
  readonly #sinceMs: number
  #image: string | null
  #counted: Counted | null = null
  #command: string | null = null
  #children: number | null = null
  #highWaterBytes: number | null = null

  /** @throws the system's error where there is no such process */
  constructor(pid: number) {
    this.#memory = new ResidentReader(pid)
    this.#image = stackStartOf(pid)
    this.#sinceMs = performance.now()
  }

  get pid(): number {
    return this.#memory.pid
  }

  get image(): string | null {
    return this.#image
  }

  /** 0: it is gone, or only waits to be reaped. */
  get residentBytes(): number {
    return this.#memory.residentBytes
  }

  get mappedBytes(): number {
    return this.#memory.mappedBytes
  }

  get counted(): Counted | null {
    return this.#counted
  }

  /** For how long it has been known, milliseconds. */
  get ageMs(): number {
    return performance.now() - this.#sinceMs
  }

  /** Another process, whose numbers at the last reading are this one's. */
  isLike(other: Member): boolean {
    return (
      other !== this &&
      other.image === this.#image &&
      other.residentBytes === this.residentBytes &&
      other.mappedBytes === this.mappedBytes &&
      other.#memory.sizeBytes === this.#memory.sizeBytes
    )
  }

  /** Its arguments; empty where they are not known. */
  get command(): string {
    this.#command ??= (commandLine(this.pid) ?? '').replace(/\0/g, ' ').trim()
    return this.#command
  }

  read(): number {
    const former = this.residentBytes
    const now = this.#memory.read()
    // A process that starts another program begins with next to nothing.
    if (now < former / 2) this.identify()
    return now
  }

  /** Looks whether it runs another program by now (`exec`). */
  identify(): void {
    const image = stackStartOf(this.pid) ?? this.#image
    if (image === this.#image) return
    this.#image = image
    this.#counted = null
    this.#command = null
    this.#highWaterBytes = 0
  }

  /** Asks the kernel how the pages are shared, which takes it some milliseconds for each GiB. */
  count(): void {
    this.read()
    const shares = pageShares(this.pid)
    const ownAnonymousBytes = Math.max(0, this.residentBytes - this.mappedBytes)
    this.#counted = shares && { ...shares, ownAnonymousBytes }
  }

  /** What it had at a moment that no reading caught, beyond the last two, bytes. Of a fork the first call says nothing. */
  missedBytes(formerBytes: number, isFork: boolean): number {
    const known = this.#highWaterBytes ?? (isFork ? Number.POSITIVE_INFINITY : 0)
    const now = highWaterMark(this.pid)
    if (now > 0) this.#highWaterBytes = Math.max(now, this.#highWaterBytes ?? 0)
    return now > known ? Math.max(0, now - Math.max(formerBytes, this.residentBytes)) : 0
  }

  /** Process ids of those that its main thread has started and that have not been reaped; empty where the kernel does not say. */
  children(buffer: Buffer): number[] {
    try {
      this.#children ??= openSync(`/proc/${this.pid}/task/${this.pid}/children`, 'r')
      const length = readSync(this.#children, buffer, 0, buffer.length, 0)
      if (length === 0) return []
      return buffer.toString('latin1', 0, length).trim().split(' ').map(Number)
    } catch {
      return []
    }
  }

  close(): void {
    this.#memory.close()
    if (this.#children !== null) closeSync(this.#children)
  }
}

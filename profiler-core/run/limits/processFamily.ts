import { readdirSync } from 'node:fs'
import {
  commandLine,
  mappedBytes,
  proportionalBytes,
  ResidentReader,
  relationsOf,
  stackStartOf,
} from '../proc.ts'

/** How often it is looked for processes that were started while the others were being killed. */
const MOST_KILL_ROUNDS = 8

/**
 * A program and everything that it has started, by what Linux tells under /proc: descendants, also those whose parent has
 * ended, members of its process group and its session, and forks of it that have left both.
 */
export class ProcessFamily {
  readonly #leader: number
  /** Stands in the command line of the program, and so in that of its forks. */
  readonly #mark: string
  readonly #members = new Map<number, ResidentReader>()
  /** All others there were at the last look. */
  #strangers: ReadonlySet<number> = new Set()

  /** @param leader a process that was spawned detached */
  constructor(leader: number, mark: string) {
    this.#leader = leader
    this.#mark = mark
    this.#add(leader)
    this.look()
  }

  get size(): number {
    return this.#members.size
  }

  /** Takes up the processes that have come, and lets go of those that have ended; returns how many have come. */
  look(): number {
    const now = allProcesses()
    for (const [pid, reader] of this.#members) {
      if (now.has(pid)) continue
      reader.close()
      this.#members.delete(pid)
    }
    const strangers = new Set<number>()
    const fresh: Stranger[] = []
    for (const pid of now) {
      if (this.#members.has(pid)) continue
      if (this.#strangers.has(pid)) strangers.add(pid)
      else fresh.push({ pid, relations: relationsOf(pid) })
    }
    const rest = this.#adopt(fresh)
    // Of which nothing could be read may be told the next time.
    for (const { pid, relations } of rest) if (relations !== null) strangers.add(pid)
    this.#strangers = strangers
    return fresh.length - rest.length
  }

  /** Resident memory of all, bytes; pages that several of them share count with each. */
  residentBytes(): number {
    let bytes = 0
    for (const reader of this.#members.values()) bytes += reader.read()
    return bytes
  }

  /**
   * What all of them certainly take together, bytes: of forks of one another, which share pages, only the largest counts,
   * and of what is mapped from files and shared memory only the largest part.
   */
  certainBytes(): number {
    let mapped = 0
    const largest = new Map<string, number>()
    for (const [pid, reader] of this.#members) {
      const shared = mappedBytes(pid)
      const own = reader.read() - shared
      mapped = Math.max(mapped, shared)
      const image = stackStartOf(pid) ?? 'unknown'
      largest.set(image, Math.max(own, largest.get(image) ?? 0))
    }
    let bytes = mapped
    for (const own of largest.values()) bytes += own
    return bytes
  }

  /** Resident memory of all, shared pages counted once; where that cannot be read of a process, its resident memory. */
  proportionalBytes(): number {
    let bytes = 0
    for (const [pid, reader] of this.#members) bytes += proportionalBytes(pid) ?? reader.read()
    return bytes
  }

  /** Kills all of them, also those that are started meanwhile. */
  kill(): void {
    send(-this.#leader)
    for (let round = 0; round < MOST_KILL_ROUNDS; round++) {
      // The open file tells whether the number still belongs to the process that was meant.
      for (const [pid, reader] of this.#members) if (reader.read() > 0) send(pid)
      if (this.look() === 0) return
    }
  }

  close(): void {
    for (const reader of this.#members.values()) reader.close()
    this.#members.clear()
  }

  /** Makes members of those that belong here; returns the others. */
  #adopt(fresh: readonly Stranger[]): readonly Stranger[] {
    let rest = fresh
    for (;;) {
      const others = rest.filter((each) => !(this.#isRelated(each) && this.#add(each.pid)))
      if (others.length === rest.length) return others
      rest = others // what has come may be the parent of another
    }
  }

  #isRelated({ pid, relations }: Stranger): boolean {
    if (relations === null) return false
    const { parent, group, session } = relations
    if (this.#members.has(parent) || group === this.#leader || session === this.#leader) return true
    return commandLine(pid)?.includes(this.#mark) === true
  }

  #add(pid: number): boolean {
    try {
      this.#members.set(pid, new ResidentReader(pid))
      return true
    } catch {
      return false // it has just ended
    }
  }
}

interface Stranger {
  pid: number
  relations: ReturnType<typeof relationsOf>
}

/** The ids of all processes that can be seen. */
function allProcesses(): Set<number> {
  const pids = new Set<number>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (pid > 0) pids.add(pid)
  }
  return pids
}

function send(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // ended, or another person's
  }
}

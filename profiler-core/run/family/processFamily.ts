import { readdirSync } from 'node:fs'
import { commandLine, relationsOf } from '../proc.ts'
import { Member } from './member.ts'
import { type Measure, together } from './together.ts'

/** How often it is looked for processes that were started while the others were being killed. */
const MOST_KILL_ROUNDS = 8
/**
 * A child of `vfork` has its parent's very memory until it starts its program. So a process is not asked about in its first
 * moments, and for a while after not as long as its numbers are another's.
 */
const VFORK_MS = { surely: 5, maybe: 100 }
/** So many processes are asked for their children between two looks. */
const MOST_ASKED = 8

/**
 * A program and everything that it has started, by what Linux tells under /proc: descendants, also those whose parent has
 * ended, members of its process group and its session, and forks of it that have left both.
 */
export class ProcessFamily {
  readonly #leader: number
  /** Its own, or that of the terminal that was made for it. */
  readonly #session: number
  /** Those who started it: of its session, or with its command line, but not its family. */
  readonly #ancestors: ReadonlySet<number>
  /** Stands in the command line of the program, and so in that of its forks. */
  readonly #mark: string
  readonly #members = new Map<number, Member>()
  readonly #buffer = Buffer.allocUnsafe(4096)
  /** All others there were at the last look. */
  #strangers: ReadonlySet<number>

  /**
   * @param leader a process that leads a group, in a session in which there is nothing else at first but its leader
   * @param strangers processes that there were before it
   */
  constructor(leader: number, mark: string, strangers: ReadonlySet<number> = new Set()) {
    this.#leader = leader
    this.#session = relationsOf(leader)?.session ?? leader
    this.#ancestors = ancestorsOf(leader)
    this.#mark = mark
    this.#strangers = strangers
    this.#add(leader)
    this.look()
  }

  get members(): ReadonlyMap<number, Member> {
    return this.#members
  }

  get size(): number {
    return this.#members.size
  }

  /** Takes up the processes that have come, and lets go of those that have ended; returns how many have come. */
  look(): number {
    const now = allProcesses()
    for (const [pid, member] of this.#members) {
      if (now.has(pid)) {
        member.identify()
        continue
      }
      member.close()
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

  /** Whether one of the first few has started a process that is not known yet: to be looked for between two looks. */
  hasNewChild(): boolean {
    let asked = 0
    for (const member of this.#members.values()) {
      if (asked++ === MOST_ASKED) break
      if (member.children(this.#buffer).some((pid) => !this.#members.has(pid))) return true
    }
    return false
  }

  /** Reads the memory of all. Returns their resident memory, bytes; pages that several of them share count with each. */
  read(): number {
    let bytes = 0
    for (const member of this.#members.values()) bytes += member.read()
    return bytes
  }

  /** Memory of all as last read, pages that they share counted once, as far as the kernel was asked: never too much, bytes. */
  togetherBytes(measure: Measure): number {
    return together([...this.#members.values()], measure)
  }

  /** Asks the kernel how pages are shared: a few milliseconds for each GiB. */
  count(): void {
    for (const member of this.#members.values()) if (!this.#mayBeVfork(member)) member.count()
  }

  #mayBeVfork(member: Member): boolean {
    if (member.pid === this.#leader || member.ageMs > VFORK_MS.maybe) return false
    return member.ageMs < VFORK_MS.surely || [...this.#members.values()].some((each) => each.isLike(member))
  }

  /** Kills all of them, also those that are started meanwhile. */
  kill(): void {
    send(-this.#leader)
    for (let round = 0; round < MOST_KILL_ROUNDS; round++) {
      // The open file tells whether the number still belongs to the process that was meant.
      for (const [pid, member] of this.#members) if (member.read() > 0) send(pid)
      if (this.look() === 0) return
    }
  }

  close(): void {
    for (const member of this.#members.values()) member.close()
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
    if (relations === null || this.#ancestors.has(pid)) return false
    const { parent, group, session } = relations
    if (this.#members.has(parent) || group === this.#leader || session === this.#session) return true
    return commandLine(pid)?.includes(this.#mark) === true
  }

  #add(pid: number): boolean {
    try {
      this.#members.set(pid, new Member(pid))
      return true
    } catch {
      return false // it has just ended
    }
  }
}

function ancestorsOf(pid: number): Set<number> {
  const found = new Set<number>()
  for (let at = relationsOf(pid)?.parent ?? 0; at > 0 && !found.has(at); at = relationsOf(at)?.parent ?? 0)
    found.add(at)
  return found
}

interface Stranger {
  pid: number
  relations: ReturnType<typeof relationsOf>
}

/** The ids of all processes that can be seen. */
export function allProcesses(): Set<number> {
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

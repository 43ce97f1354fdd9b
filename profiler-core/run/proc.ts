import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'

/** What Linux tells about other processes under /proc. All functions are synchronous: the sampler has no event loop. */

const buffer = Buffer.allocUnsafe(16_384)

/** The text of a small file under /proc; `null` where the process is gone, or there is no /proc. */
function readProc(path: string): string | null {
  try {
    const fd = openSync(path, 'r')
    try {
      return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0))
    } finally {
      closeSync(fd)
    }
  } catch {
    return null
  }
}

const AT_PAGESZ = 6
let knownPageSize = 0

/** Size of a memory page in bytes, from the auxiliary vector of this process. */
export function pageSize(): number {
  if (knownPageSize > 0) return knownPageSize
  knownPageSize = 4096
  try {
    const vector = readFileSync('/proc/self/auxv')
    const words = new BigUint64Array(new Uint8Array(vector).buffer, 0, vector.length >> 3)
    for (let index = 0; index + 1 < words.length; index += 2) {
      if (words[index] === BigInt(AT_PAGESZ)) knownPageSize = Number(words[index + 1])
    }
  } catch {
    // unreadable in some sandboxes: nearly every machine has 4 KiB
  }
  return knownPageSize
}

/** Reads one process's memory again and again; the open file stays with that process when its number is reused. */
export class ResidentReader {
  readonly pid: number
  readonly #fd: number
  readonly #page = pageSize()
  readonly #bytes = Buffer.allocUnsafe(128)
  readonly #words = [0, 0, 0]

  /** @throws the system's error where there is no such process */
  constructor(pid: number) {
    this.pid = pid
    this.#fd = openSync(`/proc/${pid}/statm`, 'r')
  }

  /** Resident memory as last read, bytes. */
  get residentBytes(): number {
    return (this.#words[1] ?? 0) * this.#page
  }

  /** The part of it that is mapped from files or shared memory, bytes. */
  get mappedBytes(): number {
    return (this.#words[2] ?? 0) * this.#page
  }

  /** The address space as last read, bytes. */
  get sizeBytes(): number {
    return (this.#words[0] ?? 0) * this.#page
  }

  /** Resident memory in bytes; 0 where the process is gone or only waits to be reaped. */
  read(): number {
    const words = this.#words
    words.fill(0)
    let length: number
    try {
      length = readSync(this.#fd, this.#bytes, 0, 128, 0)
    } catch {
      return 0
    }
    let word = 0
    for (let index = 0; index < length && word < 3; index++) {
      const digit = (this.#bytes[index] ?? 0) - 0x30
      if (digit < 0) word++
      else words[word] = (words[word] ?? 0) * 10 + digit
    }
    return this.residentBytes
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/**
 * The pages of a process, each divided among the processes that share it, bytes; `null` where the kernel does not say: the
 * process is gone, another person's, or the kernel is older than 4.14.
 */
export function pageShares(pid: number): {
  /** Of what is mapped from nowhere. */
  anonymousBytes: number
  mappedBytes: number
  privateMappedBytes: number
  privateBytes: number
} | null {
  const text = readProc(`/proc/${pid}/smaps_rollup`)
  const of = (name: string): number => {
    const start = text?.indexOf(`\n${name}:`) ?? -1
    return start < 0 ? 0 : Number.parseInt(text?.slice(start + name.length + 2) ?? '', 10) * 1024
  }
  const whole = of('Pss')
  if (text === null || whole === 0) return null
  const privateBytes = of('Private_Clean') + of('Private_Dirty')
  const anonymous = of('Anonymous')
  // Before 5.4 the kernel does not say which part is which: at least so much is mapped from nowhere.
  const isTold = text.includes('\nPss_Anon:')
  const anonymousBytes = isTold ? of('Pss_Anon') : Math.max(0, whole - (of('Rss') - anonymous))
  // What forks share is dirty: one of them has written it.
  const privateAnonymous = Math.max(0, anonymous - of('Shared_Dirty'))
  return {
    anonymousBytes,
    mappedBytes: Math.max(0, whole - anonymousBytes),
    privateMappedBytes: Math.max(0, privateBytes - privateAnonymous),
    privateBytes,
  }
}

/** The kernel's own high-water mark of a process's resident memory, in bytes; 0 where unknown. */
export function highWaterMark(pid: number): number {
  const kib = /^VmHWM:\s*(\d+) kB/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]
  return kib === undefined ? 0 : Number(kib) * 1024
}

/** The arguments that a process was started with, NUL after each; `null` where it is gone. */
export function commandLine(pid: number): string | null {
  return readProc(`/proc/${pid}/cmdline`)
}

/** Whether a process has a file mapped into its memory. */
export function maps(pid: number, path: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8').includes(path)
  } catch {
    return false
  }
}

/** State and further fields of `/proc/PID/stat`, the state first; `null` where the system does not say. */
function statFields(pid: number): string[] | null {
  const stat = readProc(`/proc/${pid}/stat`)
  // The name, in brackets, may contain anything: count from the last bracket, after which field 3 comes.
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** To which process, process group and session a process belongs; `null` where it is gone or the system does not say. */
export function relationsOf(pid: number): { parent: number; group: number; session: number } | null {
  const [, parent, group, session] = statFields(pid) ?? []
  if (session === undefined) return null
  return { parent: Number(parent), group: Number(group), session: Number(session) }
}

/**
 * Where a process's stack starts: chosen at random when a program is executed, and inherited by forks of it. `null` where
 * the process is gone or the system does not say.
 */
export function stackStartOf(pid: number): string | null {
  const start = statFields(pid)?.[28 - 3]
  return start === undefined || start === '0' ? null : start
}

/**
 * Something that tells a process from all others that ever have the same number: the boot and the tick of its start.
 * `null` where the process is gone or the system does not say.
 */
export function startOf(pid: number): string | null {
  const boot = (readProc('/proc/sys/kernel/random/boot_id') ?? '').trim()
  const tick = statFields(pid)?.[22 - 3]
  return tick === undefined ? null : `${boot}:${tick}`
}

/** Whether there is a process of this number; one that has ended and only waits to be reaped does not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: there is one, and it is another person's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const state = statFields(pid)?.[0]
  return state !== 'Z' && state !== 'X'
}

/** The members of a process group that run; `null` where the system does not say (no /proc). */
export function runningMembers(group: number): number[] | null {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return null
  }
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  return pids.filter((pid) => {
    const fields = statFields(pid)
    return fields?.[5 - 3] === String(group) && fields[0] !== 'Z' && fields[0] !== 'X'
  })
}

/** Process ids of all descendants of a process. */
export function descendants(pid: number): number[] {
  const found: number[] = []
  const pending = [pid]
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const child of childrenOf(parent)) {
      found.push(child)
      pending.push(child)
    }
  }
  return found
}

function childrenOf(pid: number): number[] {
  let tasks: string[]
  try {
    tasks = readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
  return tasks.flatMap((task) =>
    (readProc(`/proc/${pid}/task/${task}/children`) ?? '')
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  )
}

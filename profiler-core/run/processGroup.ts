import { spawn } from 'node:child_process'
import { identify, isAlive, type ProcessIdentity } from './meta.ts'
import { descendants, relationsOf, runningMembers } from './proc.ts'

const CHECK_MS = 50
/** How long what a program leaves behind has to end by itself: the helpers of `multiprocessing` do. */
const SETTLE_MS = 500

/**
 * A spawned program with everything that it starts: the process group that it leads (on Windows its tree), and those of
 * its descendants that have left the group.
 */
export class ProcessGroup {
  readonly #leader: number
  readonly #others = new Map<number, ProcessIdentity>()

  /** @param leader a process that leads a group */
  constructor(leader: number) {
    this.#leader = leader
  }

  /** Takes note of the processes that there are: once its parent has ended, nothing tells whose a process was. */
  look(): void {
    if (process.platform === 'win32') return
    const now = descendants(this.#leader)
    for (const [pid, other] of this.#others) if (!isAlive(other)) this.#others.delete(pid)
    for (const pid of now) if (!this.#others.has(pid)) this.#others.set(pid, identify(pid))
  }

  /** Process ids of what still runs, though the leader has ended; empty also where the system does not say. */
  async left(): Promise<number[]> {
    const end = performance.now() + SETTLE_MS
    let pids = this.#running()
    while (pids.length > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, CHECK_MS))
      pids = this.#running()
    }
    return pids
  }

  /** Sends a signal to all; those that have ended already are passed over. */
  signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
    if (process.platform === 'win32') {
      const force = signal === 'SIGKILL' ? ['/F'] : []
      spawn('taskkill', ['/PID', String(this.#leader), '/T', ...force], {
        stdio: 'ignore',
        windowsHide: true,
      }).on('error', () => {}) // part of every Windows
      return
    }
    this.look()
    send(-this.#leader, signal)
    // One that has not left the group has got it already: a second one would meet it while it answers the first.
    for (const other of this.#others.values())
      if (isAlive(other) && relationsOf(other.pid)?.group !== this.#leader) send(other.pid, signal)
  }

  /** Waits until all have ended, at most `limitMs`; then kills what is left. */
  async finish(limitMs: number): Promise<void> {
    if (process.platform === 'win32') return
    const end = performance.now() + limitMs
    while (this.#isAlive() && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, CHECK_MS))
    if (this.#isAlive()) this.signal('SIGKILL')
  }

  #isAlive(): boolean {
    // The system's own answer counts members that have ended, for as long as nobody reaps them.
    if (send(-this.#leader, 0) && runningMembers(this.#leader)?.length !== 0) return true
    return [...this.#others.values()].some(isAlive)
  }

  #running(): number[] {
    const members = send(-this.#leader, 0) ? (runningMembers(this.#leader) ?? []) : []
    const others = [...this.#others.values()].filter(isAlive).map(({ pid }) => pid)
    return [...new Set([...members, ...others])].sort((a, b) => a - b)
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false // ended, or another person's
  }
}

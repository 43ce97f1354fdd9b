import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import type { Duplex, Readable } from 'node:stream'
import type { PersonsTerminal } from '../plan.ts'
import type { Exit, Launched, Start } from './launched.ts'

/** How long the helper has to give the terminal back. */
const RELEASE_MS = 2000

/** Why a program could not be started on a terminal; it was not started at all. */
export class NoTerminal extends Error {}

/**
 * Starts what starts a program on a terminal of its own (`agent/terminal`), and resolves when the program exists.
 *
 * @param start the helper's command, the program's after it
 * @throws NoTerminal
 */
export async function launchOnTerminal(
  { command: [program = '', ...args], cwd, env }: Start,
  { fd, streams, onInterrupt }: PersonsTerminal,
): Promise<Launched> {
  // In our own process group: what the shell does with this job, it does with the helper.
  const child = spawn(program, args, { cwd, env, stdio: ['inherit', 'pipe', 'pipe', 'pipe', fd] })
  const helper = new Helper(child, onInterrupt)
  const { pid, startedNs } = await helper.started
  return {
    pid,
    startedNs,
    stdin: null,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    shown: streams[1] ? 'stdout' : streams[2] ? 'stderr' : null,
    exited: helper.ended,
    passed: (bytes) => helper.passed(bytes),
    wasInterrupted: () => helper.wasInterrupted,
    release: () => helper.release(),
  }
}

/** The helper, as it speaks through its channel. */
class Helper {
  readonly started: Promise<{ pid: number; startedNs: bigint }>
  readonly ended: Promise<Exit>
  wasInterrupted = false
  /** Bytes of output: passed on, and for how many the helper waits before the job is stopped. */
  #passed = 0
  #awaited = Number.POSITIVE_INFINITY
  readonly #channel: Duplex
  /** How it ended, in words. */
  readonly #gone: Promise<string>
  readonly #child: ChildProcess

  constructor(child: ChildProcess, onInterrupt: () => void) {
    this.#child = child
    this.#channel = child.stdio[3] as Duplex
    this.#channel.on('error', () => {}) // it has gone
    const lines = createInterface({ input: this.#channel })
    const on = (word: string, act: (rest: string) => void) =>
      lines.on('line', (line) => line.startsWith(`${word} `) && act(line.slice(word.length + 1)))
    // What it has said comes before its end, which may be heard of in either order.
    const silent = new Promise<void>((resolve) => this.#channel.once('close', resolve))
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(`the helper ended with ${signal ?? `code ${code}`}`))
      child.once('error', ({ message }) => resolve(message))
    })
    this.started = new Promise((resolve, reject) => {
      on('started', (rest) => {
        const [pid = '', ns = ''] = rest.split(' ')
        resolve({ pid: Number(pid), startedNs: BigInt(ns) })
      })
      on('refused', (reason) => reject(new NoTerminal(reason)))
      void Promise.all([this.#gone, silent]).then(([reason]) => reject(new NoTerminal(reason)))
    })
    this.ended = new Promise((resolve) => {
      on('ended', (number) => resolve(exitOf(Number(number))))
      // The program's terminal went with the helper.
      void silent.then(() => resolve({ exitCode: null, signal: 'SIGHUP' }))
    })
    on('stopping', (bytes) => {
      this.#awaited = Number(bytes)
      this.passed(0)
    })
    lines.on('line', (line) => {
      if (line !== 'interrupt') return
      this.wasInterrupted = true
      onInterrupt()
    })
  }

  passed(bytes: number): void {
    this.#passed += bytes
    if (this.#passed < this.#awaited) return
    this.#awaited = Number.POSITIVE_INFINITY
    this.#channel.write('.')
  }

  async release(): Promise<void> {
    this.#channel.end()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), RELEASE_MS)
    await this.#gone
    clearTimeout(timer)
  }
}

function exitOf(number: number): Exit {
  if (number >= 0) return { exitCode: number, signal: null }
  const known = Object.entries(constants.signals).find(([, value]) => value === -number)
  return { exitCode: null, signal: known?.[0] ?? `signal ${-number}` }
}

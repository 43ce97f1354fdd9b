import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { fault, type Kept, type Started } from './ledger.ts'
import type { Random } from './random.ts'

const MEBI = fileURLToPath(new URL('../../../bin/mebi.mjs', import.meta.url))
const PROGRAM = fileURLToPath(new URL('./program.py', import.meta.url))
const MOST_AT_ONCE = 3
const PROGRAMS = [
  ['end', 0],
  ['end', 3],
  ['leave', 5],
  ['raise', 1],
  ['write', 0],
  ['fork', 0],
  ['stay', 2],
  ['stay', 30],
] as const

/** Runs programs in a folder, and does to them what may happen. */
export class Luck {
  readonly #folder: string
  readonly #home: string
  readonly #filler: string
  readonly #random: Random
  readonly #runs: Started[] = []
  readonly #going = new Map<Started, { child: ChildProcess; ended: Promise<void> }>()
  readonly #deeds = new Map<string, number>()
  readonly #faults: string[] = []

  constructor(folder: string, random: Random) {
    this.#folder = folder
    this.#home = join(folder, 'home')
    this.#filler = join(folder, 'filler')
    this.#random = random
  }

  /** One more deed. */
  async strike(): Promise<void> {
    if (this.#going.size < MOST_AT_ONCE && this.#random.below(3) > 0) this.#start()
    const [name, deed] = this.#random.of([
      ['wait', () => {}],
      ['wait', () => {}],
      ['kill host', () => this.#killHost()],
      ['kill program', () => this.#killProgram()],
      ['interrupt', () => this.#interrupt()],
      ['fill disk', () => this.#fill()],
      ['make room', () => this.#makeRoom()],
      ['make room', () => this.#makeRoom()],
      ['list', () => this.#list()],
      ['hold history', () => this.#hold()],
    ] as const)
    this.#deeds.set(name, (this.#deeds.get(name) ?? 0) + 1)
    await deed()
    await sleep(this.#random.below(600))
  }

  /** Ends all, and returns what is not as it must be. */
  async settle(): Promise<string[]> {
    this.#makeRoom()
    for (const { child } of this.#going.values()) child.kill('SIGINT')
    await Promise.all([...this.#going.values()].map(({ ended }) => ended))
    for (const { tag } of this.#runs) for (const pid of programsOf(tag)) kill(pid)
    await sleep(1000)
    // The first takes in what is left, and may be the last that sees a program die.
    this.#listed()
    const kept = this.#listed()
    const faults = this.#runs.flatMap((started) => fault(started, kept) ?? [])
    const left = readdirSync(join(this.#home, 'running'))
    if (left.length > 0) faults.push(`left in running: ${left.join(', ')}`)
    const aside = readdirSync(this.#folder).filter((name) => name.startsWith('mebi-'))
    if (aside.length > 0) faults.push(`left in the temporary folder: ${aside.join(', ')}`)
    const db = new Database(join(this.#home, 'mebi.sqlite'), { readonly: true })
    const integrity = db.pragma('integrity_check', { simple: true })
    db.close()
    if (integrity !== 'ok') faults.push(`the history is damaged: ${String(integrity)}`)
    return [...this.#faults, ...faults]
  }

  summary(): string {
    const killed = this.#runs.filter(({ hostKilled }) => hostKilled).length
    const deeds = [...this.#deeds].map(([name, times]) => `${name} ${times}`).join(', ')
    return `${this.#runs.length} runs, ${killed} hosts killed (${deeds})`
  }

  #start(): void {
    const tag = `soak-${this.#runs.length}`
    const [what, number] = this.#random.of(PROGRAMS)
    const words = ['run', '--label', tag, '-o', '/dev/null', PROGRAM, tag, what, String(number)]
    const started: Started = {
      tag,
      wasFull: this.#room() < 40e6,
      began: false,
      hostKilled: false,
      code: null,
      stderr: '',
    }
    const child = spawn(process.execPath, [MEBI, ...words], {
      env: this.#env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      started.began ||= text.includes(tag)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      started.stderr += text
    })
    const ended = new Promise<void>((resolve) => {
      // Not `close`: a program that outlives its host holds the pipes.
      child.on('exit', (code) => {
        started.code = code
        setTimeout(resolve, 200)
        this.#going.delete(started)
      })
    })
    this.#runs.push(started)
    this.#going.set(started, { child, ended })
  }

  #env(): NodeJS.ProcessEnv {
    return { ...process.env, MEBI_HOME: this.#home, TMPDIR: this.#folder }
  }

  #killHost(): void {
    const [started, going] = this.#any() ?? []
    if (started === undefined || !going?.child.kill('SIGKILL')) return
    started.hostKilled = true
  }

  #killProgram(): void {
    const [started] = this.#any() ?? []
    for (const pid of started ? programsOf(started.tag).slice(0, 1) : []) kill(pid)
  }

  #interrupt(): void {
    this.#any()?.[1].child.kill('SIGINT')
  }

  #any() {
    const all = [...this.#going]
    return all.length === 0 ? null : this.#random.of(all)
  }

  /** Leaves so many bytes free. */
  #fill(): void {
    const free = this.#random.of([0, 8192, 65_536, 1_000_000, 20_000_000])
    try {
      writeFileSync(this.#filler, Buffer.alloc(Math.max(0, this.#room() - free)))
    } catch {
      // A run was quicker: the disk is full all the same.
    }
  }

  #makeRoom(): void {
    rmSync(this.#filler, { force: true })
  }

  #room(): number {
    const { bavail, bsize } = statfsSync(this.#folder)
    return bavail * bsize
  }

  /** Another program has the history for longer than Mebi waits. */
  async #hold(): Promise<void> {
    try {
      const db = new Database(join(this.#home, 'mebi.sqlite'), { fileMustExist: true })
      db.exec('BEGIN IMMEDIATE')
      await sleep(6500)
      db.close()
    } catch {
      // There is none yet, or no room for it.
    }
  }

  #list(): void {
    try {
      this.#listed()
    } catch (error) {
      if (this.#runs.length > 5) this.#faults.push(`mebi list failed: ${(error as Error).message}`)
    }
  }

  #listed(): Kept[] {
    const words = [MEBI, 'list', '--json', '-n', '100000']
    const text = execFileSync(process.execPath, words, {
      env: this.#env(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1e8,
    })
    return JSON.parse(text) as Kept[]
  }
}

/** The processes of a program, without its host. */
function programsOf(tag: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')
      return words.includes(tag) && !words.includes('--label') ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}

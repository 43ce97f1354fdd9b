import { closeSync, readSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Backend } from '../../contract/index.ts'
import { openPlain } from '../plainFile.ts'
import { commandLine, highWaterMark, maps, ResidentReader } from '../proc.ts'
import { depthOf, lanesInUse, rowAt } from '../tables/lanes.ts'
import {
  CELL_BYTES,
  FIRST_LANE,
  FIRST_ROW,
  HEADER,
  LANE_CELLS,
  LANES,
  LINE,
  MAGIC,
  MOST_ROWS,
  ROW_BYTES,
  ROW_CELLS,
} from '../tables/tableLayout.ts'
import { positive } from '../tables/tableReader.ts'
import { KinMemory } from './kinMemory.ts'

/** How often the kernel's high-water mark is read: it costs ten times what reading the memory costs. */
const LOOK_EVERY_NS = 10_000_000
/** How long a process that runs another program is looked at for an agent in that one. */
const LATECOMER_NS = 60_000_000_000
/** After a fall of memory, behind which there may be a peak that was missed, it is read sooner. */
const LOOK_SOONER_NS = 2_000_000
const FALL_BYTES = 1024 * 1024

export interface SampledProcessOptions {
  /** The run folder. */
  folder: string
  /** What tells the process's files in it from those of others: `-PID`, nothing for the program itself. */
  suffix: string
  /** The process, until its table names it. */
  pid: number
  backend: Backend
  /** Whether the memory of its descendants counts as its own. */
  includeChildren: boolean
}

/**
 * One process that is sampled from outside: its memory, and through the lanes of its table the lines that it executes.
 * With `rss` its memory is what the system says, else what its agent has read last. Linux only.
 */
export class SampledProcess {
  readonly suffix: string
  readonly #options: SampledProcessOptions
  readonly #name: string
  readonly #table: number
  /** Header and lanes, read before and after the memory. */
  readonly #before = new Float64Array(FIRST_LANE + LANES * LANE_CELLS)
  readonly #after = new Float64Array(FIRST_LANE + LANES * LANE_CELLS)
  /** Highest memory that was written for a row, bytes. */
  readonly #peaks = new Map<number, number>()
  readonly #cell = new Float64Array(1)
  readonly #line = new Float64Array(ROW_CELLS)
  readonly #kin = new KinMemory()
  #memory: ResidentReader
  #lanes = 1
  #bytes = 0
  #residentBytes = 0
  #highWaterBytes = 0
  #lastLookNs = 0
  /** The executions that were under way when the high-water mark was last read. */
  #underWay: ReadonlySet<string> = new Set()
  #wasSampled = false
  #commandLine: string | null = null
  #replaced = false
  /** When that was seen, nanoseconds since the start of the run; 0: it was not. */
  #replacedNs = 0
  #nextSearchNs = 0

  /** @throws the system's error where there is no such process or table */
  constructor(options: SampledProcessOptions) {
    const { folder, suffix, pid } = options
    const table = `table${suffix}.bin`
    this.suffix = suffix
    this.#options = options
    this.#name = join(basename(folder), table)
    this.#memory = new ResidentReader(pid)
    this.#table = openPlain(join(folder, table), 'change')
  }

  get pid(): number {
    return this.#memory.pid
  }

  /** The process runs another program since (`exec`): its lines are no longer executing. */
  get replaced(): boolean {
    return this.#replaced
  }

  /** The highest memory that anyone but the sampler has seen, bytes: the agent, or with `rss` the kernel. */
  get highestBytes(): number {
    const agents = positive(this.#before[HEADER.memoryHigh])
    return this.isResident ? Math.max(agents, this.#highWaterBytes) : agents
  }

  /** Memory when the process was last seen alive, as the backend measures it, bytes; 0: it has not begun to measure. */
  get bytes(): number {
    return this.#bytes
  }

  /** Resident memory at the last reading, descendants not included, bytes; 0 where the process is gone. */
  get residentBytes(): number {
    return this.#residentBytes
  }

  /** Its memory without that of its descendants, bytes; that of `uss` and `pss` cannot be told apart where it includes them. */
  get ownBytes(): number {
    return this.isResident ? this.#residentBytes : this.#bytes
  }

  /** The highest memory without that of its descendants that anyone but the sampler has seen, bytes. */
  get ownHighestBytes(): number {
    return this.isResident && this.#options.includeChildren ? this.#highWaterBytes : this.highestBytes
  }

  /** Whether the memory of its descendants counts as its own, to the agent too. */
  get includesChildren(): boolean {
    return this.#options.includeChildren
  }

  /** The process had no memory at the last reading. */
  get isGone(): boolean {
    return this.#wasSampled && this.#residentBytes === 0
  }

  get backend(): Backend {
    return this.#options.backend
  }

  /** Its memory is what the system says of it. */
  get isResident(): boolean {
    return this.#options.backend === 'rss'
  }

  /** Header and lanes of its table at the last reading; overwritten by the next. */
  get lanes(): Float64Array {
    return this.#before
  }

  /** Whether the table tells what the process executes. */
  get isWatched(): boolean {
    return this.#before[HEADER.magic] === MAGIC && !this.#replaced
  }

  /** Reads the memory, and credits it to the lines that are executing. */
  sample(nowNs: number): void {
    this.#wasSampled = true
    this.readLanes()
    if (this.#replaced) this.#lookForAgent(nowNs)
    const former = this.#residentBytes
    const resident = this.#memory.read()
    const bytes = this.#bytesOf(resident)
    this.#residentBytes = resident
    // A process that starts another program begins with next to nothing.
    if (resident < former / 2) this.checkProgram()
    if (resident === 0) return
    if (bytes > 0) this.#bytes = bytes
    if (!this.isResident) return
    if (this.isWatched) {
      this.#readLanes(this.#after)
      this.#raiseAll(bytes, () => true)
    }
    const hasFallen = resident < former - FALL_BYTES
    if (nowNs >= this.#lastLookNs + (hasFallen ? LOOK_SOONER_NS : LOOK_EVERY_NS)) {
      this.#lastLookNs = nowNs
      this.#lookAtHighWater()
    }
  }

  /**
   * Looks whether the process runs another program by now, which it returns, and whether its table names another
   * process.
   */
  checkProgram(): boolean {
    if (this.#before[HEADER.magic] !== MAGIC || this.#replaced) return this.#replaced
    this.#followPid(this.#before[HEADER.pid] ?? 0)
    const now = commandLine(this.pid)
    if (!now || now === this.#commandLine) return false
    // A program may also just give itself another title: then it still has the table mapped. One that has just ended has not.
    const began = this.#commandLine !== null || this.#before[HEADER.pid] === this.pid
    this.#replaced = began && !maps(this.pid, this.#name) && Boolean(commandLine(this.pid))
    this.#commandLine = now
    return this.#replaced
  }

  /** The program that took this one's place may be watched as well: its agent then has the same table. */
  #lookForAgent(nowNs: number): void {
    if (this.#replacedNs === 0) this.#replacedNs = nowNs
    if (nowNs < this.#nextSearchNs || nowNs > this.#replacedNs + LATECOMER_NS) return
    this.#nextSearchNs = nowNs + LOOK_EVERY_NS
    if (!maps(this.pid, this.#name)) return
    this.#replaced = false
    this.#replacedNs = 0
    this.#commandLine = commandLine(this.pid)
    this.#underWay = new Set()
  }

  /** Looks, when it is time, which processes it has started. */
  findDescendants(nowNs: number, clock: () => number): void {
    this.#kin.search(this.pid, nowNs, clock)
  }

  /** Reads header and lanes of the table; it is there when the process is not. */
  readLanes(): void {
    this.#readLanes(this.#before)
  }

  /** The cells of all rows in use, as they are now. */
  readTable(): Float64Array {
    const rows = Math.max(positive(this.#before[HEADER.rowsInUse]), FIRST_ROW)
    const cells = new Float64Array(Math.min(Math.floor(rows), MOST_ROWS) * ROW_CELLS)
    const length = readSync(this.#table, cells, { position: 0 })
    return cells.subarray(0, Math.floor(length / ROW_BYTES) * ROW_CELLS)
  }

  /** Reads the memory once more, as part of the same look. */
  readMemory(): number {
    const resident = this.#memory.read()
    if (resident > 0 && this.isResident) {
      this.#bytes = resident + (this.#options.includeChildren ? this.#kin.bytes : 0)
    }
    return this.#bytes
  }

  close(): void {
    closeSync(this.#table)
    this.#memory.close()
    this.#kin.close()
  }

  #bytesOf(resident: number): number {
    if (!this.isResident) return positive(this.#before[HEADER.memoryNow])
    return this.#options.includeChildren ? resident + this.#kin.read() : resident
  }

  /** Where the interpreter was started by a wrapper, the process to look at is another than the one that was spawned. */
  #followPid(pid: number): void {
    if (pid === this.pid || pid <= 0 || !maps(pid, this.#name)) return
    try {
      const reader = new ResidentReader(pid)
      this.#memory.close()
      this.#memory = reader
    } catch {
      // it has just ended
    }
  }

  #readLanes(cells: Float64Array): void {
    const length = (FIRST_LANE + this.#lanes * LANE_CELLS) * CELL_BYTES
    readSync(this.#table, cells, { position: 0, length })
    const lanes = lanesInUse(cells)
    if (lanes > this.#lanes) {
      this.#lanes = lanes
      this.#readLanes(cells)
    }
  }

  /**
   * A high-water mark that has risen is a peak which came after it was last read. A line whose execution has been under
   * way all that time had that peak, even where no reading of the memory caught it.
   */
  #lookAtHighWater(): void {
    this.#readLanes(this.#before)
    const before = this.#highWaterBytes
    const bytes = highWaterMark(this.pid)
    this.#highWaterBytes = Math.max(before, bytes)
    if (!this.isWatched) return
    this.#readLanes(this.#after)
    const underWay = new Set<string>()
    this.#raiseAll(bytes, (row, lane, level) => {
      const execution = `${lane} ${level} ${row} ${this.#executionOf(row)}`
      underWay.add(execution)
      return bytes > before && this.#underWay.has(execution)
    })
    this.#underWay = underWay
  }

  /** Raises the peaks of the executing rows that `chosen` says yes to. */
  #raiseAll(bytes: number, chosen: (row: number, lane: number, level: number) => boolean): void {
    const rows: number[] = []
    this.#forRowsOnStacks((row, lane, level) => {
      if (chosen(row, lane, level) && bytes > (this.#peaks.get(row) ?? 0)) rows.push(row)
    })
    // Asked last, and only where something is to be credited: what was read may be another program's already.
    if (rows.length > 0 && this.#runsSameProgram()) for (const row of rows) this.#raise(row, bytes)
  }

  /** False also while it cannot be told, in the middle of an `exec`. */
  #runsSameProgram(): boolean {
    const now = commandLine(this.pid)
    return now === this.#commandLine || (Boolean(now) && !this.checkProgram())
  }

  /** Tells one execution of a line from all others: it changes when the line is entered, left or suspended. */
  #executionOf(row: number): string {
    readSync(this.#table, this.#line, { position: row * ROW_BYTES })
    return `${this.#line[LINE.occurrences]} ${this.#line[LINE.time]}`
  }

  /** Every row that was on a stack in both readings of the lanes. */
  #forRowsOnStacks(visit: (row: number, lane: number, level: number) => void): void {
    const [before, after] = [this.#before, this.#after]
    const lanes = Math.min(lanesInUse(before), lanesInUse(after))
    for (let lane = 0; lane < lanes; lane++) {
      const depth = Math.min(depthOf(before, lane), depthOf(after, lane))
      for (let level = 0; level < depth; level++) {
        const row = rowAt(before, lane, level)
        if (row !== 0 && row === rowAt(after, lane, level)) visit(row, lane, level)
      }
    }
  }

  #raise(row: number, bytes: number): void {
    if (row >= (this.#after[HEADER.rowsInUse] ?? 0)) return
    this.#peaks.set(row, bytes)
    this.#cell[0] = bytes
    writeSync(this.#table, this.#cell, 0, CELL_BYTES, row * ROW_BYTES + LINE.sampledPeak * CELL_BYTES)
  }
}

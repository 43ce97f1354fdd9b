import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { depthOf, lanesInUse, rowAt } from './lanes.ts'
import { commandLine, descendants, highWaterMark, maps, ResidentReader } from './proc.ts'
import {
  CELL_BYTES,
  FIRST_LANE,
  HEADER,
  LANE_CELLS,
  LANES,
  LINE,
  MAGIC,
  ROW_BYTES,
  ROW_CELLS,
} from './tableLayout.ts'

/** How often the kernel's high-water mark is read: it costs ten times what reading the memory costs. */
const LOOK_EVERY_NS = 10_000_000
/** After a fall of memory, behind which there may be a peak that was missed, it is read sooner. */
const LOOK_SOONER_NS = 2_000_000
const FALL_BYTES = 1024 * 1024

/**
 * One process that is sampled from outside: its memory, and through the lanes of its table the lines that it executes.
 * Linux only.
 */
export class SampledProcess {
  readonly #path: string
  readonly #name: string
  readonly #withDescendants: boolean
  readonly #table: number
  /** Header and lanes, read before and after the memory. */
  readonly #before = new Float64Array(FIRST_LANE + LANES * LANE_CELLS)
  readonly #after = new Float64Array(FIRST_LANE + LANES * LANE_CELLS)
  /** Highest memory that was written for a row, bytes. */
  readonly #peaks = new Map<number, number>()
  readonly #cell = new Float64Array(1)
  readonly #line = new Float64Array(ROW_CELLS)
  #memory: ResidentReader
  #kin: ResidentReader[] = []
  #lanes = 1
  #lastBytes = 0
  #highWaterBytes = 0
  #lastLookNs = 0
  /** The executions that were under way when the high-water mark was last read. */
  #underWay: ReadonlySet<string> = new Set()
  #commandLine: string | null = null
  #replaced = false

  /**
   * @param folder the run folder
   * @param table name of the process's table in it
   * @param pid the process, until its table names it
   * @throws the system's error where there is no such process or table
   */
  constructor(folder: string, table: string, pid: number, withDescendants: boolean) {
    this.#path = join(folder, table)
    this.#name = join(basename(folder), table)
    this.#withDescendants = withDescendants
    this.#memory = new ResidentReader(pid)
    this.#table = openSync(this.#path, 'r+')
  }

  get pid(): number {
    return this.#memory.pid
  }

  /** The process runs another program since (`exec`): its lines are no longer executing. */
  get replaced(): boolean {
    return this.#replaced
  }

  /** The kernel's high-water mark as last read, bytes; 0 where unknown. */
  get highWaterBytes(): number {
    return this.#highWaterBytes
  }

  /** The process had no memory at the last reading. */
  get isGone(): boolean {
    return this.#lastBytes === 0
  }

  /** Reads the memory, credits it to the lines that are executing, and returns it in bytes; 0 where the process is gone. */
  sample(nowNs: number): number {
    this.#readLanes(this.#before)
    const bytes = this.#readMemory()
    // A process that starts another program begins with next to nothing.
    if (bytes < this.#lastBytes / 2) this.checkProgram()
    const hasFallen = bytes < this.#lastBytes - FALL_BYTES
    this.#lastBytes = bytes
    if (bytes === 0) return 0
    if (this.#isWatched()) {
      this.#readLanes(this.#after)
      this.#raiseAll(bytes, () => true)
    }
    if (nowNs >= this.#lastLookNs + (hasFallen ? LOOK_SOONER_NS : LOOK_EVERY_NS)) {
      this.#lastLookNs = nowNs
      this.#lookAtHighWater()
    }
    return bytes
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
    // A program may also just give itself another title: then it still has the table mapped.
    this.#replaced = this.#commandLine !== null && !maps(this.pid, this.#name)
    this.#commandLine = now
    return this.#replaced
  }

  /** Looks which processes it has started. */
  findDescendants(): void {
    if (!this.#withDescendants) return
    const pids = new Set(descendants(this.pid))
    for (const reader of this.#kin) if (!pids.has(reader.pid)) reader.close()
    this.#kin = this.#kin.filter((reader) => pids.delete(reader.pid))
    for (const pid of pids) {
      try {
        this.#kin.push(new ResidentReader(pid))
      } catch {
        // it has just ended
      }
    }
  }

  close(): void {
    closeSync(this.#table)
    this.#memory.close()
    for (const reader of this.#kin) reader.close()
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

  #readMemory(): number {
    let bytes = this.#memory.read()
    for (const reader of this.#kin) bytes += reader.read()
    return bytes
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

  /** Whether the table tells what the process executes. */
  #isWatched(): boolean {
    return this.#before[HEADER.magic] === MAGIC && !this.#replaced
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
    if (!this.#isWatched()) return
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

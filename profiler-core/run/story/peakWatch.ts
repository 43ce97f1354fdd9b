import { join } from 'node:path'
import { Credit } from '../sampling/credit.ts'
import { currentRow, depthOf, lanesInUse } from '../tables/lanes.ts'
import { FIRST_LANE, HEADER, LANE, LANE_CELLS, LANES, MAGIC } from '../tables/tableLayout.ts'
import { readCalls } from './callsFile.ts'
import type { PeakSnapshot, ProcessNumbers, ProcessShare, ProcessStacks } from './peakSnapshot.ts'

/** A process whose stacks and numbers can be read. */
export interface PeakSource {
  readonly suffix: string
  /** Its memory is seen as it is, not as its agent has last read it. */
  readonly isResident: boolean
  /** Memory as last seen, bytes. */
  readonly bytes: number
  /** Header and lanes of its table; may be overwritten later. */
  readonly lanes: Float64Array
  /** The cells of all rows in use, as they are now. */
  readTable(): Float64Array
  /** Reads the memory anew, bytes. */
  readMemory(): number
}

/** Memory of all processes together, bytes. */
export interface Level {
  /** As last seen. */
  readonly bytes: number
  /** The highest that anyone has seen by now. */
  readonly highestBytes: number
  /** What each has now; nothing where the first is alone. */
  readonly shares: () => ProcessShare[]
}

/** The numbers are taken anew when memory has risen by the larger of these. */
const STEP_BYTES = 65_536
const STEP_PART = 0.001
/** Of taking numbers: a tenth of what sampling may take. */
const CREDIT = { share: 0.009, firstMs: 10, mostMs: 50 }

/**
 * Keeps what was executing at the highest point of a run, and the numbers of all lines at that point or, where that would
 * cost too much, a little before. Stacks are always those of the highest point.
 */
export class PeakWatch {
  readonly #folder: string
  readonly #credit: Credit
  #timeNs = 0
  #bytes = 0
  #stacks: ProcessStacks[] = []
  #numbers: ProcessNumbers[] = []
  /** How much memory the numbers explain, bytes. */
  #numbersBytes = 0
  /** The part of it that is not the first process's. */
  #numbersOthers = 0
  #shares: ProcessShare[] = []
  /** Header and lanes of the first process at the look before. */
  readonly #former = new Float64Array(FIRST_LANE + LANES * LANE_CELLS)
  #version = 0

  /**
   * @param folder the run folder
   * @param clockMs a clock that never goes back, milliseconds
   */
  constructor(folder: string, clockMs: () => number) {
    this.#folder = folder
    this.#credit = new Credit(CREDIT, clockMs)
  }

  /** Grows whenever there is something new to keep. */
  get version(): number {
    return this.#version
  }

  /** What is known of the highest point so far; `null` before there was any. */
  get snapshot(): PeakSnapshot | null {
    if (this.#bytes === 0) return null
    return {
      timeNs: this.#timeNs,
      bytes: this.#bytes,
      shares: this.#shares,
      stacks: this.#stacks,
      numbers: this.#numbers,
      numbersBytes: this.#numbersBytes,
    }
  }

  /** What may be spent on this. */
  get credit(): Credit {
    return this.#credit
  }

  /**
   * Looks whether memory is at its highest.
   *
   * @param level all processes together
   * @param processes the watched processes that live, the program's own first
   */
  look(nowNs: number, level: Level, processes: readonly PeakSource[]): void {
    const main = processes[0]
    if (!main) return
    const highest = Math.max(level.highestBytes, level.bytes)
    if (highest > this.#bytes) {
      // A little more that was not seen when it was there may be from any time, or no more than noise.
      const isNews = level.bytes > this.#bytes || highest > this.#bytes + step(this.#bytes)
      this.#bytes = highest
      this.#version++
      if (isNews) this.#rise(nowNs, level, main, processes)
    }
    this.#follow(level, main, processes)
    this.#former.set(main.lanes.subarray(0, FIRST_LANE + lanesInUse(main.lanes) * LANE_CELLS))
  }

  /** Takes the numbers if there are none at all, or if a process that has died had more: nothing comes any more. */
  finish({ bytes }: Pick<Level, 'bytes'>, processes: readonly PeakSource[]): void {
    const main = processes[0]
    if (!main) return
    const isMissing = this.#numbers.length === 0 || bytes > this.#numbersBytes + step(this.#numbersBytes)
    if (isMissing) this.#takeNumbers(processes, bytes, bytes - main.bytes)
  }

  #rise(nowNs: number, level: Level, main: PeakSource, processes: readonly PeakSource[]): void {
    const highest = this.#bytes
    this.#timeNs = nowNs
    this.#shares = level.shares()
    this.#stacks = this.#stacksAtPeak(processes, main.isResident && level.bytes >= highest)
    // What is over again belonged to the line that was executing before.
    const hasPassed =
      highest > level.bytes + step(level.bytes) && highest > this.#numbersBytes + step(highest)
    if (hasPassed && this.#credit.isLeft) {
      this.#credit.spend(() => this.#takeNumbers(processes, highest, level.bytes - main.bytes))
    }
  }

  #follow({ bytes }: Level, main: PeakSource, processes: readonly PeakSource[]): void {
    if (bytes <= this.#numbersBytes) return
    const others = bytes - main.bytes
    if (others === this.#numbersOthers && this.#isUnchanged(main)) this.#extend(main.bytes, bytes)
    else if (bytes > this.#numbersBytes + step(this.#numbersBytes) && this.#credit.isLeft) {
      this.#credit.spend(() => this.#takeNumbers(processes, bytes, others))
    }
  }

  /** What executed at a highest point; of one that this look does not see itself, what executed at the look before. */
  #stacksAtPeak(processes: readonly PeakSource[], isSeen: boolean): ProcessStacks[] {
    const [main, ...others] = processes
    if (!main) return []
    const cells = isSeen || currentRow(this.#former) === 0 ? main.lanes : this.#former
    return [stacksOf({ suffix: main.suffix, lanes: cells }), ...others.map(stacksOf)]
  }

  /**
   * @param highest memory that is to be explained, bytes: what is not there any more was the line's that executed before
   * @param others the part of it that is not the first process's, bytes
   */
  #takeNumbers(processes: readonly PeakSource[], highest: number, others: number): number {
    const numbers = processes
      .filter(({ lanes }) => lanes[HEADER.magic] === MAGIC)
      .map((process) => numbersOf(process, this.#folder))
    const main = numbers[0]
    if (!main) return 0
    // What the agent has read is in the increments already: then the line that executes now has given it back since.
    const ofMain = highest - others
    const isRead = (main.table[HEADER.memoryNow] ?? 0) >= ofMain - step(highest)
    const former = isRead ? 0 : currentRow(this.#former)
    const passed = { row: former || currentRow(main.table), bytes: ofMain - main.bytes }
    if (passed.row !== 0 && passed.bytes > step(main.bytes)) main.passed = passed
    const explained = main.bytes + (main.passed?.bytes ?? 0) + others
    // Memory may have fallen meanwhile: then what is known is better.
    if (explained > this.#numbersBytes) {
      this.#numbers = numbers
      this.#numbersBytes = explained
      this.#numbersOthers = others
      this.#version++
    }
    return numbers.reduce((sum, { table, calls }) => sum + table.byteLength + (calls?.byteLength ?? 0), 0)
  }

  /**
   * Whether the first process executes what it executed when the numbers were taken, and has not read its memory since:
   * then what it has taken meanwhile is its innermost line's, and all other numbers are what they were.
   */
  #isUnchanged({ suffix, lanes }: PeakSource): boolean {
    const table = this.#numbers[0]?.suffix === suffix ? this.#numbers[0].table : null
    if (table === null || lanes[HEADER.memoryNow] !== table[HEADER.memoryNow]) return false
    const count = lanesInUse(lanes)
    if (count !== lanesInUse(table)) return false
    for (let lane = 0; lane < count; lane++) {
      const start = FIRST_LANE + lane * LANE_CELLS + LANE.depth
      const end = start + 1 + depthOf(lanes, lane)
      for (let cell = start; cell < end; cell++) if (lanes[cell] !== table[cell]) return false
    }
    return true
  }

  #extend(ofMain: number, bytes: number): void {
    const [main, ...others] = this.#numbers
    if (!main) return
    this.#numbers = [{ ...main, bytes: ofMain, passed: null }, ...others]
    this.#numbersBytes = bytes
    this.#version++
  }
}

function step(bytes: number): number {
  return Math.max(STEP_BYTES, bytes * STEP_PART)
}

function stacksOf({ suffix, lanes }: Pick<PeakSource, 'suffix' | 'lanes'>): ProcessStacks {
  return { suffix, cells: lanes.slice(0, FIRST_LANE + lanesInUse(lanes) * LANE_CELLS) }
}

/** The calls first: a call that ends meanwhile is then one that is still open, in both. */
function numbersOf(process: PeakSource, folder: string): ProcessNumbers {
  const calls = readCalls(join(folder, `calls${process.suffix}.bin`))
  const table = process.readTable()
  return { suffix: process.suffix, bytes: process.readMemory(), table, calls, passed: null }
}

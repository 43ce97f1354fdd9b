import { join } from 'node:path'
import { currentRow, depthOf, lanesInUse } from '../tables/lanes.ts'
import { FIRST_LANE, HEADER, LANE, LANE_CELLS, LANES, MAGIC } from '../tables/tableLayout.ts'
import { readCalls } from './callsFile.ts'
import type { PeakSnapshot, ProcessNumbers, ProcessStacks } from './peakSnapshot.ts'

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

/** The numbers are taken anew when memory has risen by the larger of these. */
const STEP_BYTES = 65_536
const STEP_PART = 0.001
/** The part of one processor that may go into taking numbers: a tenth of what sampling may take. */
const COST_SHARE = 0.009
/** What may be spent at once, milliseconds: at the start, and after a long rest. */
const FIRST_CREDIT_MS = 10
const MOST_CREDIT_MS = 50
/** What handling bytes costs at most. */
const LEAST_COST_MS = 0.5
const BYTES_PER_MS = 1_000_000

/**
 * Keeps what was executing at the highest point of a run, and the numbers of all lines at that point or, where that would
 * cost too much, a little before. Stacks are always those of the highest point.
 */
export class PeakWatch {
  readonly #folder: string
  readonly #clockMs: () => number
  #timeNs = 0
  #bytes = 0
  #stacks: ProcessStacks[] = []
  #numbers: ProcessNumbers[] = []
  /** How much memory the numbers explain, bytes. */
  #numbersBytes = 0
  /** Header and lanes of the first process at the look before. */
  readonly #former = new Float64Array(FIRST_LANE + LANES * LANE_CELLS)
  #creditMs = FIRST_CREDIT_MS
  #lastMs: number
  #version = 0

  /**
   * @param folder the run folder
   * @param clockMs a clock that never goes back, milliseconds
   */
  constructor(folder: string, clockMs: () => number) {
    this.#folder = folder
    this.#clockMs = clockMs
    this.#lastMs = clockMs()
  }

  /** Grows whenever there is something new to keep. */
  get version(): number {
    return this.#version
  }

  /** What is known of the highest point so far; `null` before there was any. */
  get snapshot(): PeakSnapshot | null {
    if (this.#bytes === 0) return null
    return { timeNs: this.#timeNs, bytes: this.#bytes, stacks: this.#stacks, numbers: this.#numbers }
  }

  /** Whether there is anything to spend; what is done with it is counted by `spend`. */
  get hasCredit(): boolean {
    const now = this.#clockMs()
    this.#creditMs = Math.min(MOST_CREDIT_MS, this.#creditMs + (now - this.#lastMs) * COST_SHARE)
    this.#lastMs = now
    return this.#creditMs > 0
  }

  /**
   * Does something, and takes its cost off the credit.
   *
   * @param work says how many bytes it has handled: time in which the thread only waited for a processor is no cost
   */
  spend(work: () => number): void {
    const before = this.#clockMs()
    const bytes = work()
    this.#creditMs -= Math.min(this.#clockMs() - before, LEAST_COST_MS + bytes / BYTES_PER_MS)
  }

  /**
   * Looks whether memory is at its highest.
   *
   * @param highestBytes the highest memory that anyone has seen by now
   * @param processes the watched processes that live, the program's own first
   */
  look(nowNs: number, highestBytes: number, processes: readonly PeakSource[]): void {
    const main = processes[0]
    if (!main) return
    const highest = Math.max(highestBytes, main.bytes)
    if (highest > this.#bytes) {
      // A little more that was not seen when it was there may be from any time, or no more than noise.
      const isNews = main.bytes > this.#bytes || highest > this.#bytes + step(this.#bytes)
      this.#bytes = highest
      this.#version++
      if (isNews) this.#rise(nowNs, main, processes)
    }
    this.#follow(main, processes)
    this.#former.set(main.lanes.subarray(0, FIRST_LANE + lanesInUse(main.lanes) * LANE_CELLS))
  }

  /** Takes the numbers if there are none at all, or if a process that has died had more: nothing comes any more. */
  finish(processes: readonly PeakSource[]): void {
    const main = processes[0]
    if (!main) return
    const isMissing = this.#numbers.length === 0 || main.bytes > this.#numbersBytes + step(this.#numbersBytes)
    if (isMissing) this.#takeNumbers(processes, main.bytes)
  }

  #rise(nowNs: number, main: PeakSource, processes: readonly PeakSource[]): void {
    const highest = this.#bytes
    this.#timeNs = nowNs
    this.#stacks = this.#stacksAtPeak(processes, highest)
    // What is over again belonged to the line that was executing before.
    const hasPassed = highest > main.bytes + step(main.bytes) && highest > this.#numbersBytes + step(highest)
    if (hasPassed && this.hasCredit) this.spend(() => this.#takeNumbers(processes, highest))
  }

  #follow(main: PeakSource, processes: readonly PeakSource[]): void {
    if (main.bytes <= this.#numbersBytes) return
    if (this.#isUnchanged(main)) this.#extend(main.bytes)
    else if (main.bytes > this.#numbersBytes + step(this.#numbersBytes) && this.hasCredit) {
      this.spend(() => this.#takeNumbers(processes, main.bytes))
    }
  }

  /** What executed at a highest point; of one that this look does not see itself, what executed at the look before. */
  #stacksAtPeak(processes: readonly PeakSource[], highest: number): ProcessStacks[] {
    const [main, ...others] = processes
    if (!main) return []
    const isSeen = main.isResident && main.bytes >= highest
    const cells = isSeen || currentRow(this.#former) === 0 ? main.lanes : this.#former
    return [stacksOf({ suffix: main.suffix, lanes: cells }), ...others.map(stacksOf)]
  }

  /** @param highest memory that is to be explained, bytes: what is not there any more was the line's that executed before */
  #takeNumbers(processes: readonly PeakSource[], highest: number): number {
    const numbers = processes
      .filter(({ lanes }) => lanes[HEADER.magic] === MAGIC)
      .map((process) => numbersOf(process, this.#folder))
    const main = numbers[0]
    if (!main) return 0
    // What the agent has read is in the increments already: then the line that executes now has given it back since.
    const isRead = (main.table[HEADER.memoryNow] ?? 0) >= highest - step(highest)
    const former = isRead ? 0 : currentRow(this.#former)
    const passed = { row: former || currentRow(main.table), bytes: highest - main.bytes }
    if (passed.row !== 0 && passed.bytes > step(main.bytes)) main.passed = passed
    const explained = main.bytes + (main.passed?.bytes ?? 0)
    // Memory may have fallen meanwhile: then what is known is better.
    if (explained > this.#numbersBytes) {
      this.#numbers = numbers
      this.#numbersBytes = explained
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

  #extend(bytes: number): void {
    const [main, ...others] = this.#numbers
    if (!main) return
    this.#numbers = [{ ...main, bytes, passed: null }, ...others]
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

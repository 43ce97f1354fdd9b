import { replacePlain } from '../plainFile.ts'

/** What was seen at the highest point of a run, as the run folder has it: rows instead of lines. */
export interface PeakSnapshot {
  /** Nanoseconds since the start of the run. */
  timeNs: number
  /** Of all processes together. */
  bytes: number
  /** What each of them had, the first process first; empty where it was alone. */
  shares: ProcessShare[]
  /** What executed then, the program's own process first. */
  stacks: ProcessStacks[]
  /** The numbers then, or a little before; the program's own process first; empty where nothing was measured. */
  numbers: ProcessNumbers[]
  /** Memory of all processes together when the numbers were taken. */
  numbersBytes: number
}

/** What one process had, pages that it shares included. */
export interface ProcessShare {
  pid: number
  bytes: number
  /** Its arguments. */
  command: string
}

export interface ProcessStacks {
  /** `-PID` of a child, nothing for the program itself. */
  suffix: string
  /** Header and lanes of its table. */
  cells: Float64Array
}

export interface ProcessNumbers {
  suffix: string
  /** Its memory at that moment. */
  bytes: number
  /** The rows in use of its table. */
  table: Float64Array
  /** The nodes in use of its calls.bin; `null` where it has none. */
  calls: Float64Array | null
  /** What the line of a row had beyond that, bytes, and has given back before the numbers could be taken. */
  passed: { row: number; bytes: number } | null
}

/** The line of JSON that the file begins with. Lengths are those of the arrays that follow, in their order, in cells. */
export interface PeakHeader {
  version: 1
  timeNs: number
  bytes: number
  shares: ProcessShare[]
  numbersBytes: number
  stacks: { suffix: string; cells: number }[]
  numbers: {
    suffix: string
    bytes: number
    table: number
    calls: number | null
    passed: ProcessNumbers['passed']
  }[]
}

/** The buffers of a snapshot, each once, so that they can be handed to another thread. */
export function buffersOf(peak: PeakSnapshot): ArrayBuffer[] {
  const buffers = arraysOf(peak).map((cells) => cells.buffer)
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer)
}

/**
 * Replaces the file as a whole: a line of JSON, spaces up to a multiple of 8 bytes, then the arrays. Returns its length.
 *
 * @throws the system's error where it cannot be written
 */
export function writePeak(path: string, peak: PeakSnapshot): number {
  const header: PeakHeader = {
    version: 1,
    timeNs: peak.timeNs,
    bytes: peak.bytes,
    shares: peak.shares,
    numbersBytes: peak.numbersBytes,
    stacks: peak.stacks.map(({ suffix, cells }) => ({ suffix, cells: cells.length })),
    numbers: peak.numbers.map(({ table, calls, ...rest }) => ({
      ...rest,
      table: table.length,
      calls: calls?.length ?? null,
    })),
  }
  const text = JSON.stringify(header)
  const line = `${text.padEnd(Math.ceil((text.length + 1) / 8) * 8 - 1)}\n`
  const parts = arraysOf(peak).map((cells) => Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength))
  const file = Buffer.concat([Buffer.from(line, 'latin1'), ...parts])
  replacePlain(path, file)
  return file.length
}

/** In the order in which they lie in the file. */
function arraysOf({ stacks, numbers }: PeakSnapshot): Float64Array[] {
  return [
    ...stacks.map(({ cells }) => cells),
    ...numbers.flatMap(({ table, calls }) => (calls === null ? [table] : [table, calls])),
  ]
}

import { closeSync } from 'node:fs'
import { openPlain, readPlain, writeAll } from '../plainFile.ts'

/** Cells of a sample. */
export const SAMPLE = {
  /** Nanoseconds since the start of the run. */
  time: 0,
  /** Of the first process. */
  bytes: 1,
  /** What the processes that it has started add to that, bytes. */
  children: 2,
  /** Resident memory of the process where `bytes` is something else, bytes; 0 where it was not sampled. */
  resident: 3,
  /** Node of the tree of stacks; 0: nothing that is watched was executing, or it is not known. */
  stack: 4,
} as const
export const SAMPLE_CELLS = 5

/** Samples, `SAMPLE_CELLS` cells each, ascending by time. */
export type Samples = Float64Array

export interface SampleBatch {
  samples: Samples
  /** New nodes of the tree of stacks, a pair of parent node and row each; the first node of all is number 1. */
  stacks: Float64Array
}

const MAGIC = 0x4d454253
/** Until version 2 the memory of children was added up, pages that they share with each. */
const FORMAT_VERSION = 3
/** A month of them, and more. */
const MOST_BYTES = 256 * 2 ** 20
/** Stands where a sample has its time: the record is a node of the tree of stacks. */
const IS_NODE = -1

/** The timeline on disk, so that it outlives the host. A disk that fails is told once; the run goes on. */
export class SamplesFile {
  readonly #onProblem: (error: unknown) => void
  readonly #countsOthers: boolean
  #fd: number | null = null
  #begun = false

  /** @param countsOthers whether the memory of processes that the first has started is looked at */
  constructor(path: string, countsOthers: boolean, onProblem: (error: unknown) => void) {
    this.#onProblem = onProblem
    this.#countsOthers = countsOthers
    try {
      this.#fd = openPlain(path, 'append')
    } catch (error) {
      onProblem(error)
    }
  }

  append({ samples, stacks }: SampleBatch): void {
    if (this.#fd === null) return
    const records: number[] = this.#begun
      ? []
      : [MAGIC, FORMAT_VERSION, SAMPLE_CELLS, Number(this.#countsOthers), 0]
    this.#begun = true
    for (let index = 0; index + 1 < stacks.length; index += 2) {
      records.push(IS_NODE, stacks[index] ?? 0, stacks[index + 1] ?? 0, 0, 0)
    }
    const cells = new Float64Array(records.length + samples.length)
    cells.set(records)
    cells.set(samples, records.length)
    try {
      writeAll(this.#fd, new Uint8Array(cells.buffer))
    } catch (error) {
      this.close()
      this.#onProblem(error)
    }
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }
}

/** What a run folder has of samples. */
export interface StoredSamples extends SampleBatch {
  readonly countsOthers: boolean
}

/** The samples that a run folder has; none where there is no such file, or none that can be understood. */
export function readSamplesFile(path: string): StoredSamples {
  const cells = readCells(path)
  const samples: number[] = []
  const stacks: number[] = []
  const isKnown = cells[0] === MAGIC && cells[1] === FORMAT_VERSION
  if (isKnown) {
    for (let index = SAMPLE_CELLS; index + SAMPLE_CELLS <= cells.length; index += SAMPLE_CELLS) {
      const record = cells.subarray(index, index + SAMPLE_CELLS)
      if (record[SAMPLE.time] === IS_NODE) stacks.push(record[1] ?? 0, record[2] ?? 0)
      else samples.push(...record)
    }
  }
  return {
    samples: Float64Array.from(samples),
    stacks: Float64Array.from(stacks),
    countsOthers: isKnown && cells[3] === 1,
  }
}

function readCells(path: string): Float64Array {
  try {
    const bytes = readPlain(path, MOST_BYTES)
    return new Float64Array(new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 8))).buffer)
  } catch {
    return new Float64Array()
  }
}

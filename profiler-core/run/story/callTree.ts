import type { CallTree, CallTreeFunction } from '../../contract/index.ts'
import { type FunctionRecord, functionKey } from '../tables/logReader.ts'
import { countOf } from '../tables/mergeFunctions.ts'
import { positive } from '../tables/tableReader.ts'
import { NODE, NODE_CELLS } from './callsFile.ts'

/** More are not kept, however many processes there were: what is left out still counts with the node that called it. */
const MOST_MERGED = 262_144
/** No file has as many lines. */
const MOST_LINES = 2 ** 24

/** The calls of one process. */
export interface ProcessCalls {
  /** The nodes in use, as `readCalls` gives them. */
  cells: Float64Array
  functions: readonly FunctionRecord[]
  /** Rows of the functions whose numbers are scaled up. */
  estimated: ReadonlySet<number>
  /** Memory at the last reading, bytes; 0 where there was none. */
  memoryBytes: number
  /** When it was seen last, nanoseconds since its agent started: what is still open goes on until then. */
  untilNs: number
  /** The highest memory that was seen in a function, whatever called it, bytes. */
  peakOf: (record: FunctionRecord) => number
  /** Whether other threads were at work during a function's calls. */
  isOverlapped: (record: FunctionRecord) => boolean
}

interface Node {
  /** Its number in the merged tree. */
  merged: number
  record: FunctionRecord
}

/** The call trees of any number of processes, merged path by path. */
export class CallTreeBuilder {
  readonly #functions: CallTreeFunction[] = []
  readonly #functionIndex = new Map<string, number>()
  /** By function and line of the caller. */
  readonly #callIndex = new Map<number, number>()
  /** By parent and call. */
  readonly #nodeIndex = new Map<number, number>()
  readonly #parents: number[] = []
  readonly #functionOf: number[] = []
  readonly #callerLines: number[] = []
  readonly #calls: number[] = []
  readonly #growthBytes: number[] = []
  readonly #peakBytes: number[] = []
  readonly #timeNs: number[] = []

  /** Adds a process. Nodes that make no sense, as after a write that was torn apart, are dropped with what they called. */
  add(calls: ProcessCalls): void {
    const { cells } = calls
    const records = new Map(calls.functions.map((record) => [record.row, record]))
    const count = Math.floor(cells.length / NODE_CELLS)
    const nodes: (Node | null)[] = [null]
    for (let index = 1; index < count; index++) {
      const node = this.#place(cells.subarray(index * NODE_CELLS, (index + 1) * NODE_CELLS), nodes, records)
      nodes.push(node)
      if (node === null) continue
      this.#addNumbers(node.merged, cells.subarray(index * NODE_CELLS, (index + 1) * NODE_CELLS), calls)
    }
    for (const node of new Map(nodes.map((each) => [each?.record, each])).values()) this.#mark(node, calls)
    this.#raisePeaks(nodes, calls)
  }

  /** The tree; `null` where no call was seen. */
  build(): CallTree | null {
    if (this.#parents.length === 0) return null
    this.#passPeaksOn()
    const kept = this.#nodesWithNumbers()
    if (kept.length === 0) return null
    const newNumber = new Map(kept.map((old, index) => [old, index]))
    const pick = (values: readonly number[]) => kept.map((index) => values[index] ?? 0)
    return {
      functions: this.#functions,
      parents: pick(this.#parents).map((parent) => newNumber.get(parent) ?? -1),
      functionOf: pick(this.#functionOf),
      callerLines: pick(this.#callerLines),
      calls: pick(this.#calls).map((calls) => Math.min(calls, Number.MAX_SAFE_INTEGER)),
      growthBytes: pick(this.#growthBytes),
      peakBytes: pick(this.#peakBytes),
      timeNs: pick(this.#timeNs),
    }
  }

  /** Where in the merged tree a node belongs; `null` where its parent or its function is none. */
  #place(
    cells: Float64Array,
    nodes: readonly (Node | null)[],
    records: ReadonlyMap<number, FunctionRecord>,
  ): Node | null {
    const record = records.get(cells[NODE.function] ?? 0)
    if (!record) return null
    const parentCell = cells[NODE.parent] ?? Number.NaN
    if (parentCell === 0) return this.#nodeOf(-1, record, 0)
    const parent = nodes[parentCell] // undefined unless it is the number of a node that came before
    return parent ? this.#nodeOf(parent.merged, record, lineOf(cells[NODE.callerLine], parent.record)) : null
  }

  #nodeOf(parent: number, record: FunctionRecord, callerLine: number): Node | null {
    const functionIndex = this.#indexOf(record)
    const call = indexIn(this.#callIndex, functionIndex * MOST_LINES + callerLine)
    const key = call * 2 * MOST_MERGED + parent + 1
    let merged = this.#nodeIndex.get(key)
    if (merged === undefined) {
      if (this.#parents.length >= MOST_MERGED) return null
      merged = this.#parents.length
      this.#nodeIndex.set(key, merged)
      this.#parents.push(parent)
      this.#functionOf.push(functionIndex)
      this.#callerLines.push(callerLine)
      for (const numbers of [this.#calls, this.#growthBytes, this.#peakBytes, this.#timeNs]) numbers.push(0)
    }
    return { merged, record }
  }

  #indexOf(record: FunctionRecord): number {
    const key = functionKey(record)
    let index = this.#functionIndex.get(key)
    if (index === undefined) {
      index = this.#functions.length
      this.#functionIndex.set(key, index)
      const { file, name, firstLine } = record
      this.#functions.push({
        file,
        name,
        firstLine: Math.max(1, firstLine),
        estimated: false,
        overlapped: false,
      })
    }
    return index
  }

  /** What is said of a function in one process holds for it in all. */
  #mark(node: Node | null, { estimated, isOverlapped }: ProcessCalls): void {
    const known = node && this.#functions[this.#functionOf[node.merged] ?? 0]
    if (!known) return
    known.estimated ||= estimated.has(node.record.row)
    known.overlapped ||= isOverlapped(node.record)
  }

  #addNumbers(merged: number, cells: Float64Array, { memoryBytes, untilNs }: ProcessCalls): void {
    let growth = finite(cells[NODE.growth])
    let timeNs = positive(cells[NODE.time])
    if (positive(cells[NODE.open]) >= 1) {
      const opened = positive(cells[NODE.openedMemory])
      if (memoryBytes > 0 && opened > 0) growth += memoryBytes - opened
      const openedAt = positive(cells[NODE.openedAt])
      if (openedAt > 0) timeNs += Math.max(0, untilNs - openedAt)
    }
    add(this.#calls, merged, countOf(cells[NODE.calls]))
    add(this.#growthBytes, merged, growth)
    add(this.#timeNs, merged, timeNs)
    raise(this.#peakBytes, merged, positive(cells[NODE.peak]))
  }

  /**
   * Where all calls of a function took one path, the peaks that were seen from outside while its lines were executing are
   * the peak of that path.
   */
  #raisePeaks(nodes: readonly (Node | null)[], { peakOf }: ProcessCalls): void {
    const only = new Map<FunctionRecord, number | null>()
    for (const node of nodes) if (node) only.set(node.record, only.has(node.record) ? null : node.merged)
    for (const [record, merged] of only) if (merged !== null) raise(this.#peakBytes, merged, peakOf(record))
  }

  /** While a call is under way, so is the one that made it. */
  #passPeaksOn(): void {
    for (let index = this.#parents.length - 1; index > 0; index--) {
      const parent = this.#parents[index] ?? -1
      if (parent >= 0) raise(this.#peakBytes, parent, this.#peakBytes[index] ?? 0)
    }
  }

  /** All but the branches in which nothing was counted, such as those that a forked process took over. */
  #nodesWithNumbers(): number[] {
    const isKept = new Uint8Array(this.#parents.length)
    for (let index = isKept.length - 1; index >= 0; index--) {
      if (this.#calls[index] || this.#growthBytes[index] || this.#timeNs[index]) isKept[index] = 1
      const parent = this.#parents[index] ?? -1
      if (isKept[index] === 1 && parent >= 0) isKept[parent] = 1
    }
    return this.#parents.flatMap((_, index) => (isKept[index] === 1 ? index : []))
  }
}

/** The line that a row stands for in a function; 0 where it is none of its lines. */
function lineOf(row: number | undefined, { row: first, lines }: FunctionRecord): number {
  return lines[(row ?? 0) - first - 1] ?? 0
}

/** The number of a key: 0 for the first, and so on. */
function indexIn(keys: Map<number, number>, key: number): number {
  const known = keys.get(key)
  if (known !== undefined) return known
  keys.set(key, keys.size)
  return keys.size - 1
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0
}

function add(numbers: number[], index: number, value: number): void {
  const sum = (numbers[index] ?? 0) + value
  if (Number.isFinite(sum)) numbers[index] = sum
}

function raise(numbers: number[], index: number, value: number): void {
  if (value > (numbers[index] ?? 0)) numbers[index] = value
}

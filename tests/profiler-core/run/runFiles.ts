import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CALLS_HEADER,
  CALLS_MAGIC,
  CALLS_VERSION,
  NODE,
  NODE_CELLS,
} from '../../../profiler-core/run/story/callsFile.ts'
import {
  FIRST_LANE,
  FIRST_ROW,
  FORMAT_VERSION,
  HEADER,
  LANE_CELLS,
  MAGIC,
  ROW_CELLS,
} from '../../../profiler-core/run/tables/tableLayout.ts'

/** A table and a log as an agent writes them (docs/run-folder.md), for states that no real program can be made to have. */
export class AgentFiles {
  readonly cells: Float64Array
  readonly #folder: string
  readonly #suffix: string

  constructor(folder: string, { suffix = '', rows = FIRST_ROW + 100, pid = 4242 } = {}) {
    this.#folder = folder
    this.#suffix = suffix
    this.cells = new Float64Array(rows * ROW_CELLS)
    this.cells[HEADER.magic] = MAGIC
    this.cells[HEADER.version] = FORMAT_VERSION
    this.cells[HEADER.rows] = rows
    this.cells[HEADER.rowsInUse] = FIRST_ROW
    this.cells[HEADER.pid] = pid
    this.log('')
  }

  /** Registers a function; returns its row. */
  addFunction(name: string, lines: number[], file = '/src/a.py'): number {
    const row = this.cells[HEADER.rowsInUse]!
    this.cells[HEADER.rowsInUse] = row + 1 + lines.length
    this.record({
      kind: 'function',
      file,
      name,
      firstLine: lines[0]! - 1,
      lastLine: lines.at(-1)!,
      row,
      lines,
    })
    return row
  }

  set(row: number, cells: number[]): void {
    this.cells.set(cells, row * ROW_CELLS)
  }

  /** The rows that a thread executes, outermost first. */
  setLane(lane: number, thread: number, stack: number[], depth = stack.length): void {
    const start = FIRST_LANE + lane * LANE_CELLS
    this.cells[HEADER.lanesInUse] = Math.max(this.cells[HEADER.lanesInUse]!, lane + 1)
    this.cells.set([thread, depth, ...stack], start)
  }

  record(record: Readonly<Record<string, unknown>>): void {
    this.log(`${JSON.stringify({ atNs: 1000, ...record })}\n`)
  }

  /** Appends to the log as it is. */
  log(text: string): void {
    appendFileSync(join(this.#folder, `log${this.#suffix}.jsonl`), text)
  }

  /** Writes calls.bin; `nodes` are the cells of the nodes from number 1 on. */
  saveCalls(nodes: readonly number[][], nodesInUse = nodes.length + 1): void {
    writeFileSync(join(this.#folder, `calls${this.#suffix}.bin`), callCells(nodes, nodesInUse))
  }

  /** Writes the table. */
  save(): void {
    writeFileSync(join(this.#folder, `table${this.#suffix}.bin`), this.cells)
  }
}

/** The cells of a call tree, its header included. */
export function callCells(nodes: readonly number[][], nodesInUse = nodes.length + 1): Float64Array {
  const cells = new Float64Array((nodes.length + 1) * NODE_CELLS)
  cells[CALLS_HEADER.magic] = CALLS_MAGIC
  cells[CALLS_HEADER.version] = CALLS_VERSION
  cells[CALLS_HEADER.nodes] = nodes.length + 1
  cells[CALLS_HEADER.nodesInUse] = nodesInUse
  for (const [index, node] of nodes.entries()) cells.set(node, (index + 1) * NODE_CELLS)
  return cells
}

/** The cells of a node. */
export function callNode(fields: Partial<Record<keyof typeof NODE, number>>): number[] {
  const cells = Array.from({ length: NODE_CELLS }, () => 0)
  for (const [name, value] of Object.entries(fields)) cells[NODE[name as keyof typeof NODE]] = value
  return cells
}

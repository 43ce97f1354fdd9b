import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CALLS_HEADER, CALLS_MAGIC, NODE_CELLS } from '../../../../profiler-core/run/story/callsFile.ts'
import { lineTotals } from '../../../../profiler-core/run/story/lineTotals.ts'
import type { FunctionRecord } from '../../../../profiler-core/run/tables/logReader.ts'
import {
  FIRST_LANE,
  FIRST_ROW,
  HEADER,
  LINE,
  MAGIC,
  ROW_CELLS,
} from '../../../../profiler-core/run/tables/tableLayout.ts'

const LINES = 3
const FUNCTIONS = 4
const PID = 4242

/** The functions `f0` to `f3`, of three lines each. */
const functions: FunctionRecord[] = Array.from({ length: FUNCTIONS }, (_, index) => ({
  kind: 'function',
  atNs: 0,
  file: '/a.py',
  name: `f${index}`,
  firstLine: index * 10 + 1,
  lastLine: index * 10 + 4,
  row: FIRST_ROW + index * (LINES + 1),
  lines: [2, 3, 4].map((line) => index * 10 + line),
}))

const rowOf = (func: number, line: number) => functions[func]!.row + 1 + line

interface Frame {
  func: number
  row: number
  /** Memory when its line was opened, less what nested calls of the same function took. */
  opened: number
  entry: number
  node: number
}

/** What an agent writes of a program with one thread, by the definitions of docs/measurements.md and docs/run-folder.md. */
class Agent {
  bytes = 1000
  readonly table = new Float64Array((FIRST_ROW + FUNCTIONS * (LINES + 1)) * ROW_CELLS)
  readonly stack: Frame[] = []
  /** What each line took itself; what unwatched code took while nothing was open. */
  readonly truth = new Map<number, number>()
  unwatched = 0
  readonly #calls: number[][] = [[CALLS_MAGIC, 1, 1000, 1, 0, 0, 0, 0, 0, 0]]
  readonly #nodes = new Map<string, number>()

  constructor() {
    this.table[HEADER.magic] = MAGIC
    this.table[HEADER.pid] = PID
    this.table[HEADER.lanesInUse] = 1
    this.table[FIRST_LANE] = PID
  }

  allocate(bytes: number): void {
    this.bytes += bytes
    const top = this.stack.at(-1)
    if (top) this.truth.set(top.row, (this.truth.get(top.row) ?? 0) + bytes)
    else this.unwatched += bytes
  }

  enter(func: number): void {
    const caller = this.stack.at(-1)
    if (caller) this.table[caller.row * ROW_CELLS + LINE.opened] = caller.opened
    const node = this.#nodeOf(caller?.node ?? 0, caller?.row ?? 0, functions[func]!.row)
    const cells = this.#calls[node]!
    cells[7]! += 1
    cells[8] = this.bytes
    this.stack.push({ func, row: rowOf(func, 0), opened: this.bytes, entry: this.bytes, node })
  }

  /** The innermost frame comes to another line. */
  advance(line: number): void {
    const top = this.stack.at(-1)
    if (!top) return
    this.#close(top)
    top.row = rowOf(top.func, line)
    top.opened = this.bytes
  }

  leave(): void {
    const top = this.stack.pop()
    if (!top) return
    this.#close(top)
    const cells = this.#calls[top.node]!
    cells[1]! += this.bytes - top.entry
    cells[7]! -= 1
    const outer = this.stack.findLast((frame) => frame.func === top.func)
    if (outer) outer.opened += this.bytes - top.entry
  }

  totals(): Map<number, number> {
    this.table.set([this.stack.length, ...this.stack.map(({ row }) => row)], FIRST_LANE + 1)
    this.#calls[0]![CALLS_HEADER.nodesInUse] = this.#calls.length
    const calls = Float64Array.from(this.#calls.flat())
    expect(calls.length).toBe(this.#calls.length * NODE_CELLS)
    return lineTotals({ table: this.table, calls, bytes: this.bytes, passed: null }, functions)
  }

  #close(frame: Frame): void {
    this.table[frame.row * ROW_CELLS + LINE.increment]! += this.bytes - frame.opened
    this.table[HEADER.memoryNow] = this.bytes
  }

  #nodeOf(caller: number, row: number, func: number): number {
    const key = `${caller} ${row} ${func}`
    const known = this.#nodes.get(key)
    if (known !== undefined) return known
    this.#nodes.set(key, this.#calls.length)
    return this.#calls.push([0, 0, 0, 0, caller, func, row, 0, 0, 0]) - 1
  }
}

type Step = { kind: 'allocate' | 'enter' | 'advance' | 'leave'; amount: number }

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind'][]>('allocate', 'allocate', 'enter', 'enter', 'advance', 'leave'),
    amount: fc.integer({ min: -100, max: 1000 }),
  }),
  { maxLength: 120 },
)

/** Runs a program as far as its last step. */
function run(program: Step[], mayRecur: boolean): Agent {
  const agent = new Agent()
  for (const { kind, amount } of program) {
    const chosen = Math.abs(amount)
    if (kind === 'allocate') agent.allocate(Math.max(amount, 1 - agent.bytes))
    else if (kind === 'advance') agent.advance(chosen % LINES)
    else if (kind === 'leave') agent.leave()
    else if (agent.stack.length < 10) {
      const func = chosen % FUNCTIONS
      if (mayRecur || agent.stack.every((frame) => frame.func !== func)) agent.enter(func)
    }
  }
  return agent
}

const sum = (totals: Map<number, number>) => [...totals.values()].reduce((all, each) => all + each, 0)
const withoutZeros = (totals: Map<number, number>) =>
  new Map([...totals].filter(([, bytes]) => bytes !== 0).sort(([a], [b]) => a - b))

describe('what lines had taken at one moment', () => {
  test('is exactly what each line took itself, ended or not', () => {
    fc.assert(
      fc.property(steps, (program) => {
        const agent = run(program, false)
        expect(withoutZeros(agent.totals())).toEqual(withoutZeros(agent.truth))
      }),
    )
  })

  test('adds up to all that memory grew by but for unwatched code, recursion or not', () => {
    fc.assert(
      fc.property(steps, (program) => {
        const agent = run(program, true)
        expect(sum(agent.totals())).toBe(agent.bytes - 1000 - agent.unwatched)
      }),
    )
  })

  test('is exact after recursion that has ended', () => {
    fc.assert(
      fc.property(steps, (program) => {
        const agent = run(program, true)
        while (agent.stack.length > 0) agent.leave()
        expect(withoutZeros(agent.totals())).toEqual(withoutZeros(agent.truth))
      }),
    )
  })

  test('recursion through the same line that is under way counts once', () => {
    const agent = new Agent()
    for (let depth = 0; depth < 5; depth++) {
      agent.enter(0)
      agent.allocate(100)
      agent.advance(1)
    }
    agent.allocate(7)
    expect(withoutZeros(agent.totals())).toEqual(
      new Map([
        [rowOf(0, 0), 500],
        [rowOf(0, 1), 7],
      ]),
    ) // prettier-ignore
  })

  test('without lines, functions have what they took themselves', () => {
    const outlines = functions.map((each) => ({ ...each, lines: [] }))
    const [outer, inner] = outlines.map(({ row }) => row) as [number, number]
    const table = new Float64Array((FIRST_ROW + 20) * ROW_CELLS)
    table.set([MAGIC, 1, 0, 0, 0, 0, PID, 1])
    table.set([PID, 2, outer, inner], FIRST_LANE)
    const calls = Float64Array.from(
      [
        [CALLS_MAGIC, 1, 10, 3, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, outer, 0, 1, 1000, 0],
        [3, 400, 0, 0, 1, inner, 0, 1, 1700, 0],
      ].flat(),
    )
    const totals = lineTotals({ table, calls, bytes: 1900, passed: null }, outlines)
    expect(withoutZeros(totals)).toEqual(
      new Map([
        [outer, 300],
        [inner, 600],
      ]),
    ) // prettier-ignore
  })

  test('what had passed when the numbers were taken is the line’s that executed then', () => {
    const agent = new Agent()
    agent.enter(0)
    agent.allocate(10)
    const { table, bytes } = agent
    const passed = { row: rowOf(0, 2), bytes: 300 }
    const totals = lineTotals({ table, calls: null, bytes, passed }, functions)
    expect(totals.get(rowOf(0, 2))).toBe(300)
  })

  test('the main thread’s line that waits for others has not what they took', () => {
    const table = new Float64Array((FIRST_ROW + 20) * ROW_CELLS)
    table.set([MAGIC, 1, 0, 0, 1000, 0, PID, 2])
    const [main, worker] = [functions[0]!.row, functions[1]!.row]
    table.set([PID, 1, main + 1], FIRST_LANE)
    table.set([PID + 1, 1, worker + 2], FIRST_LANE + 64)
    const calls = Float64Array.from(
      [
        [CALLS_MAGIC, 1, 10, 3, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, main, 0, 1, 1000, 0],
        [1, 0, 0, 0, 0, worker, 0, 1, 1100, 0],
      ].flat(),
    )
    const totals = lineTotals({ table, calls, bytes: 5000, passed: null }, functions)
    expect(withoutZeros(totals)).toEqual(
      new Map([
        [main + 1, 100],
        [worker + 2, 3900],
      ]),
    ) // prettier-ignore
  })

  test('damaged cells give some numbers, and an end', () => {
    const cell = fc.oneof(fc.double(), fc.integer({ min: -5, max: 300 }))
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 300 }), fc.array(cell, { maxLength: 300 }), (calls, lanes) => {
        const table = new Float64Array((FIRST_ROW + 20) * ROW_CELLS)
        table.set([MAGIC, 1, 0, 0, 1000, 0, PID, 3])
        table.set(lanes, FIRST_LANE)
        const cells = Float64Array.from(calls)
        const totals = lineTotals({ table, calls: cells, bytes: 2000, passed: null }, functions)
        expect(totals).toBeInstanceOf(Map)
      }),
    )
  })
})

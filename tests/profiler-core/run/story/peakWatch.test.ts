import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { StackInterner } from '../../../../profiler-core/run/sampling/stackInterner.ts'
import { readPeak } from '../../../../profiler-core/run/story/peakFile.ts'
import { writePeak } from '../../../../profiler-core/run/story/peakSnapshot.ts'
import { type PeakSource, PeakWatch } from '../../../../profiler-core/run/story/peakWatch.ts'
import {
  FIRST_LANE,
  FIRST_ROW,
  HEADER,
  LANE_CELLS,
  MAGIC,
  ROW_CELLS,
} from '../../../../profiler-core/run/tables/tableLayout.ts'
import { temporaryFolder } from '../../targets/python/support.ts'

const MIB = 1024 * 1024
const PID = 4242

/** A process whose memory and stack the test sets; counts how often its table is read. */
class Process implements PeakSource {
  readonly suffix: string = ''
  isResident = true
  bytes = 0
  reads = 0
  readonly lanes = new Float64Array((FIRST_ROW + 20) * ROW_CELLS)
  /** What reading the table costs, milliseconds. */
  readonly #cost: () => void

  constructor(cost = () => {}) {
    this.#cost = cost
    this.lanes.set([MAGIC, 1, 0, FIRST_ROW + 20, 0, 0, PID, 1])
    this.lanes[FIRST_LANE] = PID
  }

  execute(...rows: number[]): this {
    this.lanes.set([rows.length, ...rows], FIRST_LANE + 1)
    return this
  }

  readTable(): Float64Array {
    this.reads++
    this.#cost()
    return this.lanes.slice()
  }

  readMemory(): number {
    return this.bytes
  }
}

const sharesOf = (bytes: number, others: number) =>
  others === 0
    ? []
    : [
        { pid: PID, bytes, command: 'a.py' },
        { pid: PID + 1, bytes: others, command: 'sort' },
      ]

function watched(cost = 0) {
  let ms = 0
  const process = new Process(() => {
    ms += cost
  })
  const watch = new PeakWatch('/nowhere', () => ms)
  const look = (bytes: number, highestBytes = bytes, others = 0) => {
    ms += 1
    process.bytes = bytes
    watch.look(ms * 1e6, { bytes: bytes + others, highestBytes, shares: () => sharesOf(bytes, others) }, [
      process,
    ])
    return watch.snapshot!
  }
  return { process, watch, look }
}

const ROW = FIRST_ROW + 1
const stackOf = ({ cells }: { cells: Float64Array }) => [...cells.subarray(FIRST_LANE + 1, FIRST_LANE + 4)]

describe('the watch for the highest point', () => {
  test('stacks and numbers are those of the highest sample', () => {
    const { process, look } = watched()
    process.execute(ROW)
    look(10 * MIB)
    process.execute(ROW, ROW + 5)
    look(20 * MIB)
    process.execute(ROW + 1)
    const peak = look(15 * MIB)
    expect(peak).toMatchObject({ timeNs: 2e6, bytes: 20 * MIB })
    expect(stackOf(peak.stacks[0]!)).toEqual([2, ROW, ROW + 5])
    expect(peak.numbers).toMatchObject([{ bytes: 20 * MIB, passed: null }])
  })

  test('while one line executes nothing is read again: what rises is its own', () => {
    const { process, look } = watched()
    process.execute(ROW)
    for (let mib = 1; mib <= 500; mib++) look(mib * MIB)
    expect(look(501 * MIB).numbers).toMatchObject([{ bytes: 501 * MIB }])
    expect(process.reads).toBe(1)
    process.lanes[HEADER.memoryNow] = 501 * MIB // it has read its memory since
    look(502 * MIB)
    expect(process.reads).toBe(2)
  })

  test('numbers are not taken for less than 64 KiB, or 0.1 %', () => {
    const { process, look } = watched()
    for (let step = 0; step < 100; step++) {
      process.execute(ROW + (step % 3))
      look(1000 * MIB + step * 8192)
    }
    expect(process.reads).toBe(1)
    expect(look(1001 * MIB + 99 * 8192).numbers).toMatchObject([{ bytes: 1001 * MIB + 99 * 8192 }])
  })

  test('dear numbers are taken rarely, and in the end as near to the highest point as there was credit for', () => {
    const { process, watch, look } = watched(0.4)
    for (let ms = 0; ms < 20_000; ms++) {
      process.execute(ROW + (ms % 3))
      process.lanes[HEADER.memoryNow] = ms
      look((100 + ms) * MIB)
    }
    // 0.9 % of 20 seconds, and what there was at the start.
    expect(process.reads * 0.4).toBeLessThan(200)
    expect(process.reads * 0.4).toBeGreaterThan(150)
    process.execute(ROW)
    watch.finish({ bytes: process.bytes }, [process])
    expect(watch.snapshot!.bytes).toBe(20_099 * MIB)
    expect(watch.snapshot!.numbers[0]!.bytes).toBeGreaterThan(20_099 * MIB * 0.999)
  })

  test('a peak that only others saw belongs to what executed before', () => {
    const { process, look } = watched()
    process.execute(ROW)
    look(10 * MIB)
    process.execute(ROW + 1)
    const peak = look(10 * MIB, 300 * MIB)
    expect(peak).toMatchObject({ timeNs: 2e6, bytes: 300 * MIB })
    expect(stackOf(peak.stacks[0]!).slice(0, 2)).toEqual([1, ROW])
    expect(peak.numbers).toMatchObject([{ bytes: 10 * MIB, passed: { row: ROW, bytes: 290 * MIB } }])
    // A little more, found out later, changes the height and nothing else.
    process.execute()
    expect(look(5 * MIB, 300 * MIB + 100)).toMatchObject({ timeNs: 2e6, bytes: 300 * MIB + 100 })
  })

  test('a peak that the agent has read is in the increments: the line that gives it back had it', () => {
    const { process, look } = watched()
    process.execute(ROW)
    look(10 * MIB)
    // The line ends, the agent reads 300 MiB, and memory falls while the next one executes.
    process.execute(ROW + 1)
    process.lanes[HEADER.memoryNow] = 300 * MIB
    const peak = look(280 * MIB, 300 * MIB)
    expect(stackOf(peak.stacks[0]!).slice(0, 2)).toEqual([1, ROW])
    expect(peak.numbers).toMatchObject([{ bytes: 280 * MIB, passed: { row: ROW + 1, bytes: 20 * MIB } }])
  })

  test('memory that an agent has read is that of the line before', () => {
    const { process, look } = watched()
    process.isResident = false
    process.execute(ROW)
    look(10 * MIB)
    process.execute(ROW + 1)
    expect(stackOf(look(50 * MIB).stacks[0]!).slice(0, 2)).toEqual([1, ROW])
  })

  test('the highest point is that of all processes together, and what others have is no line of the first', () => {
    const { process, look } = watched()
    process.execute(ROW)
    look(100 * MIB)
    process.execute(ROW + 1)
    const peak = look(40 * MIB, 0, 80 * MIB)
    expect(peak).toMatchObject({ timeNs: 2e6, bytes: 120 * MIB, numbersBytes: 120 * MIB })
    expect(peak.shares.map(({ bytes }) => bytes)).toEqual([40 * MIB, 80 * MIB])
    expect(stackOf(peak.stacks[0]!).slice(0, 2)).toEqual([1, ROW + 1])
    expect(peak.numbers).toMatchObject([{ bytes: 40 * MIB, passed: null }])
    // The other one grows, while the first executes the same line: nothing of that is the line's.
    expect(look(40 * MIB, 0, 200 * MIB)).toMatchObject({
      bytes: 240 * MIB,
      numbersBytes: 240 * MIB,
      numbers: [{ bytes: 40 * MIB }],
    })
    expect(look(90 * MIB, 0, 100 * MIB).bytes).toBe(240 * MIB)
  })

  test('before an agent has begun there are no numbers', () => {
    const { process, watch, look } = watched()
    process.lanes.fill(0)
    expect(look(10 * MIB)).toMatchObject({ bytes: 10 * MIB, numbers: [] })
    watch.finish({ bytes: process.bytes }, [process])
    expect(watch.snapshot?.numbers).toEqual([])
  })
})

describe('the snapshot on disk', () => {
  test('comes back as it was', async () => {
    const path = join(await temporaryFolder(), 'peak.bin')
    const { process, watch, look } = watched()
    process.execute(ROW)
    look(10 * MIB)
    look(10 * MIB, 300 * MIB)
    const peak = watch.snapshot!
    peak.numbers.push({
      suffix: '-7',
      bytes: 5,
      table: Float64Array.of(1, 2),
      calls: Float64Array.of(3),
      passed: null,
    })
    writePeak(path, peak)
    expect(readPeak(path)).toEqual(peak)
  })

  test('none, a torn one and something else are none', async () => {
    const path = join(await temporaryFolder(), 'peak.bin')
    expect(readPeak(path)).toBeNull()
    for (const text of [
      '',
      '{}\n',
      '{"version":1,"timeNs":1,"bytes":1,"stacks":[{"suffix":"","cells":9}],"numbers":[]}\n',
    ]) {
      writeFileSync(path, text)
      expect(readPeak(path)).toBeNull()
    }
  })
})

describe('numbers for stacks', () => {
  const cellsOf = (...rows: number[]) => new Process().execute(...rows).lanes

  test('the same stack has the same number, frames before their first line are left out', () => {
    const stacks = new StackInterner()
    const [a, b] = [stacks.nodeOf(cellsOf(ROW)), stacks.nodeOf(cellsOf(ROW, ROW + 5))]
    expect([a, b]).toEqual([1, 2])
    expect(stacks.nodeOf(cellsOf())).toBe(0)
    expect(stacks.nodeOf(cellsOf(ROW, 0))).toBe(a)
    expect(stacks.nodeOf(cellsOf(ROW, ROW + 5, 0))).toBe(b)
    expect(stacks.nodeOf(cellsOf(ROW + 5))).toBe(3)
    expect([...stacks.takeNew()]).toEqual([0, ROW, 1, ROW + 5, 0, ROW + 5])
    expect([...stacks.takeNew()]).toEqual([])
  })

  test('the main thread counts, else the first that runs anything', () => {
    const stacks = new StackInterner()
    const cells = cellsOf(ROW)
    cells.set([PID + 1, 1, ROW + 3], FIRST_LANE + LANE_CELLS)
    cells[HEADER.lanesInUse] = 2
    const main = stacks.nodeOf(cells)
    cells[FIRST_LANE + 1] = 0
    expect(stacks.nodeOf(cells)).not.toBe(main)
    expect([...stacks.takeNew()]).toEqual([0, ROW, 0, ROW + 3])
  })

  test('stacks without end are cut off, in bounded space', () => {
    const stacks = new StackInterner()
    const { lanes } = new Process().execute(ROW, ROW)
    for (let row = FIRST_ROW; row < FIRST_ROW + 70_000; row++) {
      lanes[FIRST_LANE + 3] = row
      stacks.nodeOf(lanes)
    }
    expect(stacks.takeNew().length / 2).toBe(65_536)
    expect(stacks.nodeOf(cellsOf(ROW, FIRST_ROW + 90_000))).toBe(1)
  })
})

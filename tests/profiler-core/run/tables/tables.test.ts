import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Backend } from '../../../../profiler-core/contract/index.ts'
import { RunTables } from '../../../../profiler-core/run/tables/runTables.ts'
import { HEADER } from '../../../../profiler-core/run/tables/tableLayout.ts'
import { temporaryFolder } from '../../targets/python/support.ts'
import { AgentFiles } from '../runFiles.ts'

async function setUp(backend: Backend = 'rss') {
  const folder = await temporaryFolder()
  return { folder, agent: new AgentFiles(folder), tables: new RunTables(folder, backend) }
}

describe('reading tables', () => {
  test('a function and its lines; those that never ran are left out', async () => {
    const { agent, tables } = await setUp()
    const row = agent.addFunction('f', [4, 5, 8])
    agent.addFunction('never', [20])
    agent.set(row, [2, 1000])
    agent.set(row + 1, [3, 500, 1500, 1600, 7000, 0, 1700])
    agent.set(row + 3, [1, -200, 1300, 1300, 9, 1, 0])
    agent.save()
    tables.poll(0)
    expect(tables.functions()).toEqual([
      {
        file: '/src/a.py',
        name: 'f',
        firstLine: 3,
        lastLine: 8,
        calls: 2,
        baselineBytes: 1000,
        lines: [
          {
            line: 4,
            occurrences: 3,
            incrementBytes: 500,
            memoryBytes: 1500,
            peakBytes: 1700,
            timeNs: 7000,
            overlapped: false,
          },
          {
            line: 8,
            occurrences: 1,
            incrementBytes: -200,
            memoryBytes: 1300,
            peakBytes: 1300,
            timeNs: 9,
            overlapped: true,
          },
        ],
      },
    ])
  })

  test('what the sampler saw counts for rss only', async () => {
    const { agent, tables } = await setUp('heap')
    const row = agent.addFunction('f', [4])
    agent.set(row, [1, 1000])
    agent.set(row + 1, [1, 500, 1500, 1600, 7000, 0, 99_999])
    agent.save()
    tables.poll(0)
    expect(tables.functions()[0]?.lines[0]?.peakBytes).toBe(1600)
  })

  test('only what has changed is told again', async () => {
    const { agent, tables } = await setUp()
    const f = agent.addFunction('f', [4])
    const g = agent.addFunction('g', [14])
    agent.set(f, [1])
    agent.set(f + 1, [1])
    agent.set(g, [1])
    agent.save()
    expect(tables.poll(0).map((each) => each.name)).toEqual(['f', 'g'])
    expect(tables.poll(0)).toEqual([])
    agent.set(g + 1, [1, 8])
    agent.save()
    expect(tables.poll(0)).toMatchObject([{ name: 'g', lines: [{ incrementBytes: 8 }] }])
    const h = agent.addFunction('h', [24])
    agent.set(h, [1])
    agent.save()
    expect(tables.poll(0).map((each) => each.name)).toEqual(['h'])
  })

  test('children: counts and differences add up, levels are the highest, the order is that of the program', async () => {
    const { folder, agent, tables } = await setUp()
    const child = new AgentFiles(folder, { suffix: '-999999999', pid: 999_999_999 })
    const own = child.addFunction('worker', [30])
    child.set(own, [1, 700])
    child.set(own + 1, [2, 5, 705, 710, 50, 0, 0])
    const shared = child.addFunction('f', [4])
    child.set(shared, [4, 800])
    child.set(shared + 1, [10, 90, 2000, 2100, 30, 1, 0])
    child.save()
    const row = agent.addFunction('f', [4, 5])
    agent.set(row, [1, 900])
    agent.set(row + 1, [1, 10, 1000, 1000, 20, 0, 3000])
    agent.save()
    tables.poll(0)
    expect(tables.functions()).toMatchObject(
      [
        { name: 'worker', calls: 1, baselineBytes: 700, lines: [{ line: 30, occurrences: 2 }] },
        {
          name: 'f',
          calls: 5,
          baselineBytes: 900,
          lines: [
            {
              line: 4,
              occurrences: 11,
              incrementBytes: 100,
              memoryBytes: 2000,
              peakBytes: 3000,
              timeNs: 50,
              overlapped: true,
            },
          ],
        },
      ].reverse(),
    )
  })

  test('the line that executes now: the main thread before others, the innermost line there is', async () => {
    const { agent, tables } = await setUp()
    const row = agent.addFunction('f', [4, 5, 6])
    agent.setLane(0, 77, [row + 1])
    agent.setLane(1, 4242, [row + 2, row + 3])
    agent.save()
    tables.poll(0)
    expect(tables.currentLine()).toEqual({ file: '/src/a.py', line: 6 })
    agent.setLane(1, 4242, [row + 2, 0])
    agent.save()
    tables.poll(0)
    expect(tables.currentLine()).toEqual({ file: '/src/a.py', line: 5 })
    agent.setLane(1, 4242, [row + 2], 0)
    agent.save()
    tables.poll(0)
    expect(tables.currentLine()).toEqual({ file: '/src/a.py', line: 4 })
    agent.setLane(0, 77, [], 0)
    agent.save()
    tables.poll(0)
    expect(tables.currentLine()).toBeNull()
  })

  test('a stack deeper than a lane', async () => {
    const { agent, tables } = await setUp()
    const row = agent.addFunction('f', [4, 5])
    agent.setLane(0, 4242, [...Array.from({ length: 61 }, () => row + 1), row + 2], 1000)
    agent.save()
    tables.poll(0)
    expect(tables.currentLine()).toEqual({ file: '/src/a.py', line: 5 })
  })
})

describe('damaged files', () => {
  test('no table, an empty one, one of another version, one that was cut off', async () => {
    const { folder, agent, tables } = await setUp()
    agent.addFunction('f', [4])
    tables.poll(0)
    expect(tables.functions()).toEqual([])
    writeFileSync(join(folder, 'table.bin'), '')
    tables.poll(0)
    expect(tables.functions()).toEqual([])
    agent.set(257, [1])
    agent.set(258, [1])
    agent.cells[HEADER.version] = 2
    agent.save()
    tables.poll(0)
    expect(tables.functions()).toEqual([])
    agent.cells[HEADER.version] = 1
    agent.save()
    truncateSync(join(folder, 'table.bin'), 258 * 64)
    tables.poll(0)
    expect(tables.functions()).toMatchObject([{ name: 'f', calls: 1, lines: [] }])
  })

  test('a table full of nonsense gives no impossible numbers', async () => {
    const { agent, tables } = await setUp()
    const row = agent.addFunction('f', [4, 5])
    agent.set(row, [Number.NaN, -5])
    agent.set(row + 1, [2, Number.POSITIVE_INFINITY, -1, Number.NaN, -3, 7, Number.NEGATIVE_INFINITY])
    agent.setLane(0, 4242, [1e300, -7, 0.5], Number.NaN)
    agent.save()
    tables.poll(0)
    expect(tables.functions()).toMatchObject([
      { calls: 0, baselineBytes: 0, lines: [{ incrementBytes: 0, memoryBytes: 0, peakBytes: 0, timeNs: 0 }] },
    ])
    expect(tables.currentLine()).toBeNull()
  })

  test('log lines that are no records are passed over, and the last waits for its end', async () => {
    const { agent, tables } = await setUp()
    agent.log('nonsense\n{"kind":"function"}\n[1]\n\n')
    agent.record({ kind: 'warning', code: 'a', message: 'first' })
    agent.log('{"kind":"warning","atNs":5,"code":"b","mess')
    tables.poll(0)
    expect(tables.warnings().map((warning) => warning.code)).toEqual(['a'])
    agent.log('age":"ünï \\udcff"}\n')
    tables.poll(0)
    expect(tables.warnings()[1]).toEqual({ kind: 'warning', atNs: 5, code: 'b', message: 'ünï \udcff' })
  })
})

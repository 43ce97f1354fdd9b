import { describe, expect, test } from 'vitest'
import { TimelineMark } from '../../../../profiler-core/contract/index.ts'
import {
  childEnd,
  childStart,
  limitMark,
  MarkList,
  marksOfLog,
} from '../../../../profiler-core/run/story/marks.ts'
import { objectGrowth } from '../../../../profiler-core/run/story/objects.ts'
import { agentClock } from '../../../../profiler-core/run/tables/agentClock.ts'
import { LogReader } from '../../../../profiler-core/run/tables/logReader.ts'
import { temporaryFolder } from '../../targets/python/support.ts'
import { AgentFiles } from '../runFiles.ts'

const START = {
  kind: 'start',
  pid: 77,
  baselineBytes: 1000,
  clockNs: 5_000_000,
  parentPid: 1,
  command: 'a.py',
}

async function logOf(...records: Readonly<Record<string, unknown>>[]) {
  const folder = await temporaryFolder()
  const agent = new AgentFiles(folder)
  for (const record of records) agent.record(record)
  return new LogReader(`${folder}/log.jsonl`).poll()
}

describe('the time of what an agent tells', () => {
  test('counts from the start of the run', async () => {
    const clock = agentClock(await logOf(START), 4_000_000)
    expect(clock.toRunNs(10)).toBe(1_000_010)
    expect(clock.toAgentNs(1_000_010)).toBe(10)
    expect(clock.toRunNs(-2_000_000)).toBe(0)
  })

  test('is taken as it is where the clocks are not known, or not the same', async () => {
    const { clockNs: _, ...unclocked } = START
    expect(agentClock(await logOf(unclocked), 4_000_000).toRunNs(10)).toBe(10)
    expect(agentClock(await logOf(START), null).toRunNs(10)).toBe(10)
    expect(agentClock(await logOf(START), 6_000_000).toRunNs(10)).toBe(10)
    expect(agentClock(await logOf(), 4_000_000).toRunNs(10)).toBe(10)
  })
})

describe('marks', () => {
  test('collections and exceptions of a process; the one that ended the program once', async () => {
    const log = await logOf(
      START,
      { kind: 'collection', atNs: 100, generation: 2, durationNs: 50, collected: 1 },
      { kind: 'raised', atNs: 200, type: 'KeyError', message: "'a'\n b", file: '/a.py', line: 4 },
      { kind: 'raised', atNs: 300, type: 'ValueError', message: '', file: '/a.py', line: 9 },
      { kind: 'exception', atNs: 310, type: 'ValueError', message: '', file: null, line: null },
    )
    expect(marksOfLog(log, agentClock(log, 5_000_000 - 1000))).toEqual([
      {
        kind: 'collection',
        timeNs: 1100,
        durationNs: 50,
        text: 'Garbage collection: 1 object',
        place: null,
        pid: 77,
      },
      {
        kind: 'exception',
        timeNs: 1200,
        durationNs: null,
        text: "KeyError: 'a' b",
        place: { file: '/a.py', line: 4 },
        pid: 77,
      },
      {
        kind: 'exception',
        timeNs: 1310,
        durationNs: null,
        text: 'Uncaught ValueError',
        place: { file: '/a.py', line: 9 },
        pid: 77,
      },
    ])
  })

  test('ascend by time, and do not come after the end', () => {
    const marks = new MarkList()
    marks.add(limitMark(90, 'a limit'), childStart(20, 5, 'x'.repeat(1000)), childEnd(1e300, 5))
    const built = marks.build(100)
    expect(built.map(({ kind, timeNs }) => [kind, timeNs])).toEqual([
      ['child-start', 20],
      ['limit', 90],
      ['child-end', 100],
    ])
    expect(built[0]!.text).toHaveLength(200)
    for (const mark of built) expect(TimelineMark.parse(mark)).toEqual(mark)
  })

  test('too many: of the least important some all along the run, of the others all', () => {
    const marks = new MarkList()
    marks.add(limitMark(50_000, 'a limit'))
    for (let time = 0; time < 100_000; time += 2) marks.add(childEnd(time, time))
    for (let time = 0; time < 100; time++) marks.add(childStart(time, time, ''))
    const built = marks.build(100_000)
    expect(built).toHaveLength(2000)
    expect(built.filter(({ kind }) => kind === 'limit')).toHaveLength(1)
    expect(built.filter(({ kind }) => kind === 'child-start')).toHaveLength(100)
    const ends = built.filter(({ kind }) => kind === 'child-end').map(({ timeNs }) => timeNs)
    expect(ends[0]).toBeLessThan(200)
    expect(ends.at(-1)).toBeGreaterThan(90_000)
  })
})

describe('records of the log', () => {
  test('a program that writes into the log does not fill the memory', async () => {
    const raised = { kind: 'raised', type: 'E', message: '', file: '/a.py', line: 1 }
    const log = await logOf(...Array.from({ length: 300 }, () => raised))
    expect(log.raised).toHaveLength(200)
  })

  test('threads, rows that are estimated, the orderly end', async () => {
    const thread = { kind: 'thread', atNs: 5, lane: 1, thread: 99, name: 'Worker', main: false }
    const log = await logOf(thread, { kind: 'estimated', row: 300 }, { kind: 'exit', atNs: 42 })
    expect(log.threads).toEqual([thread])
    expect([...log.estimated]).toEqual([300])
    expect(log.exitedAtNs).toBe(42)
  })
})

describe('objects', () => {
  test('of the types that grew, most grown first; the last count of each counts', async () => {
    const log = await logOf(
      { kind: 'objects', when: 'first', counts: { 'a.B': 10, dict: 5, list: 7 } },
      { kind: 'objects', when: 'last', counts: { 'a.B': 99 } },
      { kind: 'objects', when: 'last', counts: { 'a.B': 12, dict: 50, list: 7, constructor: 2 } },
    )
    expect(objectGrowth(log)).toEqual([
      { type: 'dict', before: 5, after: 50 },
      { type: 'a.B', before: 10, after: 12 },
      { type: 'constructor', before: 0, after: 2 },
    ])
  })

  test('not counted, or not to the end: nothing; at most 200 types', async () => {
    expect(objectGrowth(await logOf())).toBeNull()
    expect(objectGrowth(await logOf({ kind: 'objects', when: 'first', counts: {} }))).toBeNull()
    const counts = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`t${index}`, index]))
    const log = await logOf(
      { kind: 'objects', when: 'first', counts: {} },
      { kind: 'objects', when: 'last', counts },
    )
    expect(objectGrowth(log)).toHaveLength(200)
    expect(objectGrowth(log)?.[0]).toEqual({ type: 't999', before: 0, after: 999 })
  })
})

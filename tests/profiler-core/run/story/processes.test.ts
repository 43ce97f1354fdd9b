import { describe, expect, test } from 'vitest'
import { type LineResult, ProcessResult } from '../../../../profiler-core/contract/index.ts'
import { ProcessList } from '../../../../profiler-core/run/story/processes.ts'

function processOf(pid: number, fields: Partial<ProcessResult> = {}): ProcessResult {
  const base = {
    pid,
    parentPid: null,
    command: '',
    startNs: pid,
    endNs: pid + 1,
    peakBytes: pid,
    functions: [],
  }
  return { ...base, ...fields }
}

const PROGRAM = processOf(1)

describe('the processes of a run', () => {
  test('the program alone: none', () => {
    expect(new ProcessList().build(PROGRAM)).toEqual([])
  })

  test('the program first, its children as they started; who has no parent is its child', () => {
    const list = new ProcessList()
    list.add(processOf(9, { startNs: 50, parentPid: 8 }))
    list.add(processOf(8, { startNs: 20 }))
    expect(list.build(PROGRAM).map(({ pid, parentPid }) => [pid, parentPid])).toEqual([
      [1, null],
      [8, 1],
      [9, 8],
    ])
  })

  test('of many the highest are told, the others summed up', () => {
    const functionOf = (name: string) => {
      const numbers = { incrementBytes: 5, memoryBytes: 6, peakBytes: 7, timeNs: 8, overlapped: false }
      const lines: LineResult[] = [{ line: 2, occurrences: 3, ...numbers }]
      return { file: '/a.py', name, firstLine: 1, lastLine: 2, calls: 1, baselineBytes: 4, lines }
    }
    const list = new ProcessList()
    for (let pid = 1000; pid > 0; pid--) {
      const name = pid % 2 ? 'odd' : 'even'
      list.add(processOf(pid, { functions: [functionOf(name)], endNs: pid === 3 ? null : pid + 1 }))
    }
    const built = list.build(PROGRAM)
    expect(built).toHaveLength(200)
    expect(built[0]).toBe(PROGRAM)
    expect(built.slice(1, -1).every(({ peakBytes }) => peakBytes > 802)).toBe(true)
    const rest = built.at(-1)!
    expect(rest).toMatchObject({
      command: '802 more processes',
      parentPid: 1,
      startNs: 1,
      endNs: null,
      peakBytes: 802,
    })
    expect(rest.functions.map(({ name, calls, lines }) => [name, calls, lines[0]!.occurrences])).toEqual([
      ['even', 401, 1203],
      ['odd', 401, 1203],
    ])
    for (const each of built) expect(ProcessResult.parse(each)).toEqual(each)
  })
})

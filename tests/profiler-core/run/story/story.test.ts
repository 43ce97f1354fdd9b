import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type CallTree, type Interpreter, RunStory } from '../../../../profiler-core/contract/index.ts'
import type { RunRecord } from '../../../../profiler-core/run/plan.ts'
import { RunTables } from '../../../../profiler-core/run/tables/runTables.ts'
import { HEADER } from '../../../../profiler-core/run/tables/tableLayout.ts'
import { oneOfEachVersion, temporaryFolder } from '../../targets/python/support.ts'
import { AgentFiles, callNode } from '../runFiles.ts'
import { checkRecord, functionOf, lineOf, MIB, runToEnd } from '../support.ts'

const SECOND = 1e9
/** No process has this number. */
const GONE = 999_999_999

/** The nodes of a tree by their path, such as `main > load`. */
function pathsOf(
  tree: CallTree,
): Map<string, { line: number; calls: number; growth: number; timeNs: number }> {
  const paths: string[] = []
  return new Map(
    tree.parents.map((parent, index) => {
      const { name } = tree.functions[tree.functionOf[index]!]!
      paths.push(parent < 0 ? name : `${paths[parent]} > ${name}`)
      const [line, calls] = [tree.callerLines[index]!, tree.calls[index]!]
      return [paths[index]!, { line, calls, growth: tree.growthBytes[index]!, timeNs: tree.timeNs[index]! }]
    }),
  )
}

/** What must hold of every story. */
function checkStory({ detail, story, timeline }: RunRecord): void {
  expect(RunStory.parse(story)).toEqual(story)
  const sum = (numbers: readonly number[] = []) => numbers.reduce((total, each) => total + each, 0)
  for (const { file, name, calls, lines } of detail.functions) {
    const told = story.series?.functions.find((each) => each.file === file && each.name === name)
    expect(sum(told?.calls)).toBe(calls)
    for (const line of lines) {
      const steps = told?.lines.find((each) => each.line === line.line)
      expect([sum(steps?.occurrences), sum(steps?.incrementBytes), sum(steps?.timeNs)]).toEqual([
        line.occurrences,
        line.incrementBytes,
        line.timeNs,
      ])
      expect(steps?.peakBytes.at(-1)).toBe(line.peakBytes)
    }
  }
  const times = timeline.marks.map(({ timeNs }) => timeNs)
  expect(times).toEqual([...times].sort((a, b) => a - b))
}

describe('the story of a run, from its files', () => {
  async function setUp(startedNs: number | null = 1000) {
    const folder = await temporaryFolder()
    return { folder, agent: new AgentFiles(folder), tables: new RunTables(folder, 'rss', startedNs) }
  }

  test('program and children: one tree, each process with its own numbers, marks in the time of the run', async () => {
    const { folder, agent, tables } = await setUp()
    agent.record({ kind: 'start', atNs: 10, pid: 4242, baselineBytes: 100, clockNs: 3000, command: 'a.py' })
    const main = agent.addFunction('main', [4, 5])
    agent.set(main, [1, 100])
    agent.set(main + 1, [1, 50, 150, 160, 7])
    agent.cells[HEADER.memoryNow] = 900
    agent.cells[HEADER.memoryHigh] = 950
    const open = { open: 1, openedMemory: 300, openedAt: 500 }
    agent.saveCalls([callNode({ calls: 1, peak: 20, function: main, ...open })])
    agent.save()
    const child = new AgentFiles(folder, { suffix: `-${GONE}`, pid: GONE })
    const parent = { clockNs: 3000, parentPid: 4242, command: 'a.py --worker' }
    child.record({ kind: 'start', atNs: 700, pid: GONE, baselineBytes: 100, ...parent })
    const work = child.addFunction('work', [14])
    child.set(work, [2, 100])
    child.set(work + 1, [2, 30, 130, 2000, 9])
    child.record({ kind: 'raised', atNs: 750, type: 'KeyError', message: '1', file: '/src/a.py', line: 14 })
    child.saveCalls([callNode({ calls: 2, growth: 30, time: 9, function: work })])
    child.record({ kind: 'exit', atNs: 800 })
    child.save()
    const living = new AgentFiles(folder, { suffix: `-${process.pid}`, pid: process.pid })
    living.save()

    tables.poll(4000)
    tables.poll(5000)
    const { story, marks } = tables.tell({
      functions: tables.functions(),
      endNs: 6000,
      limit: { atNs: 5500, text: 'enough' },
    })
    expect(RunStory.parse(story)).toEqual(story)
    expect([...pathsOf(story.callTree!)]).toEqual([
      ['work', { line: 0, calls: 2, growth: 30, timeNs: 9 }],
      ['main', { line: 0, calls: 1, growth: 600, timeNs: 6000 - 2000 - 500 }],
    ])
    expect(story.processes).toMatchObject([
      { pid: 4242, parentPid: null, command: 'a.py', startNs: 0, endNs: 6000, peakBytes: 950 },
      { pid: GONE, parentPid: 4242, command: 'a.py --worker', startNs: 2700, endNs: 2800, peakBytes: 2000 },
      { pid: process.pid, parentPid: 4242, command: '', startNs: 4000, endNs: null, functions: [] },
    ])
    expect(story.processes[0]!.functions.map(({ name }) => name)).toEqual(['main'])
    expect(story.processes[1]!.functions.map(({ name, calls }) => [name, calls])).toEqual([['work', 2]])
    expect(marks.map(({ kind, timeNs, pid }) => [kind, timeNs, pid])).toEqual([
      ['child-start', 2700, GONE],
      ['exception', 2750, GONE],
      ['child-end', 2800, GONE],
      ['child-start', 4000, process.pid],
      ['limit', 5500, null],
    ])
  })

  test('nothing was watched: an empty story', async () => {
    const { tables } = await setUp()
    tables.poll(5)
    tables.poll(10)
    const { story, marks } = tables.tell({ functions: tables.functions(), endNs: 10, limit: null })
    expect(story).toEqual({ peak: null, callTree: null, series: null, processes: [], objects: null })
    expect(marks).toEqual([])
  })

  test('only calls are watched: functions without lines, and the lanes hold their rows', async () => {
    const { agent, tables } = await setUp()
    agent.record({
      kind: 'function',
      file: '/src/a.py',
      name: 'f',
      firstLine: 3,
      lastLine: 9,
      row: 257,
      lines: [],
    })
    agent.record({ kind: 'estimated', row: 257 })
    agent.cells[HEADER.rowsInUse] = 258
    agent.set(257, [8, 100, 0, 0, 0, 0, 7000])
    agent.setLane(0, 4242, [257])
    agent.saveCalls([callNode({ calls: 8, growth: 30, peak: 40, time: 9, function: 257 })])
    agent.save()
    tables.poll(1)
    expect(tables.poll(2)).toEqual([])
    expect(tables.currentLine()).toEqual({ file: '/src/a.py', line: 3 })
    expect(tables.functions()).toMatchObject([{ name: 'f', calls: 8, lines: [] }])
    const { story } = tables.tell({ functions: tables.functions(), endNs: 10, limit: null })
    expect(story.callTree).toMatchObject({ functions: [{ estimated: true }], peakBytes: [7000] })
    expect(story.series?.functions).toMatchObject([{ calls: [8], lines: [] }])
  })

  test('a damaged calls.bin leaves the rest as it is', async () => {
    const { folder, agent, tables } = await setUp()
    const f = agent.addFunction('f', [4])
    agent.set(f, [1])
    agent.save()
    writeFileSync(join(folder, 'calls.bin'), new Float64Array(1000).fill(Number.NaN))
    writeFileSync(join(folder, `calls-${GONE}.bin`), 'nonsense')
    tables.poll(1)
    tables.poll(2)
    const { story } = tables.tell({ functions: tables.functions(), endNs: 10, limit: null })
    expect(story.callTree).toBeNull()
    expect(story.series?.functions).toMatchObject([{ name: 'f', calls: [1] }])
  })
})

const PROGRAM = `import gc, multiprocessing, os, sys, time
def leaf(size):
    return b"x" * size
def middle():
    kept = []
    for i in range(3):
        kept.append(leaf(5_000_000))
        time.sleep(0.05)
    return kept
def worker():
    kept = leaf(30_000_000)
    time.sleep(0.15)
def main():
    kept = middle()
    gc.collect()
    try:
        raise_it()
    except KeyError:
        pass
    process = multiprocessing.get_context(sys.argv[1]).Process(target=worker)
    process.start()
    process.join()
    return kept
def raise_it():
    raise KeyError("no")
if __name__ == "__main__":
    kept = main()
`

describe.skipIf(process.platform !== 'linux')('the story of a real run', () => {
  let interpreters: Interpreter[]
  beforeAll(async () => {
    const all = await oneOfEachVersion()
    interpreters = [...new Set([all[0]!, all.at(-1)!])]
  })
  const watchAll = { watch: { kind: 'project' as const } }

  test.each([
    ['oldest', 0, 'fork'],
    ['newest', -1, 'spawn'],
  ])('calls, numbers over time, processes and marks, on the %s Python', async (_, version, method) => {
    const interpreter = interpreters.at(version)!
    const record = await runToEnd(PROGRAM, { interpreter, request: { ...watchAll, args: [method] } })
    checkStory(record)
    const { story, timeline, detail } = record
    const paths = pathsOf(story.callTree!)
    const path = '<module> > main > middle > leaf'
    expect(paths.get(path)).toMatchObject({ line: 7, calls: 3 })
    expect(paths.get(path)!.growth / MIB).toBeCloseTo(14.3, 0)
    expect(paths.get('<module> > main > middle')).toMatchObject({ line: 14, calls: 1 })
    expect(paths.get('<module> > main > middle')!.timeNs).toBeGreaterThan(0.15 * SECOND)
    const inWorker = [...paths].find(([each]) => each.endsWith('worker > leaf'))!
    expect(inWorker[1].growth / MIB).toBeCloseTo(28.6, 0)
    // The line's three calls lie too far apart for one look.
    const line = story
      .series!.functions.find(({ name }) => name === 'middle')!
      .lines.find((each) => each.line === 7)!
    expect(line.at.length).toBeGreaterThanOrEqual(2)

    const [program, child, ...others] = story.processes
    expect(others).toEqual([])
    expect(program).toMatchObject({ parentPid: null, startNs: 0, endNs: detail.durationNs })
    expect(
      functionOf({ ...record, detail: { ...detail, functions: program!.functions } }, 'leaf').calls,
    ).toBe(3)
    expect(child).toMatchObject({ parentPid: program!.pid })
    expect(child!.functions.find(({ name }) => name === 'leaf')?.calls).toBe(1)
    expect(child!.startNs).toBeGreaterThan(0)
    expect(child!.endNs! - child!.startNs).toBeGreaterThan(0.1 * SECOND)
    expect(child!.endNs).toBeLessThanOrEqual(detail.durationNs)
    expect(child!.peakBytes / MIB).toBeGreaterThan(28)
    expect(timeline.marks.filter(({ pid }) => pid === child!.pid).map(({ kind }) => kind)).toEqual([
      'child-start',
      'child-end',
    ])
    // Collections are told from 3.10 on.
    const collections = version === 0 ? [] : [{ kind: 'collection' }]
    expect(timeline.marks.filter(({ pid }) => pid === program!.pid)).toMatchObject([
      ...collections,
      { kind: 'exception', text: "KeyError: 'no'", place: { line: 25 } },
    ])
    for (const { kind, timeNs } of timeline.marks)
      if (kind === 'collection') expect(timeNs).toBeGreaterThan(0.15 * SECOND)
  })

  test('a program that is killed: its calls have what they took until then', async () => {
    const source = `import os, signal, time
def load():
    global kept
    kept = [b"x" * 20_000_000]
    kept.append(b"x" * 20_000_000)
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGKILL)
def main():
    load()
main()
`
    const record = await runToEnd(source, { request: watchAll })
    checkStory(record)
    expect(record.detail.status).toBe('killed')
    const paths = pathsOf(record.story.callTree!)
    expect([...paths.keys()]).toEqual(['<module>', '<module> > main', '<module> > main > load'])
    for (const { growth, timeNs, calls } of paths.values()) {
      expect(calls).toBe(1)
      expect(growth / MIB).toBeCloseTo(38.1, 0)
      expect(timeNs).toBeGreaterThan(0.3 * SECOND)
      expect(timeNs).toBeLessThan(record.detail.durationNs)
    }
    expect(lineOf(record, 'load', 6).timeNs).toBeGreaterThan(0.3 * SECOND)
  })

  test('a limit is marked', async () => {
    const source = 'import time\ndef f():\n    time.sleep(100)\nf()\n'
    const record = await runToEnd(source, { request: { timeoutNs: 0.4 * SECOND } })
    checkStory(record)
    const [mark] = record.timeline.marks.filter(({ kind }) => kind === 'limit')
    expect(mark?.text).toBe('Mebi stops the program: its time is up')
    expect(mark?.timeNs).toBeGreaterThanOrEqual(0.4 * SECOND)
  })

  test('functions only: their calls and paths, and no lines', async () => {
    const interpreter = interpreters.at(-1)!
    const request = { ...watchAll, detail: 'functions' as const, args: ['fork'] }
    const record = await runToEnd(PROGRAM, { interpreter, request })
    checkStory(record)
    checkRecord(record)
    expect(functionOf(record, 'leaf')).toMatchObject({ calls: 4, lines: [] })
    const leaf = pathsOf(record.story.callTree!).get('<module> > main > middle > leaf')
    expect(leaf?.calls).toBe(3)
    expect(leaf!.growth / MIB).toBeCloseTo(14.3, 0)
  })
})

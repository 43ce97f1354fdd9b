import { describe, expect, test } from 'vitest'
import { events as contractEvents } from '../../../profiler-core/contract/index.ts'
import type { RunEvent } from '../../../profiler-core/run/plan.ts'
import { oneOfEachVersion } from '../targets/python/support.ts'
import { functionOf, lineOf, MIB, runToEnd, start } from './support.ts'

const ofType = <T extends RunEvent['type']>(events: RunEvent[], type: T) =>
  events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type)

describe('a run as it goes', () => {
  test('lines, memory and output come while the program runs', async () => {
    const { run, events } = await start(`
import time
def work():
    kept = []
    for step in range(5):
        kept.append(b"x" * 10_000_000)
        time.sleep(0.3)
work()
print("done")
`)
    const record = await run.ended
    expect(events[0]).toEqual({ type: 'started', pid: run.pid })
    const lines = ofType(events, 'lines')
    const steps = lines.flatMap(({ functions }) =>
      functions.flatMap((each) =>
        each.lines.filter(({ line }) => line === 6).map((line) => line.occurrences),
      ),
    )
    expect(new Set(steps)).toEqual(new Set([1, 2, 3, 4, 5]))
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    const memory = ofType(events, 'memory')
    expect(memory.length).toBeGreaterThan(10)
    expect(memory.some(({ line }) => line?.line === 7)).toBe(true)
    expect(memory.at(-1)?.peakBytes).toBe(record.detail.peakBytes)
    for (const { type, ...payload } of memory) {
      contractEvents[`run.${type}`].parse({ key: run.key, ...payload })
    }
    // The last word of the events is the record.
    const last = new Map(lines.flatMap(({ functions }) => functions.map((each) => [each.name, each])))
    expect([...last.values()].sort(byName)).toEqual([...record.detail.functions].sort(byName))
  })

  test('watched children are in the same tables', async () => {
    for (const interpreter of await oneOfEachVersion()) {
      const record = await runToEnd(
        `
import os
def work():
    kept = b"x" * 20_000_000
    return len(kept)
def fork():
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            work()
            os._exit(0)
        os.waitpid(pid, 0)
work()
fork()
`,
        { interpreter },
      )
      expect(functionOf(record, 'work').calls).toBe(4)
      expect(lineOf(record, 'work', 4).occurrences).toBe(4)
      // A forked child takes over some free memory of its parent.
      expect(lineOf(record, 'work', 4).incrementBytes / MIB).toBeGreaterThan(4 * 18.5)
      expect(lineOf(record, 'work', 4).incrementBytes / MIB).toBeLessThan(4 * 19.6)
    }
  })

  test('a Pool of many short-lived children', async () => {
    const record = await runToEnd(
      `
import multiprocessing
def work(n):
    kept = b"x" * 1_000_000
    return n
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(4, maxtasksperchild=1) as pool:
        print(sum(pool.map(work, range(40), chunksize=1)))
`,
    )
    expect(functionOf(record, 'work').calls).toBe(40)
    expect(record.output).toEqual([{ stream: 'stdout', text: '780\n' }])
  })

  test('the environment, arguments and working directory of the request', async () => {
    const { output } = await runToEnd(
      'import os, sys\nprint(sys.argv[1:], os.environ["MEBI_TEST"], os.environ.get("HOST"), os.getcwd() == sys.path[0])\n',
      {
        request: { args: ['a b', '--x', 'ü'], env: { MEBI_TEST: 'yes' } },
        env: { ...process.env, HOST: 'there' },
      },
    )
    expect(output).toEqual([{ stream: 'stdout', text: "['a b', '--x', 'ü'] yes there True\n" }])
  })
})

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name)
}

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Interpreter, PeakReport, Timeline } from '../../../../profiler-core/contract/index.ts'
import {
  PeakReport as PeakReportSchema,
  Timeline as TimelineSchema,
} from '../../../../profiler-core/contract/index.ts'
import type { RunRecord } from '../../../../profiler-core/run/plan.ts'
import { oneOfEachVersion, temporaryFolder } from '../../targets/python/support.ts'
import { lineOf, MIB, runToEnd, start } from '../support.ts'

const onLinux = describe.skipIf(process.platform !== 'linux')

/** The oldest and the newest. */
async function bothEnds(): Promise<Interpreter[]> {
  const all = await oneOfEachVersion()
  return [...new Set([all[0]!, all.at(-1)!])]
}

function peakOf({ story, timeline }: RunRecord): PeakReport {
  expect(TimelineSchema.parse(timeline)).toEqual(timeline)
  expect(PeakReportSchema.parse(story.peak)).toEqual(story.peak)
  return story.peak!
}

/** What lines hold, in MiB, by function and line. */
function heldBy(peak: PeakReport): Record<string, number> {
  return Object.fromEntries(peak.lines.map(({ name, line, bytes }) => [`${name} ${line}`, bytes / MIB]))
}

/** The stack of each thread, outermost first. */
function stacksOf(peak: PeakReport): string[] {
  return peak.threads.map(({ frames }) => frames.map(({ name, line }) => `${name} ${line}`).join(' > '))
}

/** The stacks that were executing, in their order, each as often as it came again. */
function stackStory({ stacks, stackAt, timesNs }: Timeline): { stack: string; sinceNs: number }[] {
  const tell = (node: number): string => {
    if (node < 0) return ''
    const { name, line } = stacks!.places[stacks!.placeOf[node]!]!
    const above = tell(stacks!.parents[node]!)
    return above === '' ? `${name} ${line}` : `${above} > ${name} ${line}`
  }
  const told: { stack: string; sinceNs: number }[] = []
  for (const [index, node] of stackAt!.entries()) {
    const stack = tell(node)
    if (told.at(-1)?.stack !== stack) told.push({ stack, sinceNs: timesNs[index]! })
  }
  return told
}

const LOAD = `import time
def read():
    first = b"x" * (80 * 1024 * 1024)
    time.sleep(0.05)
    second = b"y" * (20 * 1024 * 1024)
    return first, second
def load():
    data = read()
    n = [b"z" * (60 * 1024 * 1024), time.sleep(0.1)][1]
    time.sleep(0.05)
    return data
load()
`

onLinux('the highest point of a run', () => {
  test('in a line: its stack, and what each line holds within 5 %, at both ends of Python', async () => {
    for (const interpreter of await bothEnds()) {
      const record = await runToEnd(LOAD, { interpreter })
      const peak = peakOf(record)
      expect(stacksOf(peak)).toEqual(['<module> 12 > load 9'])
      expect(peak.threads).toMatchObject([{ name: 'MainThread', isMain: true }])
      const held = heldBy(peak)
      expect(held['read 3']! / 80).toBeCloseTo(1, 1)
      expect(held['read 5']! / 20).toBeCloseTo(1, 1)
      expect(held['load 9']! / 60).toBeGreaterThan(0.95)
      expect(held['load 9']! / 60).toBeLessThan(1.05)
      expect(Object.keys(held).slice(0, 3)).toEqual(['read 3', 'load 9', 'read 5'])
      expect(peak.bytes).toBe(record.detail.peakBytes)
      expect(peak.bytes - peak.linesAtBytes).toBeLessThan(3 * MIB)
      expect(record.timeline.bytes[record.timeline.timesNs.indexOf(peak.timeNs)]).toBe(peak.bytes)
      expect(peak).toMatchObject({ allocations: null, allocationsAtBytes: 0 })
      const sum = peak.lines.reduce((all, { bytes }) => all + bytes, 0)
      // What unwatched code took between the start and the module level is no line's.
      expect((peak.linesAtBytes - record.detail.baselineBytes - sum) / MIB).toBeLessThan(4)
      expect((peak.linesAtBytes - record.detail.baselineBytes - sum) / MIB).toBeGreaterThan(-1)
      expect(record.timeline).toMatchObject({ childrenBytes: null, residentBytes: null })
    }
  })

  test('heap: exact, with a line that was over when it was told, and the sites of the allocations', async () => {
    for (const interpreter of await bothEnds()) {
      const record = await runToEnd(LOAD, { interpreter, request: { backend: 'heap' } })
      const peak = peakOf(record)
      const held = heldBy(peak)
      expect(held['read 3']).toBeCloseTo(80, 1)
      expect(held['read 5']).toBeCloseTo(20, 1)
      expect(held['load 9']).toBeCloseTo(60, 1)
      expect(peak.bytes / MIB).toBeGreaterThan(160)
      expect(peak.bytes / MIB).toBeLessThan(162)
      expect(stacksOf(peak)).toEqual(['<module> 12 > load 9'])
      const { timeline } = record
      expect(Math.max(...timeline.bytes)).toBe(peak.bytes)
      // The line of the heap moves with the agent's readings, resident memory beside it as it goes.
      expect(Math.max(...timeline.residentBytes!) / MIB).toBeGreaterThan(150)
      expect(stackStory(timeline).map(({ stack }) => stack)).toContain('<module> 12 > load 8 > read 4')
    }
  })

  test('two threads hold memory: both stacks are told, with their names, and the main thread that waits', async () => {
    const record = await runToEnd(`import threading, time
def hold(mib):
    kept = b"x" * (mib * 1024 * 1024)
    barrier.wait()
    time.sleep(0.2)
def run():
    threads = [threading.Thread(target=hold, args=(mib,), name=f"holds {mib}") for mib in (60, 30)]
    for each in threads: each.start()
    for each in threads:
        each.join()
barrier = threading.Barrier(2)
run()
`)
    const peak = peakOf(record)
    const [first, ...rest] = peak.threads.map(({ name, isMain }) => `${name} ${isMain}`)
    expect(first).toBe('MainThread true')
    expect(rest.sort()).toEqual(['holds 30 false', 'holds 60 false'])
    const [main, ...others] = stacksOf(peak)
    expect(main).toMatch(/^<module> 12 > run (8|9|10)$/)
    for (const stack of others) expect(stack).toMatch(/^hold [345]$/)
    expect(new Set(peak.threads.map(({ threadId }) => threadId)).size).toBe(3)
    // Told apart they cannot be; together they are right.
    const sum = peak.lines.reduce((all, { bytes }) => all + bytes, 0) / MIB
    expect(sum).toBeGreaterThan(80)
    expect(sum).toBeLessThan(200)
  })

  test('a watched child at the peak: its stack and its lines are there too', async () => {
    const record = await runToEnd(`import os, time
def child():
    kept = b"c" * (40 * 1024 * 1024)
    os.write(ready[1], b"1")
    os.read(done[0], 1)
def parent():
    pid = os.fork()
    if pid == 0:
        child()
        os._exit(0)
    os.read(ready[0], 1)
    time.sleep(0.3)  # the sampler looks for children ten times a second
    kept = b"p" * (80 * 1024 * 1024)
    time.sleep(0.2)
    os.write(done[1], b"1")
    os.waitpid(pid, 0)
ready, done = os.pipe(), os.pipe()
parent()
`)
    const peak = peakOf(record)
    expect(stacksOf(peak)[0]).toMatch(/^<module> 18 > parent 1[3-6]$/)
    expect(stacksOf(peak)[1]).toBe('<module> 18 > parent 9 > child 5')
    expect(peak.threads[1]!.pid).not.toBe(peak.threads[0]!.pid)
    expect(heldBy(peak)['child 3']! / 40).toBeCloseTo(1, 1)
    expect(heldBy(peak)['parent 13']! / 80).toBeCloseTo(1, 1)
    const children = record.timeline.childrenBytes!
    expect(Math.max(...children) / MIB).toBeGreaterThan(40)
  })

  test('killed in the middle: what was held then', async () => {
    const { run, printed } = await start(`import time
def work():
    kept = b"x" * (100 * 1024 * 1024)
    print("ready", flush=True)
    time.sleep(100)
work()
`)
    await printed('ready')
    await new Promise((resolve) => setTimeout(resolve, 50))
    process.kill(run.pid, 'SIGKILL')
    const record = await run.ended
    const peak = peakOf(record)
    expect(stacksOf(peak)[0]).toMatch(/^<module> 6 > work [345]$/)
    expect(heldBy(peak)['work 3']! / 100).toBeCloseTo(1, 1)
  })

  test('functions only: each has what it took itself', async () => {
    const [, newest] = await bothEnds()
    const record = await runToEnd(LOAD, { interpreter: newest!, request: { detail: 'functions' } })
    const held = heldBy(peakOf(record))
    expect(held['read 2']! / 100).toBeCloseTo(1, 1)
    expect(held['load 7']! / 60).toBeGreaterThan(0.9)
  })

  test('without a sampler it is what the looks at the table saw', async () => {
    const samplerUrl = pathToFileURL(join(await temporaryFolder(), 'gone.mjs'))
    const record = await runToEnd(
      `import time
def work():
    kept = b"x" * (100 * 1024 * 1024)
    time.sleep(0.4)
    return 1
work()
`,
      { samplerUrl },
    ) // prettier-ignore
    const peak = peakOf(record)
    expect(heldBy(peak)['work 3']! / 100).toBeCloseTo(1, 1)
    expect(stacksOf(peak)[0]).toMatch(/^<module> 6( > work [345])?$/)
    expect(record.timeline.stackAt!.length).toBe(record.timeline.timesNs.length)
  })
})

onLinux('memory over time', () => {
  test('says what was executing, when, at both ends of Python', async () => {
    for (const interpreter of await bothEnds()) {
      const record = await runToEnd(
        `import time
def inner():
    time.sleep(0.3)
def outer():
    time.sleep(0.2)
    inner()
outer()
`,
        { interpreter },
      )
      const told = stackStory(record.timeline).filter(({ stack }) => stack.includes('outer'))
      const stacks = told.map(({ stack }) => stack)
      const [first, second] = ['<module> 7 > outer 5', '<module> 7 > outer 6 > inner 3']
      expect(stacks.filter((stack) => stack === first || stack === second)).toEqual([first, second])
      const at = (stack: string) => told.find((each) => each.stack === stack)!.sinceNs
      // The second began when the first was over, by the interpreter’s own clock.
      const slept = lineOf(record, 'outer', 5).timeNs
      expect(Math.abs(at(second) - (at(first) + slept))).toBeLessThan(slept)
    }
  })

  test('the memory of a child that is not watched', async () => {
    const { timeline, detail } = await runToEnd(
      `import subprocess, sys, time
subprocess.run([sys.executable, "-c", "import time; x = b'x' * 100_000_000; time.sleep(0.3)"])
time.sleep(0.1)
`,
      { request: { watchChildren: false } },
    )
    const children = timeline.childrenBytes!
    expect(Math.max(...children) / 1e6).toBeGreaterThan(100)
    expect([children[0], children.at(-1)]).toEqual([0, 0])
    expect((detail.firstProcessPeakBytes ?? 0) / 1e6).toBeLessThan(60)
    expect(detail.peakBytes / 1e6).toBeGreaterThan(100)
  })
})

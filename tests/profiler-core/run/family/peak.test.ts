import { describe, expect, test } from 'vitest'
import type { RunRecord } from '../../../../profiler-core/run/plan.ts'
import { MIB, runToEnd } from '../support.ts'

/** The highest point of the timeline is the summary's peak, and the report's. */
function peakOf(record: RunRecord): {
  all: number
  first: number
  where: RunRecord['detail']['peakProcess']
} {
  const { detail, timeline, story } = record
  const sums = timeline.bytes.map((bytes, index) => bytes + (timeline.childrenBytes?.[index] ?? 0))
  expect(timeline.together).toBe(true)
  expect(Math.max(...sums)).toBe(detail.peakBytes)
  expect(story.peak?.bytes).toBe(detail.peakBytes)
  expect(detail.firstProcessPeakBytes).toBe(Math.max(...timeline.bytes))
  return {
    all: detail.peakBytes / MIB,
    first: (detail.firstProcessPeakBytes ?? 0) / MIB,
    where: detail.peakProcess,
  }
}

/** Holds so much for a while, in an interpreter of its own. */
const HOLD = (mib: number, seconds = 0.4) =>
  `[sys.executable, "-S", "-c", "import time; kept = b'x' * ${mib * MIB}; time.sleep(${seconds})"]`

describe.skipIf(process.platform !== 'linux')(
  'the peak of a run (other processes are seen through /proc)',
  () => {
    test('one process: all of it is the first process’s', async () => {
      const record = await runToEnd(`kept = b"x" * ${50 * MIB}\n`)
      const { all, first, where } = peakOf(record)
      expect(all).toBe(first)
      expect(all).toBeGreaterThan(50)
      expect(where).toBeNull()
      expect(record.timeline.childrenBytes).toBeNull()
    })

    test.each([true, false])('children of every kind count, watched or not (%s)', async (watchChildren) => {
      const record = await runToEnd(
        `
import subprocess, sys
def main():
    children = [subprocess.Popen(${HOLD(60)}) for _ in range(2)]
    for child in children:
        child.wait()
main()
`,
        { request: { watchChildren } },
      )
      const { all, first, where } = peakOf(record)
      expect(first).toBeLessThan(30)
      // Two interpreters take 5 to 15 MiB each beside what they hold, part of it shared.
      expect(all).toBeGreaterThan(120 + first)
      expect(all).toBeLessThan(160 + first)
      expect(where).toMatchObject({ isFirst: false })
    })

    test('a program that is not Python, behind a shell', async () => {
      const record = await runToEnd(`
import subprocess
rows = b"abcdefghi\\n" * 2_000_000
def main():
    subprocess.run("sort -S 300M | wc -l", shell=True, input=rows, check=True, stdout=subprocess.DEVNULL)
main()
`)
      const { all, first, where } = peakOf(record)
      expect(all).toBeGreaterThan(first + 30)
      expect(where).not.toBeNull()
    })

    test('forks share what they have: each page counts once, also what they write then', async () => {
      const program = (child: string) => `
import os, time
kept = bytearray(${120 * MIB})
for at in range(0, len(kept), 4096):
    kept[at] = 1
pids = []
for _ in range(3):
    pid = os.fork()
    if pid == 0:
        ${child}
        time.sleep(0.6)
        os._exit(0)
    pids.append(pid)
for pid in pids:
    os.waitpid(pid, 0)
`
      const idle = peakOf(await runToEnd(program('pass')))
      expect(idle.first).toBeGreaterThan(120)
      expect(idle.all - idle.first).toBeLessThan(20)
      const writing = peakOf(await runToEnd(program('for at in range(0, 40 << 20, 4096): kept[at] = 2')))
      expect(writing.all - writing.first).toBeGreaterThan(115)
      expect(writing.all - writing.first).toBeLessThan(140)
    })

    test('a grandchild that lost its parent, in a session of its own, and one that outlives the program', async () => {
      const record = await runToEnd(
        `
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    kept = b"x" * ${70 * MIB}
    time.sleep(1)
    os._exit(0)
os.wait()
time.sleep(0.5)
`,
        { request: { watchChildren: false } },
      )
      const { all, first } = peakOf(record)
      expect(all).toBeGreaterThan(first + 65)
      expect(all).toBeLessThan(first + 85)
    })

    test('children that live for some milliseconds only', async () => {
      const record = await runToEnd(`
import os
def main():
    for _ in range(3):
        if os.fork() == 0:
            kept = b"x" * ${80 * MIB}
            os._exit(0)
        os.wait()
main()
`)
      const { all, first } = peakOf(record)
      expect(all).toBeGreaterThan(first + 60)
      expect(all).toBeLessThan(first + 95)
    })

    test('a child that starts another program (exec) is that program from then on', async () => {
      const record = await runToEnd(
        `
import os, sys
kept = bytearray(b"x" * ${100 * MIB})
if os.fork() == 0:
    os.execv(sys.executable, ${HOLD(50)})
os.wait()
`,
        { request: { watchChildren: false } },
      )
      const { timeline } = record
      peakOf(record)
      const others = Math.max(...(timeline.childrenBytes ?? [])) / MIB
      expect(others).toBeGreaterThan(50)
      expect(others).toBeLessThan(75)
    })

    test('with heap it is what Python holds in the first process and in each watched child since it began', async () => {
      const record = await runToEnd(
        `
import os, time
kept = bytearray(${100 * MIB})
if os.fork() == 0:
    mine = bytearray(${30 * MIB})
    time.sleep(0.3)
    more = len(mine)
    time.sleep(0.3)
    os._exit(0)
os.wait()
`,
        { request: { backend: 'heap' } },
      )
      const { detail } = record
      expect((detail.firstProcessPeakBytes ?? 0) / MIB).toBeLessThan(103)
      expect(detail.peakBytes / MIB).toBeGreaterThan(129)
      expect(detail.peakBytes / MIB).toBeLessThan(135)
    })

    test.each(['pss', 'uss'] as const)('with %s, too, children count', async (backend) => {
      const { detail } = await runToEnd(
        `
import subprocess, sys
kept = b"x" * ${20 * MIB}
def main():
    subprocess.run(${HOLD(60)})
    return 1
main()
`,
        { request: { backend } },
      )
      expect(detail.peakBytes / MIB).toBeGreaterThan(80)
      expect(detail.peakBytes / MIB).toBeLessThan(115)
      expect((detail.firstProcessPeakBytes ?? 0) / MIB).toBeLessThan(50)
    })

    test('where nothing can be sampled the peak is the first process’s alone, and says so', async () => {
      const samplerUrl = new URL('file:///nowhere/gone.mjs')
      const { detail, timeline } = await runToEnd(`kept = b"x" * ${30 * MIB}\n`, { samplerUrl })
      expect(detail.firstProcessPeakBytes).toBeNull()
      expect(timeline.together).toBe(false)
      expect(detail.warnings.find(({ code }) => code === 'no-sampler')?.message).toContain('first process')
    })
  },
)

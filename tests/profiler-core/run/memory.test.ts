import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { oneOfEachVersion, temporaryFolder } from '../targets/python/support.ts'
import { checkRecord, functionOf, lineOf, MIB, runToEnd, start } from './support.ts'

const onLinux = describe.skipIf(process.platform !== 'linux')

/** Allocates 300 MiB, touches all of it and frees it, within one line. */
const TEMPORARY = `
def spike():
    before = 1
    n = len(b"x" * (300 * 1024 * 1024))
    after = 1

spike()
`

onLinux('the sampler', () => {
  test('a 300 MiB temporary within a line is seen within 5 %, on every interpreter', async () => {
    for (const interpreter of await oneOfEachVersion()) {
      const record = await runToEnd(TEMPORARY, { interpreter })
      const { baselineBytes, lines } = functionOf(record, 'spike')
      const spike = lineOf(record, 'spike', 4)
      expect((spike.peakBytes - baselineBytes) / MIB).toBeGreaterThan(285)
      expect((spike.peakBytes - baselineBytes) / MIB).toBeLessThan(315)
      expect(Math.abs(spike.incrementBytes) / MIB).toBeLessThan(1)
      for (const { line, peakBytes } of lines) {
        if (line !== 4) expect((peakBytes - baselineBytes) / MIB).toBeLessThan(1)
      }
      const highest = Math.max(...record.timeline.bytes)
      expect(highest).toBeGreaterThanOrEqual(spike.peakBytes)
      expect(record.detail.peakBytes).toBe(highest)
      // The call and the module's line that makes it were executing too.
      expect(lineOf(record, '<module>', 7).peakBytes).toBeGreaterThanOrEqual(spike.peakBytes)
    }
  })

  test('memory over time: ascending, from the start to the end, at a fine grain', async () => {
    const { timeline, detail } = await runToEnd(`
import time
kept = []
for _ in range(10):
    kept.append(b"x" * 1_000_000)
    time.sleep(0.02)
`)
    const last = timeline.timesNs.at(-1)!
    expect(last).toBeLessThan(detail.durationNs)
    expect(last).toBeGreaterThan(detail.durationNs - 50e6)
    // Ten steps of 1 MB, each seen.
    const levels = new Set(timeline.bytes.map((bytes) => Math.round(bytes / 1e6)))
    expect(levels.size).toBeGreaterThanOrEqual(10)
  })

  test('includeChildren adds the memory of child processes to that of the lines', async () => {
    const source = `
import subprocess, sys
def parent():
    subprocess.run([sys.executable, "-c", "import time; x = b'x' * 100_000_000; time.sleep(0.5)"])
parent()
`
    const alone = await runToEnd(source)
    const together = await runToEnd(source, { request: { includeChildren: true } })
    for (const { detail } of [alone, together]) {
      expect(detail.peakBytes / 1e6).toBeGreaterThan(110)
      expect((detail.firstProcessPeakBytes ?? 0) / 1e6).toBeLessThan(60)
    }
    expect(lineOf(alone, 'parent', 4).peakBytes / 1e6).toBeLessThan(60)
    expect(lineOf(together, 'parent', 4).peakBytes / 1e6).toBeGreaterThan(110)
  })

  test('exec of another program: a warning says since when, and that one is not credited to the line', async () => {
    const { detail, ...rest } = await runToEnd(`
import os, sys, time
def replace():
    time.sleep(0.3)
    os.execv("/bin/sh", ["sh", "-c", 'x=$(head -c 100000000 /dev/zero | tr "\\\\0" x); sleep 0.5'])
replace()
`)
    expect(detail.warnings.map((warning) => warning.code)).toEqual(['exec'])
    expect(detail.warnings[0]?.message).toMatch(
      /\(exec: sh -c .*\), which was not watched: what was measured until then/,
    )
    const atNs = detail.warnings[0]?.atNs ?? 0
    expect(atNs).toBeGreaterThan(300e6)
    expect(atNs).toBeLessThan(detail.durationNs - 400e6)
    expect(lineOf({ detail, ...rest }, 'replace', 5).peakBytes / 1e6).toBeLessThan(60)
    expect(detail.peakBytes / 1e6).toBeGreaterThan(100)
    expect(detail).toMatchObject({ status: 'finished', lastLine: { line: 5 } })
  })

  test('a program that only changes its title has not replaced itself', async () => {
    const { detail } = await runToEnd(`
import ctypes, time
libc = ctypes.CDLL(None)
argv = ctypes.POINTER(ctypes.c_char_p)()
argc = ctypes.c_int()
with open("/proc/self/stat") as f:
    start = int(f.read().rsplit(")", 1)[1].split()[45])  # arg_start
ctypes.memmove(start, b"renamed!", 8)
assert open("/proc/self/cmdline").read().startswith("renamed!")
time.sleep(0.4)
`)
    expect(detail).toMatchObject({ status: 'finished', warnings: [] })
  })

  test('an interpreter behind a wrapper is followed', async () => {
    const folder = await temporaryFolder()
    const [interpreter] = await oneOfEachVersion()
    const path = join(folder, 'python')
    await writeFile(path, `#!/bin/sh\n'${interpreter!.path}' "$@"\nexit $?\n`, { mode: 0o755 })
    const record = await runToEnd(TEMPORARY, { interpreter: { ...interpreter!, path } })
    expect((lineOf(record, 'spike', 4).peakBytes - record.detail.baselineBytes) / MIB).toBeGreaterThan(285)
  })

  test('a sampler that cannot start is a warning, and the readings of the agent are the timeline', async () => {
    const samplerUrl = pathToFileURL(join(await temporaryFolder(), 'gone.mjs'))
    const record = await runToEnd('import time\ntime.sleep(0.5)\n', { samplerUrl })
    expect(record.detail.warnings).toMatchObject([{ code: 'no-sampler' }])
    expect(record.timeline.bytes.length).toBeGreaterThan(0)
  })

  test('takes little of a processor', async () => {
    const before = process.cpuUsage()
    const { run } = await start('import time\ntime.sleep(3)\n')
    const record = await run.ended
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan((record.detail.durationNs / 1e6) * 0.3)
  })
})

describe('other backends', () => {
  test('heap: exact, with a timeline of the agent’s readings', async () => {
    const record = await runToEnd(
      'import time\ndef f():\n    kept = bytes(5_000_000)\n    time.sleep(0.5)\n    n = len(bytes(9_000_000))\nf()\n',
      { request: { backend: 'heap' } },
    )
    expect(record.detail).toMatchObject({ backend: 'heap', warnings: [] })
    expect(lineOf(record, 'f', 3).incrementBytes).toBeGreaterThan(5_000_000)
    expect(lineOf(record, 'f', 3).incrementBytes).toBeLessThan(5_010_000)
    expect(lineOf(record, 'f', 5).peakBytes).toBeLessThan(16_000_000)
    expect(record.detail.peakBytes).toBeLessThan(16_000_000)
    expect(record.timeline.bytes.length).toBeGreaterThan(0)
    expect(Math.max(...record.timeline.bytes)).toBeLessThan(16_000_000)
    checkRecord(record)
  })

  test.skipIf(process.platform !== 'linux')('uss and pss', async () => {
    for (const backend of ['uss', 'pss'] as const) {
      const record = await runToEnd('def f():\n    kept = b"x" * 20_000_000\n    return kept\nf()\n', {
        request: { backend },
      })
      // Pages of the interpreter become unique, or shared, as other processes of it come and go meanwhile.
      expect(lineOf(record, 'f', 2).incrementBytes / 1e6).toBeGreaterThan(15)
      expect(lineOf(record, 'f', 2).incrementBytes / 1e6).toBeLessThan(25)
      expect(record.detail.backend).toBe(backend)
    }
  })
})

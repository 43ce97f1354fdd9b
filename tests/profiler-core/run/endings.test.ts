import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { oneOfEachVersion } from '../targets/python/support.ts'
import { checkRecord, functionOf, lineOf, MIB, runToEnd, start, textOf } from './support.ts'

const GROW = 'def grow():\n    kept = bytearray(b"x" * 30_000_000)\n    END\n\ngrow()\n'
const growThen = (end: string) => GROW.replace('END', end)

describe('how a run ends', () => {
  test('finished, on every interpreter of this machine', async () => {
    for (const interpreter of await oneOfEachVersion()) {
      const record = await runToEnd(growThen('print("done")'), { interpreter })
      expect(record.detail).toMatchObject({
        id: null,
        status: 'finished',
        exitCode: 0,
        signal: null,
        lastLine: null,
        error: null,
        cause: null,
        warnings: [],
        backend: 'rss',
        interpreter: { path: interpreter.path, version: interpreter.version, implementation: 'cpython' },
      })
      expect(lineOf(record, 'grow', 2).incrementBytes / MIB).toBeCloseTo(28.6, 0)
      expect(record.detail.peakBytes).toBeGreaterThan(record.detail.baselineBytes + 28 * MIB)
      expect(textOf(record)).toBe('done\n')
      expect(record.sources).toMatchObject([{ text: growThen('print("done")') }])
    }
  })

  test('failed, by an exception', async () => {
    const { detail, output } = await runToEnd(growThen('raise KeyError("lost")'))
    expect(detail).toMatchObject({
      status: 'failed',
      exitCode: 1,
      lastLine: null,
      error: { type: 'KeyError', message: "'lost'", file: expect.stringMatching(/script\.py$/), line: 3 },
    })
    expect(output[0]?.text).toMatch(/^Traceback/)
  })

  test('failed, by an exit code', async () => {
    const { detail } = await runToEnd('import sys\nsys.exit(7)\n')
    expect(detail).toMatchObject({ status: 'failed', exitCode: 7, warnings: [] })
  })

  test('failed, by a syntax error that the interpreter itself reports', async () => {
    const record = await runToEnd('def f(:\n')
    expect(record.detail).toMatchObject({ status: 'failed', exitCode: 1, functions: [] })
    expect(textOf(record, 'stderr')).toContain('SyntaxError')
    expect(record.sources).toMatchObject([{ text: 'def f(:\n' }])
  })

  test('while processes that it started go on: they are named, and left alone', async () => {
    const sleeper = '[sys.executable, "-c", "import time; time.sleep(60)"]'
    const record = await runToEnd(`
import subprocess, sys, time
quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for alone in (False, True):
    print(subprocess.Popen(${sleeper}, start_new_session=alone, **quiet).pid)
subprocess.run([sys.executable, "-c", "pass"])
time.sleep(0.5)
`)
    const pids = textOf(record).trim().split('\n')
    try {
      expect(record.detail).toMatchObject({ status: 'finished', warnings: [{ code: 'children-left' }] })
      const [warning] = record.detail.warnings
      expect(warning?.message).toContain(
        `2 processes that the program started still run (PID ${pids.join(', ')})`,
      )
      expect(running(pids)).toEqual(pids)
    } finally {
      for (const pid of pids) process.kill(Number(pid))
    }
  })

  test('os._exit keeps what was measured, says where it was, and warns', async () => {
    const record = await runToEnd(growThen('__import__("os")._exit(5)'))
    expect(record.detail).toMatchObject({
      status: 'failed',
      exitCode: 5,
      lastLine: { line: 3 },
      cause: { kind: 'exit', limitBytes: null },
      warnings: [{ code: 'no-exit' }],
    })
    expect(lineOf(record, 'grow', 2).incrementBytes / MIB).toBeCloseTo(28.6, 0)
    expect(lineOf(record, 'grow', 3).occurrences).toBe(1)
  })

  test('killed by a signal from outside: the line that was executing', async () => {
    const { run, printed } = await start(growThen('print("now", flush=True); __import__("time").sleep(100)'))
    await printed('now\n')
    process.kill(run.pid, 'SIGKILL')
    const record = await run.ended
    checkRecord(record)
    expect(record.detail).toMatchObject({
      status: 'killed',
      exitCode: null,
      signal: 'SIGKILL',
      lastLine: { line: 3 },
      cause: { kind: 'signal', limitBytes: null },
      warnings: [],
    })
    expect(functionOf(record, 'grow')).toMatchObject({ calls: 1 })
    expect(lineOf(record, 'grow', 2).incrementBytes / MIB).toBeCloseTo(28.6, 0)
  })

  test('killed by a fault of its own', async () => {
    const { detail } = await runToEnd(growThen('__import__("os").abort()'))
    expect(detail).toMatchObject({
      status: 'killed',
      signal: 'SIGABRT',
      lastLine: { line: 3 },
      cause: { kind: 'signal' },
    })
    expect(detail.cause?.memoryBytes).toBeGreaterThan(28 * MIB)
  })

  test('killed by a fault, of which the interpreter has spoken', async () => {
    const fault = 'import faulthandler; faulthandler.enable(); __import__("os").abort()'
    const { detail } = await runToEnd(growThen(fault))
    expect(detail).toMatchObject({ status: 'killed', signal: 'SIGABRT', cause: { kind: 'fatal-error' } })
  })

  test.skipIf(process.platform !== 'linux')(
    'out of memory, within a limit of its address space',
    async () => {
      const limit = 'import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n'
      const { detail } = await runToEnd(`${limit}${growThen('more = bytearray(2**31)')}`)
      expect(detail).toMatchObject({
        status: 'failed',
        error: { type: 'MemoryError', line: 5 },
        cause: { kind: 'out-of-memory', limitBytes: null },
      })
      expect(detail.cause?.memoryBytes).toBeGreaterThan(28 * MIB)
    },
  )

  test('an interpreter that ends before the program begins', async () => {
    const { detail } = await runToEnd('print(1)\n', {
      request: { pythonFlags: ['-X', 'importtime=x'], env: { PYTHONHOME: '/nowhere' } },
    })
    expect(detail).toMatchObject({ status: 'failed', warnings: [{ code: 'no-start' }], functions: [] })
  })
})

describe('ending a run', () => {
  test('stop: the program may tidy up', async () => {
    const { run, printed } = await start(`
import os, signal, sys, time
def handler(*_):
    os.write(1, b"tidy\\n")  # not print: the signal may come within the other one, which Python refuses
    sys.exit(0)
signal.signal(signal.SIGTERM, handler)
os.write(1, b"ready\\n")
time.sleep(100)
`)
    await printed('ready\n')
    const record = await run.stop()
    expect(record.detail).toMatchObject({
      status: 'stopped',
      exitCode: 0,
      signal: null,
      cause: { kind: 'person' },
    })
    expect(textOf(record)).toBe('ready\ntidy\n')
  })

  test('stop: a program that does not listen is killed, with its children', async () => {
    const { run, printed } = await start(`
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
apart = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"], start_new_session=True)
print("pids", child.pid, apart.pid, "ready", flush=True)
def wait():
    time.sleep(100)
wait()
`)
    await printed('ready\n')
    const before = Date.now()
    const record = await run.stop()
    expect(Date.now() - before).toBeGreaterThan(2500)
    expect(Date.now() - before).toBeLessThan(8000)
    expect(record.detail).toMatchObject({ status: 'stopped', signal: 'SIGKILL', lastLine: { line: 8 } })
    const pids = /pids (\d+) (\d+)/.exec(textOf(record))!.slice(1)
    await sleep(200)
    expect(running(pids)).toEqual([])
  })

  test('stop twice: at once', async () => {
    const { run, printed } = await start(`
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(100)
`)
    await printed('ready\n')
    const before = Date.now()
    void run.stop()
    expect((await run.stop()).detail.status).toBe('stopped')
    expect(Date.now() - before).toBeLessThan(2500)
  })

  test('Ctrl-C reaches each process of the program once, those in groups of their own too', async () => {
    const child = `
import os, signal, sys, time
seen = []
signal.signal(signal.SIGINT, lambda *args: seen.append(1))
if sys.argv[1] == "own":
    os.setpgid(0, 0)
print("ready", flush=True)
end = time.monotonic() + 60
while not seen and time.monotonic() < end:
    time.sleep(0.05)
time.sleep(0.5)
print("seen", len(seen), flush=True)
`
    const { run, printed } = await start(`
import signal, subprocess, sys
signal.signal(signal.SIGINT, lambda *args: None)
children = [subprocess.Popen([sys.executable, "-c", ${JSON.stringify(child)}, group]) for group in ("own", "same")]
for child in children:
    child.wait()
`)
    await printed('ready\nready\n')
    run.interrupt()
    expect(textOf(await run.ended)).toBe('ready\nready\nseen 1\nseen 1\n')
  })

  test('Ctrl-C ends it with the exception that the program expects', async () => {
    const { run, printed } = await start(`
import time
try:
    print("ready", flush=True)
    time.sleep(100)
finally:
    print("tidy")
`)
    await printed('ready\n')
    run.interrupt()
    const record = await run.ended
    expect(record.detail).toMatchObject({ status: 'stopped', error: { type: 'KeyboardInterrupt' } })
    expect(textOf(record)).toBe('ready\ntidy\n')
  })

  test('Ctrl-C that the program takes for something else', async () => {
    const { run, printed } = await start(`
import time
try:
    print("ready", flush=True)
    time.sleep(100)
except KeyboardInterrupt:
    print("on I go")
`)
    await printed('ready\n')
    run.interrupt()
    expect((await run.ended).detail).toMatchObject({ status: 'finished', exitCode: 0 })
  })

  test('a limit of time', async () => {
    const record = await runToEnd('import time\ndef wait():\n    time.sleep(100)\nwait()\n', {
      request: { timeoutNs: 1e9 },
    })
    expect(record.detail).toMatchObject({
      status: 'limit',
      signal: 'SIGTERM',
      lastLine: { line: 3 },
      cause: { kind: 'time-limit' },
    })
    expect(record.detail.durationNs).toBeGreaterThan(1e9)
    expect(record.detail.durationNs).toBeLessThan(4e9)
  })

  test('stop after the end changes nothing', async () => {
    const { run } = await start('print(1)\n')
    await run.ended
    expect((await run.stop()).detail.status).toBe('finished')
  })
})

/** Those of the processes that still run (a process that only waits to be reaped does not). */
function running(pids: string[]): string[] {
  return pids.filter((pid) => {
    try {
      return !execFileSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).startsWith('Z')
    } catch {
      return false
    }
  })
}

import { describe, expect, test } from 'vitest'
import { isRunning } from '../../../../profiler-core/run/proc.ts'
import { functionOf, MIB, runToEnd, start, textOf } from '../support.ts'

const LIMIT = 160 * MIB
const request = { maxMemoryBytes: LIMIT, timeoutNs: 20e9 }

const EAT = `
import os, signal, subprocess, sys, time
def eat():
    kept = []
    while True:
        kept.append(b"x" * 4_000_000)
`

const STOPPED = {
  status: 'limit',
  cause: { kind: 'memory-limit', limitBytes: LIMIT, memoryBytes: expect.any(Number) },
}

describe.skipIf(process.platform !== 'linux')('a limit of memory (it is watched through /proc)', () => {
  test('a program that grows and does not listen to signals', async () => {
    const program = `${EAT}
for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(each, signal.SIG_IGN)
eat()
`
    const record = await runToEnd(program, { request })
    const { detail, timeline } = record
    expect(detail).toMatchObject({ ...STOPPED, signal: 'SIGKILL', warnings: [] })
    expect([5, 6]).toContain(detail.lastLine?.line)
    expect(detail.cause?.memoryBytes).toBeGreaterThan(LIMIT)
    expect(detail.cause?.memoryBytes).toBeLessThan(LIMIT + 1024 * MIB)
    expect(functionOf(record, 'eat').calls).toBe(1)
    expect(timeline.marks.map(({ kind }) => kind)).toContain('limit')
  })

  test('also where something else is measured', async () => {
    const { detail } = await runToEnd(`${EAT}eat()\n`, { request: { ...request, backend: 'heap' } })
    expect(detail).toMatchObject(STOPPED)
  })

  test('all that it started dies with it: a child, one in a session of its own, one that lost its parent', async () => {
    const wait = '[sys.executable, "-c", "import time; time.sleep(60)"]'
    const record = await runToEnd(
      `${EAT}
print(subprocess.Popen(${wait}).pid, flush=True)
print(subprocess.Popen(${wait}, start_new_session=True).pid, flush=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    print(os.getpid(), flush=True)
    time.sleep(60)
time.sleep(0.5)
eat()
`,
      { request },
    )
    expect(record.detail).toMatchObject(STOPPED)
    const pids = textOf(record).trim().split('\n').map(Number)
    expect(pids).toHaveLength(3)
    await expect.poll(() => pids.filter(isRunning), { timeout: 5000 }).toEqual([])
  })

  test('what a forgotten grandchild takes counts', async () => {
    const program = `${EAT}
if os.fork() == 0:
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    eat()
time.sleep(60)
`
    const { detail } = await runToEnd(program, { request: { ...request, watchChildren: false } })
    expect(detail).toMatchObject({ ...STOPPED, signal: 'SIGKILL' })
  })

  test('pages that forks share count once', async () => {
    const program = `
import os, time
kept = b"x" * ${100 * MIB}
pids = [os.fork() for _ in range(1)]
if pids[-1] != 0:
    pids.append(os.fork())
time.sleep(0.6)
if all(pids):
    for pid in pids:
        os.waitpid(pid, 0)
`
    const { detail } = await runToEnd(program, { request })
    expect(detail).toMatchObject({ status: 'finished', cause: null })
  })

  test('forks that write to what they shared cross it', async () => {
    const program = `
import os, time
kept = bytearray(b"x" * ${100 * MIB})
if os.fork() == 0:
    for at in range(0, len(kept), 4096):
        kept[at] = 1
time.sleep(30)
`
    const { detail } = await runToEnd(program, { request })
    expect(detail).toMatchObject(STOPPED)
    expect(detail.cause?.memoryBytes).toBeLessThan(260 * MIB)
  })

  test('while the host is busy', async () => {
    const { run, printed } = await start(
      `print("go", flush=True)\n__import__("time").sleep(0.3)\n${EAT}eat()\n`,
      {
        request,
      },
    )
    await printed('go\n')
    for (const until = Date.now() + 800; Date.now() < until; );
    const { detail } = await run.ended
    expect(detail).toMatchObject(STOPPED)
    expect(detail.cause?.memoryBytes).toBeLessThan(LIMIT + 1024 * MIB)
  })

  test('a limit that cannot be watched is told', async () => {
    const samplerUrl = new URL('file:///nowhere/gone.mjs')
    const { detail } = await runToEnd('import time\ntime.sleep(0.3)\n', { request, samplerUrl })
    expect(detail.status).toBe('finished')
    expect(detail.warnings.map(({ code }) => code)).toContain('memory-limit-unwatched')
  })
})

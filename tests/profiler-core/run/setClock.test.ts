import { afterEach, expect, test, vi } from 'vitest'
import { start } from './support.ts'

const DEAF =
  'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print("up", flush=True); time.sleep(100)'
/** It ends when it is asked to; what it has started does not. */
const DEAF_CHILD = `import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", ${JSON.stringify(DEAF)}])
time.sleep(100)
`

/** What a person, or a time server, does to the clock while something waits. */
function setClockBack(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now() - seconds * 1000)
}

afterEach(() => {
  vi.useRealTimers()
})

test.skipIf(process.platform === 'win32').each([
  ['a program that takes no notice', DEAF],
  ['a program that ends, and leaves one that takes no notice', DEAF_CHILD],
])('a clock that is set back while Mebi stops %s: it waits no longer', async (_, program) => {
  const { run, printed } = await start(program)
  await printed('up\n')
  const before = performance.now()
  const stopped = run.stop()
  setClockBack(60)
  expect((await stopped).detail.status).toBe('stopped')
  // It is given three seconds.
  expect(performance.now() - before).toBeLessThan(20_000)
})

test('a clock that is set back while a program ends and leaves something behind', async () => {
  const left =
    'import subprocess; subprocess.Popen(["sleep", "5"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)'
  const { run } = await start(`import time\ntime.sleep(0.3)\n${left}\n`)
  setClockBack(60)
  const before = performance.now()
  expect((await run.ended).detail.warnings).toMatchObject([{ code: 'children-left' }])
  expect(performance.now() - before).toBeLessThan(20_000)
})

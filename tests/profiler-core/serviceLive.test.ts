import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { ask, places } from './serviceFixture.ts'
import { anInterpreter } from './targets/python/support.ts'

const place = places()
const packageDir = fileURLToPath(new URL('../../profiler-core/targets/python/package', import.meta.url))

/** What a notebook's kernel does when it keeps what it has measured; waits in the middle for a line on its input. */
const LIVE = `import sys
sys.path.insert(0, sys.argv[1])
from mebi._saved import SavedRun
from mebi._watching import Watching

def load(n):
    rows = bytearray(b"x") * (n << 20)
    if n > 10:
        print("ready", flush=True)
        sys.stdin.readline()
    return rows

saved = SavedRun(sys.argv[2] + "/analysis.ipynb", "rss", "cell 3", ["load"])
watching = Watching([load], folder=saved.folder)
watching.start()
saved.started(watching.recording)
log = watching.recording.log
kept = load(int(sys.argv[3]))
result = watching.stop()
saved.end(log, result.peak, result.duration_ns)
sys.stdin.readline()
`

async function live(here: ReturnType<typeof place>, mebibytes: number) {
  const { path } = await anInterpreter()
  const child = spawn(path, ['-B', '-c', LIVE, packageDir, here.project, String(mebibytes)], {
    env: { ...process.env, MEBI_HOME: here.data },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return child
}

const running = (data: string) =>
  existsSync(join(data, 'running')) ? readdirSync(join(data, 'running')) : []

test.skipIf(process.platform === 'win32')(
  'what a live process hands over is in the history while it lives, and who listens is told',
  async () => {
    const here = place()
    const service = here.service()
    const projectDir = here.project
    expect(await ask(service, 'runs.history', { projectDir })).toEqual([])
    let changes = 0
    service.subscribe('history.changed', () => {
      changes += 1
    })
    const child = await live(here, 8)
    await vi.waitFor(() => expect(changes).toBe(1), { timeout: 20_000, interval: 50 })
    expect(child.exitCode).toBe(null)
    const [entry] = await ask(service, 'runs.history', { projectDir })
    const run = await ask(service, 'runs.get', { id: entry!.id })
    expect(run).toMatchObject({
      status: 'finished',
      label: 'cell 3',
      backend: 'rss',
      error: null,
      warnings: [],
    })
    expect(run.functions).toMatchObject([{ name: 'load', calls: 1 }])
    expect(run.peakBytes - run.baselineBytes).toBeGreaterThan(7 * 2 ** 20)
    expect(running(here.data)).toEqual([])
    child.stdin.end()
    await once(child, 'exit')
  },
)

test.skipIf(process.platform !== 'linux')(
  'of one that is killed the line that it was on is kept, and one at work is left alone',
  async () => {
    const here = place()
    const service = here.service()
    const projectDir = here.project
    const child = await live(here, 50)
    await once(child.stdout, 'data')
    expect(await ask(service, 'runs.history', { projectDir })).toEqual([])
    expect(running(here.data)).toHaveLength(1)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const other = here.service()
    const [entry] = await ask(other, 'runs.history', { projectDir })
    const run = await ask(other, 'runs.get', { id: entry!.id })
    expect(run).toMatchObject({ status: 'interrupted', lastLine: { line: 10 } })
    expect(run.peakBytes).toBeGreaterThan(50 * 2 ** 20)
  },
)

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../../../profiler-core/store/index.ts'
import { sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'
import { thrown } from '../thrown.ts'
import { typescript } from './typescript.ts'

const hostArguments = (folder: string, name: string, count: number) => [
  ...typescript('host.ts'),
  folder,
  name,
  String(count),
  join(folder, 'start'),
]

test('hosts that open a new history at the same moment, and all write, lose and double nothing', async () => {
  for (let round = 0; round < 3; round += 1) {
    const folder = scratchFolder()
    const names = ['app', 'cli', 'serve', 'another']
    const hosts = names.map((name) => promisify(execFile)(process.execPath, hostArguments(folder, name, 10)))
    await setTimeout(300)
    writeFileSync(join(folder, 'start'), '')
    const numbers = (await Promise.all(hosts)).map(({ stdout }) => stdout)
    expect(new Set(numbers).size).toBe(1)

    const store = openStore(folder)
    const keys = store.list({ limit: 1000 }).map(({ key }) => key)
    const expected = [...names, 'shared'].flatMap((name) =>
      Array.from({ length: 10 }, (_, index) => `${name} ${index}`),
    )
    expect(keys.toSorted()).toEqual(expected.toSorted())
    expect(store.check().problems).toEqual([])
    store.close()
  }
})

test('a host that is killed while it writes leaves whole runs only', async () => {
  for (const delay of [5, 20, 60]) {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'start'), '')
    const host = spawn(process.execPath, hostArguments(folder, 'doomed', 100_000))
    await until(() => {
      const store = openStore(folder)
      const begun = store.list({ limit: 1 }).length > 0
      store.close()
      return begun
    })
    await setTimeout(delay)
    host.kill('SIGKILL')
    await once(host, 'exit')

    const store = openStore(folder)
    expect(store.check().problems).toEqual([])
    const runs = store.list({ limit: 100_000 })
    expect(runs.length).toBeGreaterThan(0)
    for (const { id, key } of runs) {
      expect(store.get(id ?? 0)).toEqual({ ...sampleRun(key).detail, id })
      expect(store.output(id ?? 0)).toEqual(sampleRun(key).output)
    }
    store.add(sampleRun('after'))
    store.close()
  }
})

describe('another program that holds a lock', () => {
  const history = () => {
    const folder = scratchFolder()
    const store = openStore(folder)
    store.add(sampleRun('a'))
    store.close()
    return folder
  }
  const busy = (folder: string) => ({
    code: 'database-busy',
    message: `The history ${join(folder, 'mebi.sqlite')} is locked by another program.`,
    hint: 'Close other programs that have it open, then try again.',
  })

  test('against writing: the history can be read', async () => {
    const folder = history()
    await elsewhere(folder, 'BEGIN IMMEDIATE')
    const store = openStore(folder, { busyTimeoutMs: 50 })
    expect(store.list({ limit: 10 })).toHaveLength(1)
    expect(store.add(sampleRun('a'))).toBe(1)
    expect(thrown(() => store.add(sampleRun('b'))).toCallError()).toEqual(busy(folder))
    expect(thrown(() => store.remove([1])).code).toBe('database-busy')
    store.close()
  })

  test('against everything: says so, and touches nothing', async () => {
    const folder = history()
    await elsewhere(folder, 'PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; DELETE FROM runs')
    const before = readFileSync(join(folder, 'mebi.sqlite'))
    expect(thrown(() => openStore(folder, { busyTimeoutMs: 50 })).toCallError()).toEqual(busy(folder))
    expect(readFileSync(join(folder, 'mebi.sqlite')).equals(before)).toBe(true)
  })

  test('before the history is there: says so', async () => {
    const folder = scratchFolder()
    await elsewhere(folder, 'BEGIN EXCLUSIVE')
    expect(thrown(() => openStore(folder, { busyTimeoutMs: 50 })).toCallError()).toEqual(busy(folder))
  })
})

test.skipIf(process.platform !== 'linux')('an opening elsewhere in this process takes no lock away', () => {
  // Were the file opened and closed by other means than SQLite, POSIX would drop the locks of `first`.
  const folder = scratchFolder()
  const first = openStore(folder)
  const { ino } = statSync(join(folder, 'mebi.sqlite'))
  const locks = () =>
    readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .filter((lock) => lock.includes(`:${ino} `)).length
  expect(locks()).toBe(1)
  first.add(sampleRun('a'))
  openStore(folder).close()
  expect(locks()).toBe(1)
  first.close()
  expect(locks()).toBe(0)
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(5)
}

/** Executes `sql` in a process of its own, which keeps what it locks until the test ends. Returns `done` or its error. */
async function elsewhere(folder: string, sql: string): Promise<string> {
  const script = `
    import Database from 'better-sqlite3'
    const db = new Database(process.argv[1], { timeout: 0 })
    let outcome = 'done'
    try { db.exec(process.argv[2]) } catch (error) { outcome = error.message }
    process.stdout.write(outcome)
    process.stdin.resume()`
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', script, join(folder, 'mebi.sqlite'), sql],
    { cwd: import.meta.dirname, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [outcome] = await once(child.stdout, 'data')
  return String(outcome)
}

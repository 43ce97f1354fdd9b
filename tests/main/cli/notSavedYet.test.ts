import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()

test('a history that another program locks while a run ends: the next start takes the run in as it was', async () => {
  const here = sandbox()
  here.write('ok.py', 'print("ran")\n')
  here.write('a.py', 'import sys, time\nprint("up", flush=True)\ntime.sleep(1)\nsys.exit(3)\n')
  await here.mebi(['run', 'ok.py'])
  const other = new Database(join(here.home, 'mebi.sqlite'))
  const lock = () => {
    if (!other.inTransaction) other.exec('BEGIN IMMEDIATE')
  }
  const { code, stderr } = await here.mebi(['run', 'a.py'], { onOutput: lock })
  other.exec('ROLLBACK')
  other.close()
  expect(code).toBe(3)
  expect(stderr).toMatch(
    /^mebi: warning: The run is not in the history yet: .* locked .* next start of Mebi/m,
  )
  expect(stderr).toMatch(/\nmebi: run \(not saved yet\) failed/)

  const list = await here.mebi(['list', '--json'])
  expect(list.stderr).toBe('')
  expect(JSON.parse(list.stdout)).toMatchObject([{ status: 'failed', exitCode: 3 }, { status: 'finished' }])
  expect(readdirSync(join(here.home, 'running'))).toEqual([])
  // Not a second time.
  expect(JSON.parse((await here.mebi(['list', '--json'])).stdout)).toHaveLength(2)
})

test('a run that is not to be kept, and whose host is killed, leaves nothing once Mebi is started again', async () => {
  const here = sandbox()
  const temp = join(here.folder, 'temp')
  mkdirSync(temp)
  here.write('a.py', 'import time\nprint("up", flush=True)\ntime.sleep(1)\n')
  const env = { TMPDIR: temp }
  const onOutput = (_: string, kill: (signal: NodeJS.Signals) => void) => kill('SIGKILL')
  expect((await here.mebi(['run', '--no-save', 'a.py'], { env, onOutput })).signal).toBe('SIGKILL')
  expect(readdirSync(temp)).toMatchObject([expect.stringMatching(/^mebi-run-/)])
  // Not before the program, which is on its own now, has ended too.
  const leftAtNextStart = async () => {
    await here.mebi(['list'], { env })
    return readdirSync(temp)
  }
  await expect.poll(leftAtNextStart, { timeout: 20_000, interval: 500 }).toEqual([])
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { endSentence } from '../../../../profiler-core/report/endWords.ts'
import { temporaryFolder } from '../../targets/python/support.ts'
import { checkRecord, MIB, start } from '../support.ts'
import { makeMemoryCgroup } from './memoryCgroup.ts'

const LIMIT = 96 * MIB

/** Goes into the cgroup, and goes on when the host has had a look. */
const entering = (procs: string, go: string) => `
import os, time
with open(${JSON.stringify(procs)}, "w") as procs:
    procs.write(str(os.getpid()))
print("in", flush=True)
while not os.path.exists(${JSON.stringify(go)}):
    time.sleep(0.01)
def eat():
    kept = []
    while True:
        kept.append(b"x" * 2_000_000)
`

const probe = makeMemoryCgroup(LIMIT)
const reason = 'reason' in probe ? probe.reason : null
if ('remove' in probe) await probe.remove()

async function inCgroup(program: string) {
  const made = makeMemoryCgroup(LIMIT)
  if ('reason' in made) throw new Error(made.reason)
  const go = join(await temporaryFolder(), 'go')
  const { run, events, printed } = await start(entering(made.procs, go) + program)
  try {
    await printed('in\n')
    const before = events.length
    const looks = () => events.slice(before).filter(({ type }) => type === 'memory').length
    await expect.poll(looks, { timeout: 10_000 }).toBeGreaterThan(1)
    await writeFile(go, '')
    const record = await run.ended
    checkRecord(record)
    return record.detail
  } finally {
    await run.stop()
    await made.remove()
  }
}

describe.skipIf(reason !== null)(`in a real memory cgroup${reason === null ? '' : ` (${reason})`}`, () => {
  test('the kernel kills the program: which limit it was, and the line', async () => {
    const detail = await inCgroup('eat()\n')
    expect(detail).toMatchObject({
      status: 'killed',
      signal: 'SIGKILL',
      lastLine: { line: expect.any(Number) },
      cause: { kind: 'cgroup-oom', limitBytes: LIMIT },
      warnings: [],
    })
    expect(detail.cause?.memoryBytes).toBeGreaterThan(LIMIT / 2)
    expect(endSentence(detail)).toMatch(
      /^The kernel killed the program at \d+\.\d MiB while line \d+ of script\.py was executing, because its container's limit of 96\.0 MiB was reached\.$/,
    )
  })

  test('the kernel kills a child: the program, which lives, is told so', async () => {
    const detail = await inCgroup(`
pid = os.fork()
if pid == 0:
    eat()
os.waitpid(pid, 0)
`)
    expect(detail).toMatchObject({ status: 'finished', cause: null, warnings: [{ code: 'child-oom' }] })
  })

  test('a kill by somebody else is not taken for the kernel', async () => {
    const detail = await inCgroup('import signal\nos.kill(os.getpid(), signal.SIGKILL)\n')
    expect(detail).toMatchObject({ status: 'killed', cause: { kind: 'signal', limitBytes: null } })
  })
})

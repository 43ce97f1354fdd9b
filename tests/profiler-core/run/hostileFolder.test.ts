import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readMeta, thisHost, writeMeta } from '../../../profiler-core/run/meta.ts'
import { recoverRuns } from '../../../profiler-core/run/recovery.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'
import { temporaryFolder } from '../targets/python/support.ts'
import { start } from './support.ts'

/** What a program may put in the place of a file. */
const REPLACEMENTS: Record<string, { python: string; here: (path: string) => void }> = {
  'a link to /dev/zero': {
    python: 'os.symlink("/dev/zero", path)',
    here: (path) => symlinkSync('/dev/zero', path),
  },
  'a pipe that nobody writes': {
    python: 'os.mkfifo(path)',
    here: (path) => execFileSync('mkfifo', [path]),
  },
  'a sparse file of a TiB': {
    python: 'open(path, "w").truncate(1 << 40)',
    here: (path) => {
      writeFileSync(path, '')
      truncateSync(path, 2 ** 40)
    },
  },
  'a folder': { python: 'os.mkdir(path)', here: (path) => mkdirSync(path) },
}

const program = (replace: string) => `
import os, sys, time
def work():
    return [0] * 1000
work()
spec = next(path for path in (os.environ["FOLDER"] + "/running/" + name for name in os.listdir(os.environ["FOLDER"] + "/running")))
for name in os.listdir(spec):
    path = os.path.join(spec, name)
    os.remove(path)
    ${replace}
time.sleep(0.5)
work()
`

const FILES = [
  'log.jsonl',
  'table.bin',
  'calls.bin',
  'samples.bin',
  'output.jsonl',
  'peak.bin',
  'allocations.json',
  'ending.json',
  'claim.json',
  'log-77.jsonl',
  'table-77.bin',
]

describe.skipIf(process.platform === 'win32')('a program that replaces files of its run folder', () => {
  test.each(Object.entries(REPLACEMENTS))(
    'by %s ends, and so do its host and the next one',
    async (_, { python }) => {
      const dataDir = await temporaryFolder()
      const { run } = await start(program(python), { dataDir, env: { ...process.env, FOLDER: dataDir } })
      const { detail } = await run.ended
      expect(detail).toMatchObject({ status: 'finished', exitCode: 0 })
      expect(Object.keys(await recoverRuns(dataDir, readSource))).toEqual(['runs', 'warnings'])
    },
  )

  test.each(Object.entries(REPLACEMENTS))(
    'by %s, and whose host dies: the next one goes on',
    async (_, { here }) => {
      const dataDir = await temporaryFolder()
      const { run } = await start('def f():\n    return 1\nf()\n', { dataDir })
      await run.ended
      for (const name of FILES) {
        rmSync(join(run.folder, name), { force: true })
        here(join(run.folder, name))
      }
      const meta = readMeta(run.folder)
      writeMeta(run.folder, { ...meta, host: { ...thisHost(), start: 'long ago' } })
      const { runs, warnings } = await recoverRuns(dataDir, readSource)
      // A claim that can be no file keeps this host, too, from the run; all else is as if it were not there.
      if (warnings.length === 0) expect(runs[0]?.record.detail).toMatchObject({ status: 'interrupted' })
      else expect(warnings).toMatchObject([{ code: 'recovery-failed' }])
    },
  )

  test.each(Object.entries(REPLACEMENTS))(
    'its meta.json by %s: the folder is damaged',
    async (_, { here }) => {
      const dataDir = await temporaryFolder()
      const { run } = await start('pass\n', { dataDir })
      await run.ended
      rmSync(join(run.folder, 'meta.json'))
      here(join(run.folder, 'meta.json'))
      expect((await recoverRuns(dataDir, readSource)).warnings).toMatchObject([{ code: 'damaged-run' }])
    },
  )

  test('the folder itself by a link: nothing behind it is touched', async () => {
    const dataDir = await temporaryFolder()
    const { run } = await start('pass\n', { dataDir })
    await run.ended
    const elsewhere = await temporaryFolder()
    writeFileSync(join(elsewhere, 'precious'), '')
    rmSync(run.folder, { recursive: true })
    symlinkSync(elsewhere, run.folder)
    expect((await recoverRuns(dataDir, readSource)).warnings).toMatchObject([{ code: 'damaged-run' }])
    expect(readdirSync(elsewhere)).toEqual(['precious'])
    expect(existsSync(run.folder)).toBe(false)
  })

  test('a log that names a device as a source: it is not read', async () => {
    const dataDir = await temporaryFolder()
    const { run } = await start('def f():\n    return 1\nf()\n', { dataDir })
    await run.ended
    expect(await readSource('/dev/zero')).toBeNull()
    const pipe = join(dataDir, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await readSource(pipe)).toBeNull()
    const sparse = join(dataDir, 'sparse.py')
    writeFileSync(sparse, '')
    truncateSync(sparse, 2 ** 40)
    expect(await readSource(sparse)).toBeNull()
  })
})

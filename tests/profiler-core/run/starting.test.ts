import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { readMeta } from '../../../profiler-core/run/meta.ts'
import { startRun } from '../../../profiler-core/run/run.ts'
import { removeRunFolder } from '../../../profiler-core/run/runFolder.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'
import { anInterpreter, temporaryFolder } from '../targets/python/support.ts'
import { planOf, runToEnd, start, textOf } from './support.ts'

/** A file system of this size, `null` where this machine does not let us make one. */
function smallDisk(folder: string, size: string): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })
    mounted.push(folder)
    return folder
  } catch {
    return null
  }
}
const mounted: string[] = []
afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder])
})

describe('starting a run', () => {
  test('the run folder: whole, and for nobody else', async () => {
    const dataDir = await temporaryFolder()
    const { run } = await start('print(1)\n', { dataDir: join(dataDir, 'not/there/yet') })
    expect(run.folder).toBe(join(dataDir, 'not/there/yet/running', run.key))
    // These come when there is something to write into them.
    const later = ['calls.bin', 'peak.bin']
    expect(
      readdirSync(run.folder)
        .filter((name) => !later.includes(name))
        .sort(),
    ).toEqual([
      'ending.json',
      'log.jsonl',
      'meta.json',
      'outlines.jsonl',
      'output.jsonl',
      'samples.bin',
      'spec.json',
      'table.bin',
    ])
    expect(statSync(run.folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(run.folder)) {
      expect(statSync(join(run.folder, name)).mode & 0o077).toBe(0)
    }
    expect(readMeta(run.folder)).toMatchObject({ host: { pid: process.pid }, target: { pid: run.pid } })
    await run.ended
    await removeRunFolder(run.folder)
    expect(existsSync(run.folder)).toBe(false)
    await removeRunFolder(run.folder)
  })

  test('keys are unique and sort by time', async () => {
    const dataDir = await temporaryFolder()
    const first = await start('print(1)\n', { dataDir })
    const second = await start('print(2)\n', { dataDir })
    expect(first.run.key).toMatch(/^\d{14}-[0-9a-f]{8}$/)
    expect(second.run.key.slice(0, 14) >= first.run.key.slice(0, 14)).toBe(true)
    expect(second.run.key).not.toBe(first.run.key)
    expect((await Promise.all([first.run.ended, second.run.ended])).map((record) => textOf(record))).toEqual([
      '1\n',
      '2\n',
    ])
  })

  test('an interpreter that is gone by then, or is no program', async () => {
    const dataDir = await temporaryFolder()
    const good = await anInterpreter()
    for (const [path, reason] of [
      ['/nowhere/python3', 'it is not there'],
      ['/etc/passwd', 'it may not be run'],
    ] as const) {
      const plan = { ...(await planOf('print(1)\n')), start: () => ({ words: [path], env: {} }) }
      await expect(
        startRun(plan, { dataDir, stdin: 'ignore', onEvent: () => {}, readSource }),
      ).rejects.toMatchObject({ code: 'start-failed', message: `${path} could not be started: ${reason}.` })
    }
    expect(readdirSync(join(dataDir, 'running'))).toEqual([])
    expect(good.problem).toBeNull()
  })

  test('a working directory that does not exist', async () => {
    const plan = await planOf('print(1)\n')
    await rm(plan.request.cwd, { recursive: true })
    await expect(
      startRun(plan, { dataDir: await temporaryFolder(), stdin: 'ignore', onEvent: () => {}, readSource }),
    ).rejects.toMatchObject({ code: 'cwd-not-found' })
  })
})

describe('a data folder that cannot be written', () => {
  test('because it is a file', async () => {
    const file = join(await temporaryFolder(), 'data')
    writeFileSync(file, '')
    await expect(start('print(1)\n', { dataDir: file })).rejects.toMatchObject({
      code: 'run-folder',
      message: `The run cannot be recorded in ${file}: it is not a folder.`,
      hint: expect.stringContaining('MEBI_HOME'),
    })
  })

  test('because the system does not let anybody', async () => {
    await expect(start('print(1)\n', { dataDir: '/proc/mebi' })).rejects.toMatchObject({ code: 'run-folder' })
  })

  test('because it is read-only', async (context) => {
    const folder = smallDisk(await temporaryFolder(), '1m')
    if (folder === null) return context.skip('needs the right to mount')
    execFileSync('mount', ['-o', 'remount,ro', folder])
    await expect(start('print(1)\n', { dataDir: folder })).rejects.toMatchObject({
      message: expect.stringContaining('it is on a disk that can only be read'),
    })
  })

  test('because the disk is full: nothing is left behind', async (context) => {
    const folder = smallDisk(await temporaryFolder(), '256k')
    if (folder === null) return context.skip('needs the right to mount')
    await expect(start('print(1)\n', { dataDir: folder })).rejects.toMatchObject({
      message: expect.stringContaining('the disk is full'),
    })
    expect(readdirSync(join(folder, 'running'))).toEqual([])
  })

  test('because the disk fills up on the way: the program runs on, the record is whole, and says so', async (context) => {
    const folder = smallDisk(await temporaryFolder(), '4m')
    if (folder === null) return context.skip('needs the right to mount')
    const filler =
      'import sys\ndef talk():\n    for _ in range(60):\n        sys.stdout.write("x" * 100_000 + "\\n")\ntalk()\nprint("end")\n'
    const record = await runToEnd(filler, { dataDir: folder })
    expect(record.detail).toMatchObject({ status: 'finished', warnings: [{ code: 'not-recorded' }] })
    expect(textOf(record).endsWith('x\nend\n')).toBe(true)
    expect(textOf(record).length).toBe(60 * 100_001 + 4)
    expect(record.detail.functions.find((each) => each.name === 'talk')?.lines).toHaveLength(2)
    expect(
      readFileSync(join(folder, 'running', record.detail.key, 'output.jsonl'), 'utf8').length,
    ).toBeGreaterThan(0)
  })
})

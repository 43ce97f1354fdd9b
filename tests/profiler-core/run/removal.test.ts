import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ASIDE, removeAbandoned } from '../../../profiler-core/run/abandoned.ts'
import { damagedFolders, removeDamaged } from '../../../profiler-core/run/damaged.ts'
import { type RunMeta, readMeta, thisHost } from '../../../profiler-core/run/meta.ts'
import { recoverRuns } from '../../../profiler-core/run/recovery.ts'
import { createRunFolder, removeRunFolder, runningFolder } from '../../../profiler-core/run/runFolder.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'
import { temporaryFolder } from '../targets/python/support.ts'
import { start } from './support.ts'

/** A second host in a process of its own that looks for runs all the time; returns what it warned of. */
async function whileAnotherLooks(dataDir: string, work: () => Promise<void>): Promise<string[]> {
  const scanner: ChildProcess = fork(fileURLToPath(new URL('scanner.ts', import.meta.url)), [dataDir])
  await once(scanner, 'message')
  await work()
  scanner.send('end')
  const [warnings] = (await once(scanner, 'message')) as [string[]]
  await once(scanner, 'exit')
  return warnings
}

/** What a host, which is this one, writes of a run at its start. */
async function aMeta(): Promise<RunMeta> {
  const { run } = await start('pass\n')
  await run.ended
  return { ...readMeta(run.folder), target: null }
}

function makeFolder(dataDir: string, meta: RunMeta, key: string): string {
  const known = { ...meta.known, key }
  return createRunFolder(dataDir, { spec: () => '', outlines: '', watchedRows: 0, meta: { ...meta, known } })
}

test('a living host removes its folders while another one looks: nothing is damaged, and nothing stays', async () => {
  const dataDir = await temporaryFolder()
  const meta = await aMeta()
  const warnings = await whileAnotherLooks(dataDir, async () => {
    for (let number = 0; number < 200; number++)
      await removeRunFolder(makeFolder(dataDir, meta, `run-${number}`))
  })
  expect(warnings).toEqual([])
  expect(readdirSync(runningFolder(dataDir))).toEqual([])
})

test('what a host was removing when it was killed, the next one removes', async () => {
  const dataDir = await temporaryFolder()
  const leaving = join(runningFolder(dataDir), '.old-1')
  mkdirSync(leaving, { recursive: true })
  writeFileSync(join(leaving, 'log.jsonl'), '')
  expect(await recoverRuns(dataDir, readSource)).toEqual({ runs: [], warnings: [] })
  expect(readdirSync(runningFolder(dataDir))).toEqual([])
})

test('damaged folders are there until they are cleaned up', async () => {
  const dataDir = await temporaryFolder()
  mkdirSync(join(runningFolder(dataDir), '1'), { recursive: true })
  await recoverRuns(dataDir, readSource)
  expect(damagedFolders(dataDir)).toEqual([join(runningFolder(dataDir), 'damaged-1')])
  expect(await removeDamaged(dataDir)).toBe(1)
  expect(damagedFolders(dataDir)).toEqual([])
  expect(await removeDamaged(join(dataDir, 'gone'))).toBe(0)
})

test('folders of runs that were not to be kept go when their host and program have died, and only then', async () => {
  const temp = await temporaryFolder()
  const dead = { ...thisHost(), start: 'long ago' }
  const meta = await aMeta()
  const place = (name: string, changes: Partial<RunMeta> | null) => {
    const folder = join(temp, `${ASIDE}${name}`)
    if (changes === null) mkdirSync(join(runningFolder(folder), '1'), { recursive: true })
    else makeFolder(folder, { ...meta, ...changes }, '1')
    return folder
  }
  place('living', {})
  place('dead', { host: dead })
  place('program', { host: dead, target: thisHost() })
  place('elsewhere', { host: { ...dead, name: 'elsewhere' } })
  place('unknown', null)
  const old = place('old', null)
  const long = new Date(Date.now() - 2 * 24 * 3600 * 1000)
  await utimes(old, long, long)
  writeFileSync(join(temp, `${ASIDE}file`), '')
  mkdirSync(join(temp, 'other'))
  await removeAbandoned(temp)
  expect(readdirSync(temp).sort()).toEqual(
    [
      ...['elsewhere', 'file', 'living', 'program', 'unknown'].map((name) => `${ASIDE}${name}`),
      'other',
    ].sort(),
  )
})

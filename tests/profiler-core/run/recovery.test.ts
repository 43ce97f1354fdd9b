import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cp, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { RunMeta, readMeta, thisHost, writeMeta } from '../../../profiler-core/run/meta.ts'
import { isRunning } from '../../../profiler-core/run/proc.ts'
import { recoverRuns } from '../../../profiler-core/run/recovery.ts'
import { removeRunFolder } from '../../../profiler-core/run/runFolder.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'
import { agentDir, anInterpreter, folderWith, temporaryFolder } from '../targets/python/support.ts'
import { checkRecord, lineOf, MIB, start } from './support.ts'

const recover = (dataDir: string) => recoverRuns(dataDir, readSource)

const SCRIPT = `import os, sys, time
def work():
    kept = b"x" * 30_000_000
    print("ready", flush=True)
    time.sleep(float(os.environ.get("SECONDS", "100")))
work()
`

/** Starts a host in a process of its own, and kills it as soon as its program says that it is ready. */
async function killHost(dataDir: string, env: Record<string, string> = {}) {
  const cwd = await folderWith({ 'script.py': SCRIPT })
  const script = fileURLToPath(new URL('host.ts', import.meta.url))
  const { path } = await anInterpreter()
  const host = spawn(process.execPath, [script, dataDir, agentDir, path, 'script.py'], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const output = await outputUntil(host, [/started \d+ \S+\n/, /ready\n/])
  await sleep(400) // some samples
  host.kill('SIGKILL')
  await once(host, 'exit')
  const [, pid, folder] = /started (\d+) (\S+)/.exec(output)!
  return { pid: Number(pid), folder: folder!, cwd }
}

async function outputUntil(child: ChildProcess, patterns: RegExp[]): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += String(chunk)
    if (patterns.every((pattern) => pattern.test(text))) return text
  }
  throw new Error(`the host ended and said only ${text}`)
}

async function killAndWait(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await ended(pid)
}

async function ended(pid: number): Promise<void> {
  for (let tries = 0; tries < 300 && isRunning(pid); tries++) await sleep(20)
}

describe.skipIf(process.platform !== 'linux')('a host that was killed', () => {
  test('loses nothing: while the program runs it is left alone, then it is imported', async () => {
    const dataDir = await temporaryFolder()
    const { pid, folder, cwd } = await killHost(dataDir)

    const early = await recover(dataDir)
    expect(early.runs).toEqual([])
    expect(early.warnings).toMatchObject([
      { code: 'target-alive', message: expect.stringContaining(`process ${pid} (script.py)`) },
    ])

    await killAndWait(pid)
    const { runs, warnings } = await recover(dataDir)
    expect(warnings).toEqual([])
    expect(runs.map((each) => each.folder)).toEqual([folder])
    const { record } = runs[0]!
    checkRecord(record)
    expect(record.detail).toMatchObject({
      id: null,
      key: folder.split('/').at(-1),
      status: 'interrupted',
      exitCode: null,
      signal: null,
      lastLine: { file: join(cwd, 'script.py'), line: 5 },
      label: 'mine',
      dataset: { label: 'mine', size: 3, unit: 'rows' },
      backend: 'rss',
      error: null,
    })
    expect(lineOf(record, 'work', 3).incrementBytes / MIB).toBeCloseTo(28.6, 0)
    expect(record.detail.peakBytes / MIB).toBeGreaterThan(35)
    expect(record.detail.durationNs).toBeGreaterThan(300e6)
    expect(record.timeline.timesNs.length).toBeGreaterThan(3)
    const { stacks, stackAt } = record.timeline
    expect(stacks!.places[stacks!.placeOf[stackAt!.at(-1)!]!]).toMatchObject({ name: 'work', line: 5 })
    const held = record.story.peak!.lines.find(({ name, line }) => name === 'work' && line === 3)
    expect(held!.bytes / MIB).toBeCloseTo(28.6, 0)
    expect(record.output).toEqual([{ stream: 'stdout', text: 'ready\n' }])
    expect(record.sources).toEqual([{ file: join(cwd, 'script.py'), text: SCRIPT }])
    const { callTree, series } = record.story
    expect(callTree?.functions.map(({ name }) => name)).toEqual(['<module>', 'work'])
    expect(callTree?.calls).toEqual([1, 1])
    expect((callTree?.growthBytes[1] ?? 0) / MIB).toBeCloseTo(28.6, 0)
    expect(callTree?.timeNs[1]).toBeGreaterThan(300e6) // it was sleeping
    expect(series).toBeNull()

    // Whoever asks meanwhile does not import it too; it is gone when its folder is.
    expect((await recover(dataDir)).runs).toEqual([])
    await removeRunFolder(folder)
    expect(readdirSync(join(dataDir, 'running'))).toEqual([])
  })

  test('a program that ended by itself afterwards is whole', async () => {
    const dataDir = await temporaryFolder()
    const { pid } = await killHost(dataDir, { SECONDS: '1.5' })
    await ended(pid)
    const { runs } = await recover(dataDir)
    expect(runs[0]?.record.detail).toMatchObject({ status: 'interrupted', lastLine: null })
    expect(lineOf(runs[0]!.record, 'work', 5).timeNs).toBeGreaterThan(1.4e9)
    expect(runs[0]!.record.detail.durationNs).toBeGreaterThan(1.4e9)
  })

  test('a host that was killed while it recovered: the next one does', async () => {
    const dataDir = await temporaryFolder()
    const { pid, folder } = await killHost(dataDir)
    await killAndWait(pid)
    writeFileSync(join(folder, 'claim.json'), JSON.stringify({ ...thisHost(), start: 'long ago' }))
    expect((await recover(dataDir)).runs).toHaveLength(1)
  })
})

describe('folders of runs', () => {
  test('those of a living host are left alone', async () => {
    const dataDir = await temporaryFolder()
    const { run, printed } = await start('print("ready", flush=True)\nimport time\ntime.sleep(100)\n', {
      dataDir,
    })
    await printed('ready\n')
    expect(await recover(dataDir)).toEqual({ runs: [], warnings: [] })
    await run.stop()
    expect(await recover(dataDir)).toEqual({ runs: [], warnings: [] })
  })

  /** A folder of a run that has ended, whose host is given out as dead. */
  async function deadRun(dataDir: string): Promise<string> {
    const { run } = await start('def f():\n    return 1\nf()\n', { dataDir })
    await run.ended
    const meta = readMeta(run.folder)
    writeMeta(run.folder, RunMeta.parse({ ...meta, host: { ...thisHost(), start: 'long ago' } }))
    return run.folder
  }

  test('damaged ones are moved aside and do not block the others', async () => {
    const dataDir = await temporaryFolder()
    const good = await deadRun(dataDir)
    const running = join(dataDir, 'running')
    const names = ['0-empty', '1-no-json', '2-no-run', '3-newer']
    for (const name of names) await mkdir(join(running, name))
    await writeFile(join(running, '1-no-json/meta.json'), '{"version":')
    await writeFile(join(running, '2-no-run/meta.json'), '{"version": 1}')
    await writeFile(
      join(running, '3-newer/meta.json'),
      readFileSync(join(good, 'meta.json'), 'utf8').replace('"version":1', '"version":2'),
    )
    const { runs, warnings } = await recover(dataDir)
    expect(runs.map((each) => each.folder)).toEqual([good])
    expect(warnings.map((warning) => warning.code)).toEqual(names.map(() => 'damaged-run'))
    expect(warnings[1]?.message).toContain(join(running, 'damaged-1-no-json'))
    expect(readdirSync(running).filter((name) => name.startsWith('damaged-'))).toHaveLength(4)
    expect((await recover(dataDir)).warnings).toEqual([])
  })

  test('one without table, log, samples, output or ending is a run of which nothing is known', async () => {
    const dataDir = await temporaryFolder()
    const folder = await deadRun(dataDir)
    for (const name of ['table.bin', 'log.jsonl', 'samples.bin', 'output.jsonl', 'ending.json'])
      await rm(join(folder, name))
    const { runs, warnings } = await recover(dataDir)
    expect(warnings).toEqual([])
    expect(runs[0]?.record).toMatchObject({
      detail: { status: 'interrupted', functions: [], peakBytes: 0, durationNs: 0 },
      timeline: { timesNs: [], bytes: [] },
      output: [],
    })
  })

  test('one of another machine is left alone while its host writes, and recovered when it has stopped', async () => {
    const dataDir = await temporaryFolder()
    const folder = await deadRun(dataDir)
    const meta = readMeta(folder)
    writeMeta(folder, { ...meta, host: { ...thisHost(), name: 'elsewhere' } })
    expect(await recover(dataDir)).toEqual({ runs: [], warnings: [] })
    const old = new Date(Date.now() - 120_000)
    await utimes(join(folder, 'samples.bin'), old, old)
    expect((await recover(dataDir)).runs).toHaveLength(1)
  })

  test('a data folder that does not exist, and half-made folders', async () => {
    const dataDir = await temporaryFolder()
    expect(await recover(join(dataDir, 'gone'))).toEqual({ runs: [], warnings: [] })
    const good = await deadRun(dataDir)
    const draft = join(dataDir, 'running/.new-1')
    await cp(good, draft, { recursive: true })
    await rename(good, join(dataDir, 'kept'))
    expect(await recover(dataDir)).toEqual({ runs: [], warnings: [] })
    expect(existsSync(draft)).toBe(true)
    const old = new Date(Date.now() - 2 * 24 * 3600 * 1000)
    await utimes(draft, old, old)
    await recover(dataDir)
    expect(existsSync(draft)).toBe(false)
  })
})

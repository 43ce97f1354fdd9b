import { readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RunEnding, writeEnding } from '../../../profiler-core/run/endingFile.ts'
import { readMeta, thisHost, writeMeta } from '../../../profiler-core/run/meta.ts'
import type { RunRecord } from '../../../profiler-core/run/plan.ts'
import { recoverRuns } from '../../../profiler-core/run/recovery.ts'
import type { Run } from '../../../profiler-core/run/run.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'
import { temporaryFolder } from '../targets/python/support.ts'
import { MIB, type StartOptions, start } from './support.ts'

const GROW = 'def grow():\n    kept = bytearray(b"x" * 30_000_000)\n    END\n\ngrow()\n'
const WAIT = 'import time; print("up", flush=True); time.sleep(100)'

/** What the next host makes of the folder of a run that its own host could not take in before it ended. */
async function takenIn(dataDir: string, { folder }: Pick<Run, 'folder'>): Promise<RunRecord | undefined> {
  const meta = readMeta(folder)
  writeMeta(folder, { ...meta, host: { ...thisHost(), start: 'long ago' } })
  const { runs, warnings } = await recoverRuns(dataDir, readSource)
  expect(warnings).toEqual([])
  return runs[0]?.record
}

describe('a run that its host could not take in', () => {
  test.each<[string, string, StartOptions, (run: Run) => void]>([
    ['finished', 'pass', {}, () => {}],
    ['failed', 'import sys; print("no", file=sys.stderr); sys.exit(3)', {}, () => {}],
    ['failed by an exception', 'raise KeyError("lost")', {}, () => {}],
    ['killed', 'import os, signal; os.kill(os.getpid(), signal.SIGKILL)', {}, () => {}],
    ['stopped by the person', WAIT, {}, (run) => void run.stop()],
    ['stopped at its time limit', WAIT, { request: { timeoutNs: 1.5e9 } }, () => {}],
    [
      'stopped at its memory limit',
      'more = [bytearray(b"x" * 10_000_000) for _ in range(1000)]',
      { request: { maxMemoryBytes: 200 * MIB } },
      () => {},
    ],
    [
      'that left a process behind',
      'import subprocess; subprocess.Popen(["sleep", "3"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)',
      {},
      () => {},
    ],
  ])('%s: is what it was', async (_, end, options, act) => {
    const dataDir = await temporaryFolder()
    const { run, printed } = await start(GROW.replace('END', end), { ...options, dataDir })
    if (end === WAIT) await printed('up\n')
    act(run)
    const record = await run.ended
    const later = await takenIn(dataDir, run)
    expect(later?.detail).toEqual(record.detail)
    expect(later?.output).toEqual(record.output)
    expect(later?.timeline.marks).toEqual(record.timeline.marks)
    expect(later?.story.peak).toEqual(record.story.peak)
  })

  test('because the disk was full: its peak is what it was, though the memory over time has gaps', async () => {
    const dataDir = await temporaryFolder()
    const { run } = await start(GROW.replace('END', 'pass'), { dataDir })
    const record = await run.ended
    const samples = join(run.folder, 'samples.bin')
    truncateSync(samples, 40 * Math.floor(statSync(samples).size / 40 / 4))
    const later = await takenIn(dataDir, run)
    expect(later?.detail).toMatchObject({ status: 'finished', peakBytes: record.detail.peakBytes })
  })

  test('is taken in by another host as soon as its own has clearly given up, though that one lives', async () => {
    const dataDir = await temporaryFolder()
    const { run } = await start('import sys\nsys.exit(3)\n', { dataDir })
    await run.ended
    expect(await recoverRuns(dataDir, readSource)).toEqual({ runs: [], warnings: [] })
    const old = new Date(Date.now() - 120_000)
    utimesSync(join(run.folder, 'ending.json'), old, old)
    const { runs } = await recoverRuns(dataDir, readSource)
    expect(runs.map(({ record }) => record.detail)).toMatchObject([{ status: 'failed', exitCode: 3 }])
  })

  test('has room for its ending from the start; half an ending is none', async () => {
    const dataDir = await temporaryFolder()
    const { run, printed } = await start(WAIT, { dataDir })
    await printed('up\n')
    const file = join(run.folder, 'ending.json')
    const { size } = statSync(file)
    expect(readFileSync(file, 'utf8').trim()).toBe('')
    await run.stop()
    expect(statSync(file).size).toBe(size)
    const ending = RunEnding.parse(JSON.parse(readFileSync(file, 'utf8')))
    expect(ending).toMatchObject({ status: 'stopped', end: { request: 'stop' } })
    writeFileSync(file, readFileSync(file, 'utf8').trim().slice(0, 200))
    expect((await takenIn(dataDir, run))?.detail).toMatchObject({ status: 'interrupted', exitCode: null })
  })

  test('with more warnings than that room: what ended it is there all the same', async () => {
    const dataDir = await temporaryFolder()
    const { run } = await start('import sys\nsys.exit(3)\n', { dataDir })
    await run.ended
    const ending = RunEnding.parse(JSON.parse(readFileSync(join(run.folder, 'ending.json'), 'utf8')))
    writeEnding(run.folder, {
      ...ending,
      warnings: [{ code: 'long', message: 'x'.repeat(50_000), atNs: null }],
    })
    const later = await takenIn(dataDir, run)
    expect(later?.detail).toMatchObject({ status: 'failed', exitCode: 3, warnings: [{ code: 'long' }] })
  })
})

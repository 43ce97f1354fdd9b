import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StoredRun } from '../../../profiler-core/contract/index.ts'
import { readMebi } from '../../../profiler-core/exchange/mebi/read.ts'
import { anyString } from '../store/arbitraries.ts'
import { project, sampleFunction, sampleRun } from '../store/sample.ts'
import { fixture, linesOf, projectDir, runOf, runsOf, writtenRuns } from './files.ts'

const request = sampleRun('a').detail.request

async function asWritten(file: Buffer): Promise<StoredRun[]> {
  const runs: StoredRun[] = []
  for await (const run of readMebi({ name: 'a.mebi', bytes: file })) runs.push(run)
  return runs
}

describe('a file of runs', () => {
  test('has all there is of them, but for numbers and environments', async () => {
    const runs = [sampleRun('a', { id: 7, label: 'before', note: 'slow', pinned: true }), sampleRun('b')]
    const withoutEnv = runs.map((run) => ({
      ...run,
      detail: { ...run.detail, id: null, request: { ...run.detail.request, env: {} } },
    }))
    expect(await asWritten(await writtenRuns(...runs))).toEqual(withoutEnv)
  })

  test('gives no value of an environment away, and no name', async () => {
    const run = sampleRun('a', { request: { ...request, env: { API_TOKEN: 'hunter2' } } })
    const text = gunzipSync(await writtenRuns(run)).toString()
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain('API_TOKEN')
  })

  test('is the same for the same runs', async () => {
    const one = await writtenRuns(sampleRun('a'), sampleRun('b'))
    expect(one.equals(await writtenRuns(sampleRun('a'), sampleRun('b')))).toBe(true)
    // No time and no system in the head of gzip.
    expect(one.subarray(4, 10).toString('hex')).toBe('0000000000ff')
  })

  test('says in its first line what it is', async () => {
    expect(linesOf(await writtenRuns(sampleRun('a')))[0]).toEqual({
      format: 'mebi-runs',
      version: 1,
      runs: 1,
    })
  })

  test('keeps any text, paths that are not UTF-8 included', async () => {
    await fc.assert(
      fc.asyncProperty(anyString, async (text) => {
        const run = sampleRun(text, { note: text, functions: [{ ...sampleFunction('f', 1), name: text }] })
        run.sources = [{ file: `/elsewhere/${text}`, text }]
        const [read] = await runsOf(await writtenRuns(run))
        expect(read?.detail.key).toBe(text)
        expect(read?.detail.note).toBe(text)
        expect(read?.detail.functions[0]?.name).toBe(text)
        expect(read?.sources).toEqual(run.sources)
      }),
      { numRuns: 50 },
    )
  })

  test('is read as version 1 was written: a file that must stay readable', async () => {
    const run = await runOf(fixture('version1.mebi'))
    expect(run.detail).toMatchObject({ key: 'version 1', peakBytes: 98_566_144, origin: { kind: 'mebi' } })
    expect(run.timeline.bytes).toHaveLength(3)
    expect(run.story.series?.functions).toHaveLength(1)
  })

  test('may be without runs', async () => {
    expect(await runsOf(await writtenRuns())).toEqual([])
  })
})

describe('a run that is taken in', () => {
  const taken = async (changes: Partial<StoredRun['detail']>) =>
    runOf(await writtenRuns(sampleRun('a', changes)), 'fit.mebi')

  test('says which file it came from', async () => {
    expect((await taken({})).detail.origin).toEqual({ kind: 'mebi', fileName: 'fit.mebi' })
    const elsewhere = await runOf(await writtenRuns(sampleRun('a')), '../../etc\\cron.d/x\n.mebi')
    expect(elsewhere.detail.origin?.fileName).toBe('x .mebi')
  })

  test('takes the place of no baseline; label, note and pin come along', async () => {
    const said = { label: 'before', note: 'slow', pinned: true }
    expect((await taken({ ...said, baseline: true })).detail).toMatchObject({ ...said, baseline: false })
  })

  test('is repeated with others of its file only', async () => {
    const [one, other] = [await taken({ group: 'g' }), await taken({ group: 'g' })]
    expect(one.detail.group).toBe(other.detail.group)
    expect(one.detail.group).not.toBe('g')
  })

  test('runs again with what this machine has', async () => {
    const given = { ...request, python: '/tmp/evil', env: { PYTHONSTARTUP: '/tmp/evil.py' } }
    const run = await taken({ request: given })
    expect(run.detail.request).not.toHaveProperty('python')
    expect(run.detail.request.env).toEqual({})
  })

  test('is a run of the project, its files included', async () => {
    const run = await taken({
      request: {
        ...request,
        cwd: `${project}/sub`,
        watch: { kind: 'functions', names: [`${project}/load.py:load`, 'fit'] },
        dataset: { file: `${project}/a.csv` },
      },
      dataset: { label: null, size: 1, unit: 'bytes', file: `${project}/a.csv`, sha256: null },
    })
    expect(run.detail.request).toMatchObject({
      projectDir,
      cwd: `${projectDir}/sub`,
      target: { kind: 'script', path: `${projectDir}/load.py` },
      watch: { names: [`${projectDir}/load.py:load`, 'fit'] },
      dataset: { file: `${projectDir}/a.csv` },
    })
    const text = JSON.stringify({ ...run, detail: { ...run.detail, interpreter: null } })
    expect(text).not.toContain(project)
    expect(text).toContain(`"file":"${projectDir}/load.py"`)
  })
})

import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MebiError } from '../../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../../profiler-core/service.ts'
import { memoryStore, openStore, type RunStore } from '../../../profiler-core/store/index.ts'
import { ask, places } from '../serviceFixture.ts'
import { project, sampleFunction, sampleRun } from '../store/sample.ts'

const place = places()

/** Runs of one project, a day apart, the first one pinned; another project has one run. */
function fill(store: RunStore, runs: number): number[] {
  store.add(
    sampleRun('elsewhere', { request: { ...sampleRun('').detail.request, projectDir: '/elsewhere' } }),
  )
  return Array.from({ length: runs }, (_, index) =>
    store.add(
      sampleRun(`run ${index}`, {
        startedAt: new Date(Date.UTC(2026, 2, 1 + index)).toISOString(),
        pinned: index === 0,
      }),
    ),
  )
}

function countChanges(service: ProfilerService): () => number {
  let changes = 0
  service.subscribe('history.changed', () => {
    changes += 1
  })
  return () => changes
}

const keepLast = (count: number) => ({ keepLast: count, keepOneADay: false })

describe('a clean-up', () => {
  test('removes what is left of runs that could not be read', async () => {
    const here = place()
    const service = here.service()
    mkdirSync(join(here.data, 'running', 'no-run'), { recursive: true })
    await service.recover()
    const cleanUp = (dryRun: boolean) =>
      ask(service, 'history.cleanUp', { projectDir: project, rules: keepLast(4), dryRun })
    expect(await cleanUp(true)).toEqual({ ids: [], bytes: 0, damaged: 1 })
    expect(readdirSync(join(here.data, 'running'))).toEqual(['damaged-no-run'])
    expect(await cleanUp(false)).toEqual({ ids: [], bytes: 0, damaged: 1 })
    expect(readdirSync(join(here.data, 'running'))).toEqual([])
    expect(await cleanUp(false)).toEqual({ ids: [], bytes: 0, damaged: 0 })
  })

  test('says what it removes, then removes that, and tells of it once', async () => {
    const here = place()
    const store = openStore(here.data)
    const ids = fill(store, 30)
    const service = here.service({ openStore: () => store })
    const changes = countChanges(service)
    const file = join(here.data, 'mebi.sqlite')
    expect(await ask(service, 'history.usage', { projectDir: project })).toEqual({
      runs: 31,
      bytes: store.sizeBytes(),
      projectRuns: 30,
    })

    const rules = keepLast(4)
    const plan = await ask(service, 'history.cleanUp', { projectDir: project, rules, dryRun: true })
    expect(plan.ids).toEqual(ids.slice(1, -4))
    expect(plan.bytes).toBeGreaterThan(25 * 1000)
    expect(store.count()).toBe(31)
    expect(changes()).toBe(0)

    const before = store.sizeBytes()
    const done = await ask(service, 'history.cleanUp', { projectDir: project, rules, dryRun: false })
    expect(done.ids).toEqual(plan.ids)
    expect(statSync(file).size).toBe(before - done.bytes)
    expect(done.bytes).toBeGreaterThan(0)
    expect(changes()).toBe(1)
    expect(store.history(project).map(({ id }) => id)).toEqual([...ids.slice(-4).toReversed(), ids[0]])
    expect(await ask(service, 'history.usage', { projectDir: project })).toEqual({
      runs: 6,
      bytes: statSync(file).size,
      projectRuns: 5,
    })

    const again = await ask(service, 'history.cleanUp', { projectDir: project, rules, dryRun: false })
    expect(again.ids).toEqual([])
    expect(changes()).toBe(1)
  })

  test('that cannot go on says how far it came, and why', async () => {
    const store = memoryStore()
    const ids = fill(store, 30)
    let calls = 0
    const discard: RunStore['discard'] = (given) => {
      calls += 1
      if (calls === 2) throw new MebiError('disk-full', 'The disk is full.', 'Free some space.')
      return store.discard(given)
    }
    const service = place().service({ openStore: () => ({ ...store, discard }) })
    const changes = countChanges(service)
    const input = { projectDir: project, rules: keepLast(0), dryRun: false }
    expect(await service.call('history.cleanUp', input)).toEqual({
      ok: false,
      error: {
        code: 'disk-full',
        message: 'The disk is full. 20 of 29 runs are removed.',
        hint: 'Free some space.',
      },
    })
    expect(changes()).toBe(1)
    expect(store.count(project)).toBe(10)
    expect((await ask(service, 'history.cleanUp', input)).ids).toEqual(ids.slice(21))
  })

  test('has removed the runs also where their room cannot be given back', async () => {
    const store = memoryStore()
    fill(store, 3)
    const giveBack = () => {
      throw new MebiError('database-busy', 'The history is locked.')
    }
    const service = place().service({ openStore: () => ({ ...store, giveBack }) })
    const input = { projectDir: project, rules: keepLast(0), dryRun: false }
    expect((await ask(service, 'history.cleanUp', input)).ids).toHaveLength(2)
    expect(store.count(project)).toBe(1)
  })
})

test('a function is followed over the runs of its project', async () => {
  const store = memoryStore()
  const ids = fill(store, 3)
  const service = place().service({ openStore: () => store })
  const { file, name } = sampleFunction('Loader.load', 3)
  expect(await ask(service, 'runs.functionTrend', { projectDir: project, file, name })).toMatchObject({
    runIds: ids,
    calls: [2, 2, 2],
  })
})

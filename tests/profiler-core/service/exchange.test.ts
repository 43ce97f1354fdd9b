import { describe, expect, test } from 'vitest'
import type { ProfilerService } from '../../../profiler-core/service.ts'
import { memoryStore, openStore, type RunStore } from '../../../profiler-core/store/index.ts'
import { fileOf, fixture, head } from '../exchange/files.ts'
import { ask, places, runToEnd } from '../serviceFixture.ts'
import { sampleRun } from '../store/sample.ts'

const place = places()
const theirs = '/home/bob/fit'

/** A service on a history with these runs, and how often it told of changes. */
function serviceWith(store: RunStore, ...keys: string[]) {
  for (const key of keys) store.add(sampleRun(key, { baseline: true }))
  const service = place().service({ openStore: () => store })
  const seen = { changes: 0 }
  service.subscribe('history.changed', () => {
    seen.changes += 1
  })
  return { service, store, seen }
}

const exported = (service: ProfilerService, ...ids: number[]) => ask(service, 'runs.export', { ids })
const imported = (service: ProfilerService, file: { name: string; base64: string }) =>
  ask(service, 'runs.import', { projectDir: theirs, ...file })

describe('runs as a file', () => {
  test('become runs of another history, all of them at once', async () => {
    const { service } = serviceWith(memoryStore(), 'a', 'b')
    const { store, service: other, seen } = serviceWith(memoryStore(), 'own')
    const file = await exported(service, 1, 2)
    expect(file.name).toBe('2-runs.mebi')
    expect(await imported(other, file)).toEqual({ ids: [2, 3], known: 0 })
    expect(seen.changes).toBe(1)
    expect(store.history(theirs).map(({ key, baseline, origin }) => ({ key, baseline, origin }))).toEqual([
      { key: 'b', baseline: false, origin: { kind: 'mebi', fileName: '2-runs.mebi' } },
      { key: 'a', baseline: false, origin: { kind: 'mebi', fileName: '2-runs.mebi' } },
    ])
    expect(store.output(2)).toEqual(sampleRun('a').output)
    expect(store.get(1).baseline).toBe(true)
  })

  test('are the same file in whatever order they are named', async () => {
    const { service } = serviceWith(memoryStore(), 'a', 'b')
    expect((await exported(service, 2, 1, 2)).base64).toBe((await exported(service, 1, 2)).base64)
    expect((await exported(service, 1)).name).toBe('run-1.mebi')
  })

  test('of a program that ran just now are there again whole', async () => {
    const here = place()
    const service = here.service()
    const { id } = await runToEnd(service, here.request('def f():\n    return [0] * 100000\n\nf()\n'))
    const other = here.service()
    const { ids } = await ask(other, 'runs.import', {
      projectDir: here.project,
      ...(await exported(service, id ?? 0)),
    })
    const own = await ask(service, 'runs.get', { id: id ?? 0 })
    const taken = await ask(other, 'runs.get', { id: ids[0] ?? 0 })
    expect(taken.functions).toEqual(own.functions)
    expect(taken.functions.length).toBeGreaterThan(0)
    expect(await ask(other, 'runs.timeline', { id: ids[0] ?? 0 })).toEqual(
      await ask(service, 'runs.timeline', { id: id ?? 0 }),
    )
  })

  test('that do not exist cannot be exported', async () => {
    const { service } = serviceWith(memoryStore(), 'a')
    const result = await service.call('runs.export', { ids: [1, 41] })
    expect(result).toMatchObject({ ok: false, error: { code: 'run-not-found' } })
  })
})

describe('what is there already', () => {
  test('is left as it is', async () => {
    const { service, store, seen } = serviceWith(memoryStore(), 'a', 'b')
    const file = await exported(service, 1, 2)
    store.describe(1, { label: 'mine' })
    store.remove([2])
    expect(await imported(service, file)).toEqual({ ids: [1, 3], known: 1 })
    expect(store.get(1)).toMatchObject({ label: 'mine', baseline: true, origin: null })
    expect(seen.changes).toBe(1)
  })

  test('twice in a file counts once', async () => {
    const { service } = serviceWith(memoryStore())
    const bytes = fileOf({ ...head, runs: 2 }, sampleRun('a'), sampleRun('a', { label: 'again' }))
    expect(await imported(service, { name: 'a.mebi', base64: bytes.toString('base64') })).toEqual({
      ids: [1],
      known: 1,
    })
  })

  test('and was removed a moment ago comes back', async () => {
    const { service, store, seen } = serviceWith(memoryStore(), 'a')
    const file = await exported(service, 1)
    store.remove([1], { undoable: true })
    expect(await imported(service, file)).toEqual({ ids: [1], known: 1 })
    expect(store.get(1).key).toBe('a')
    expect(seen.changes).toBe(1)
  })
})

describe('a file that is no good', () => {
  test('changes nothing, though its first runs are good', async () => {
    const { service, store, seen } = serviceWith(memoryStore())
    const file = fileOf({ ...head, runs: 2 }, sampleRun('a'), { ...sampleRun('b'), sources: 7 })
    const result = await service.call('runs.import', {
      projectDir: theirs,
      name: 'bad.mebi',
      base64: file.toString('base64'),
    })
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'import-invalid', message: expect.stringContaining('number 2: sources') },
    })
    expect(store.list({ limit: 10 })).toEqual([])
    expect(seen.changes).toBe(0)
  })

  test.each([
    ['', 'empty.dat is empty.'],
    ['hello', 'empty.dat is no file that Mebi can take in.'],
    ['{"format":"mebi-runs"}', 'empty.dat is no file that Mebi can take in.'],
  ])('says so: %j', async (text, message) => {
    const { service } = serviceWith(memoryStore())
    const base64 = Buffer.from(text).toString('base64')
    const result = await service.call('runs.import', { projectDir: theirs, name: '/x/empty.dat', base64 })
    expect(result).toMatchObject({ ok: false, error: { code: 'import-unknown', message } })
  })

  test('that is too large is not looked at', async () => {
    const { service } = serviceWith(memoryStore())
    const base64 = Buffer.alloc(64 * 2 ** 20 + 1).toString('base64')
    const result = await service.call('runs.import', { projectDir: theirs, name: 'x', base64 })
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'import-too-large', message: 'x is too large: a file of runs may have 64 MiB.' },
    })
  })
})

test('files of other programs are kept on disk like any run', async () => {
  const here = place()
  const { service, store } = serviceWith(openStore(here.data))
  for (const name of ['functions.dat', 'children.dat', 'table.txt', 'everyCall.txt']) {
    const file = { name, base64: fixture(name).toString('base64') }
    const { ids } = await imported(service, file)
    expect(await imported(service, file)).toEqual({ ids, known: 1 })
    expect(store.get(ids[0] ?? 0).origin?.fileName).toBe(name)
  }
  expect(store.history(theirs)).toHaveLength(4)
})

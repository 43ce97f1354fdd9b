import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { HistoryEntry, RunRequest } from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { openStore, UNDO_MS } from '../../profiler-core/store/index.ts'
import { ask, HELLO, next, places, runToEnd } from './serviceFixture.ts'

const place = places()

function countChanges(service: ProfilerService): () => number {
  let changes = 0
  service.subscribe('history.changed', () => {
    changes += 1
  })
  return () => changes
}

describe('the history', () => {
  test('shows a real run as a line, and finds it by what it called', async () => {
    const here = place()
    const service = here.service({ openStore: () => openStore(here.data) })
    const projectDir = here.project
    const run = await runToEnd(
      service,
      here.request(HELLO, { target: { kind: 'script', path: 'program.py', call: 'hello()' } }),
    )
    const entries = await ask(service, 'runs.history', { projectDir })
    expect(entries.map((entry) => HistoryEntry.parse(entry))).toMatchObject([
      { id: 1, key: run.key, target: 'program.py: hello()', watched: 'the script', peakBytes: run.peakBytes },
    ])
    expect(entries[0]?.sparkline.length).toBeGreaterThan(0)
    expect(await ask(service, 'runs.having', { projectDir, function: 'HELL' })).toEqual({ ids: [1] })
    expect(await ask(service, 'runs.having', { projectDir, file: 'program', function: 'x' })).toEqual({
      ids: [],
    })
    expect(await ask(service, 'runs.functions', { projectDir })).toMatchObject([
      { file: join(projectDir, 'program.py'), name: 'hello', runs: 1, runId: 1 },
    ])
  })

  test('tells everybody of each change, and of nothing else', async () => {
    const here = place()
    const service = here.service()
    const changes = countChanges(service)
    await runToEnd(service, here.request(HELLO))
    expect(changes()).toBe(1)
    await runToEnd(service, here.request(HELLO, { save: false }))
    expect(changes()).toBe(1)
    expect(await ask(service, 'runs.describe', { id: 1, label: 'x', pinned: true })).toMatchObject({
      label: 'x',
      pinned: true,
    })
    expect(changes()).toBe(2)
    expect(await ask(service, 'runs.remove', { ids: [1], undoable: true })).toEqual({ removed: 1 })
    expect(changes()).toBe(3)
    expect(await ask(service, 'runs.restore', { ids: [1] })).toEqual({ restored: 1 })
    expect(changes()).toBe(4)
    await ask(service, 'runs.remove', { ids: [7] })
    await ask(service, 'runs.restore', { ids: [1] })
    await service.call('runs.describe', { id: 7, label: 'x' })
    expect(changes()).toBe(4)
  })

  test('a removal can be undone by another host, until an hour has passed', async () => {
    const here = place()
    const given = { openStore: () => openStore(here.data) }
    const first = here.service(given)
    await runToEnd(first, here.request(HELLO))
    await ask(first, 'runs.remove', { ids: [1], undoable: true })
    await first.close()
    const second = here.service(given)
    expect(await ask(second, 'runs.list', {})).toEqual([])
    expect(await ask(second, 'runs.restore', { ids: [1] })).toEqual({ restored: 1 })
    expect(await ask(second, 'runs.sources', { id: 1 })).toMatchObject([{ text: HELLO }])
    await ask(second, 'runs.remove', { ids: [1], undoable: true })
    await second.close()
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      vi.setSystemTime(Date.now() + UNDO_MS + 1000)
      expect(await ask(here.service(given), 'runs.restore', { ids: [1] })).toEqual({ restored: 0 })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('requests', () => {
  test.each<[string, boolean]>([
    ['are remembered by the history', false],
    ['are remembered for the session where the history cannot be opened', true],
  ])('%s', async (_, isBroken) => {
    const here = place()
    // A folder in place of the file is one of the things that a history cannot be.
    if (isBroken) mkdirSync(join(here.data, 'mebi.sqlite'))
    const service = here.service({ openStore: () => openStore(here.data) })
    const projectDir = here.project
    const request = here.request(HELLO, { args: ['--fast'], env: { A: '1' } })
    const subject = `${projectDir}/program.py:hello`
    expect(await ask(service, 'requests.remembered', { projectDir, subject })).toBeNull()
    expect(await ask(service, 'requests.remember', { projectDir, subject, request })).toEqual({})
    expect(await ask(service, 'requests.remembered', { projectDir, subject })).toEqual(
      RunRequest.parse(request),
    )
    expect(await ask(service, 'requests.remembered', { projectDir, subject: 'other' })).toBeNull()
    expect(await service.call('runs.history', { projectDir })).toMatchObject({ ok: !isBroken })
  })
})

describe('trust', () => {
  test('is asked for before anything of a project is executed', async () => {
    const here = place()
    const service = here.service({ asksForTrust: true })
    const projectDir = here.project
    const request = here.request(HELLO)
    const refused = {
      ok: false,
      error: {
        code: 'project-untrusted',
        message: 'Mebi runs programs only from folders that you trust.',
        hint: expect.stringContaining(projectDir),
      },
    }
    const tryAll = async () => [
      await service.call('interpreters.list', { projectDir }),
      await service.call('interpreters.choose', { projectDir, path: null }),
      await service.call('system.check', { projectDir }),
      await service.call('runs.start', request),
      await service.call('runs.enqueue', request),
    ]
    expect(await tryAll()).toEqual([refused, refused, refused, refused, refused])
    await ask(service, 'projects.open', { dir: projectDir })
    expect(await tryAll()).toEqual([refused, refused, refused, refused, refused])
    expect(await ask(service, 'runs.history', { projectDir })).toEqual([])

    await ask(service, 'projects.trust', { projectDir, trusted: true })
    expect(await runToEnd(service, request)).toMatchObject({ status: 'finished' })
    expect((await ask(service, 'interpreters.list', { projectDir })).length).toBeGreaterThan(0)

    await ask(service, 'projects.trust', { projectDir, trusted: false })
    expect(await service.call('runs.start', request)).toEqual(refused)
  })

  test('is of the folder itself: a link to it has it, a folder in it has not', async () => {
    const here = place()
    const service = here.service({ asksForTrust: true })
    await ask(service, 'projects.open', { dir: here.project })
    await ask(service, 'projects.trust', { projectDir: here.project, trusted: true })
    const link = join(here.folder, 'link')
    symlinkSync(here.project, link)
    expect(await runToEnd(service, here.request(HELLO, { projectDir: link }))).toMatchObject({
      status: 'finished',
    })
    const inner = join(here.project, 'inner')
    mkdirSync(inner)
    writeFileSync(join(inner, 'program.py'), HELLO)
    expect(await service.call('runs.start', here.request(HELLO, { projectDir: inner }))).toMatchObject({
      error: { code: 'project-untrusted' },
    })
  })

  test('that is taken back keeps a run that waits from starting', async () => {
    const here = place()
    const service = here.service({ asksForTrust: true })
    const projectDir = here.project
    await ask(service, 'projects.open', { dir: projectDir })
    await ask(service, 'projects.trust', { projectDir, trusted: true })
    const printed = next(service, 'run.output')
    const { key } = await ask(
      service,
      'runs.start',
      here.request('import time\nprint("up", flush=True)\ntime.sleep(60)\n'),
    )
    await printed
    await ask(service, 'runs.enqueue', here.request(HELLO))
    await ask(service, 'projects.trust', { projectDir, trusted: false })
    const failed = next(service, 'queue.failed')
    await ask(service, 'runs.stop', { key })
    expect(await failed).toMatchObject({ error: { code: 'project-untrusted' } })
  })

  test('lasts for the session where the history cannot be opened; programs run all the same', async () => {
    const here = place()
    mkdirSync(join(here.data, 'mebi.sqlite'))
    const service = here.service({ asksForTrust: true, openStore: () => openStore(here.data) })
    const projectDir = here.project
    await ask(service, 'projects.open', { dir: projectDir })
    await ask(service, 'projects.trust', { projectDir, trusted: true })
    const run = await runToEnd(service, here.request(HELLO))
    expect(run).toMatchObject({ id: null, status: 'finished', warnings: [{ code: 'not-saved' }] })
    expect(await ask(service, 'runs.sources', { key: run.key })).toMatchObject([{ text: HELLO }])
  })

  test('is not asked for where the person types what to run', async () => {
    const here = place()
    expect(await runToEnd(here.service({ asksForTrust: false }), here.request(HELLO))).toMatchObject({
      status: 'finished',
    })
  })
})

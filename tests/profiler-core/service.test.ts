import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { callNames, eventNames, events } from '../../profiler-core/contract/index.ts'
import { openStore } from '../../profiler-core/store/index.ts'
import { ask, HELLO, next, places, runToEnd, WAITS } from './serviceFixture.ts'

const place = places()

describe('calls', () => {
  test('know every name of the contract, and no other', async () => {
    const here = place()
    const service = here.service()
    for (const name of callNames) {
      const result = await service.dispatch(name, null)
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    }
    for (const name of ['runs.burn', 'constructor', '__proto__', '']) {
      expect(await service.dispatch(name, {})).toMatchObject({ ok: false, error: { code: 'unknown-call' } })
    }
  })

  test('say what is wrong with an input', async () => {
    const here = place()
    const result = await here.service().dispatch('runs.get', { id: 'one' })
    expect(result).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/runs\.get.*\n?.*id/s) },
    })
  })

  test('pass on what a person can act upon', async () => {
    const here = place()
    expect(await here.service().call('runs.get', { id: 7 })).toEqual({
      ok: false,
      error: { code: 'run-not-found', message: 'There is no run 7.', hint: expect.any(String) },
    })
  })

  test('turn a fault into an error, and report it', async () => {
    const here = place()
    const faults: unknown[] = []
    const fault = new TypeError('x is undefined')
    const openBroken = () => {
      throw fault
    }
    const service = here.service({ openStore: openBroken, reportFault: (error) => faults.push(error) })
    expect(await service.call('runs.list', {})).toMatchObject({
      ok: false,
      error: { code: 'internal', message: 'Mebi failed: x is undefined' },
    })
    expect(faults).toEqual([fault])
  })
})

describe('a run', () => {
  test('is told of as it goes, by its key, and is in the history when it has ended', async () => {
    const here = place()
    const service = here.service()
    const seen: string[] = []
    for (const name of eventNames) {
      service.subscribe(name, (payload) => {
        expect(events[name].safeParse(payload).error).toBeUndefined()
        seen.push('key' in payload ? `${name} ${payload.key}` : name)
      })
    }
    const ended = next(service, 'run.ended')
    const { key } = await ask(service, 'runs.start', here.request(HELLO))
    const { run } = await ended
    expect(run).toMatchObject({ id: 1, key, status: 'finished', exitCode: 0 })
    const ofRun = eventNames.filter((name) => name.startsWith('run.')).map((name) => `${name} ${key}`)
    expect(new Set(seen)).toEqual(new Set([...ofRun, 'history.changed']))
    expect(seen[0]).toBe(`run.started ${key}`)
    expect(seen.at(-1)).toBe(`run.ended ${key}`)
    expect(await ask(service, 'runs.get', { id: 1 })).toEqual(run)
    expect(await ask(service, 'runs.output', { id: 1 })).toEqual([{ stream: 'stdout', text: 'hello\n' }])
    expect(await ask(service, 'runs.sources', { id: 1 })).toMatchObject([{ text: HELLO }])
    expect((await ask(service, 'runs.timeline', { id: 1 })).timesNs.length).toBeGreaterThan(0)
    expect(readdirSync(join(here.folder, 'data', 'running'))).toEqual([])
  })

  test('may be described, listed and removed', async () => {
    const here = place()
    const service = here.service()
    await runToEnd(service, here.request(HELLO, { label: 'before' }))
    await runToEnd(service, here.request(HELLO))
    await ask(service, 'runs.describe', { id: 2, label: 'after', note: 'smaller' })
    expect((await ask(service, 'runs.list', {})).map(({ label }) => label)).toEqual(['after', 'before'])
    expect(await ask(service, 'runs.list', { projectDir: '/elsewhere' })).toEqual([])
    expect(await ask(service, 'runs.remove', { ids: [1, 9] })).toEqual({ removed: 1 })
    expect((await ask(service, 'runs.list', {})).map(({ id }) => id)).toEqual([2])
  })

  test('may be stopped', async () => {
    const here = place()
    const service = here.service()
    const printed = next(service, 'run.output')
    const ended = next(service, 'run.ended')
    const input = here.request(WAITS)
    const { key } = await ask(service, 'runs.start', input)
    await printed
    expect(await ask(service, 'runs.stop', { key })).toEqual({ status: 'stopped' })
    expect((await ended).run.status).toBe('stopped')
    expect(await service.call('runs.stop', { key })).toMatchObject({ error: { code: 'run-not-running' } })
  })

  test('goes on beside others', async () => {
    const here = place()
    const service = here.service()
    const input = here.request(HELLO)
    const ids: (number | null)[] = []
    const both = new Promise<void>((resolve) => {
      service.subscribe('run.ended', ({ run }) => {
        ids.push(run.id)
        if (ids.length === 2) resolve()
      })
    })
    const keys = await Promise.all([ask(service, 'runs.start', input), ask(service, 'runs.start', input)])
    await both
    expect(new Set(keys.map(({ key }) => key)).size).toBe(2)
    expect(new Set(ids)).toEqual(new Set([1, 2]))
  })

  test('is stopped and kept when the service closes', async () => {
    const here = place()
    const service = here.service({ openStore: () => openStore(here.data) })
    const printed = next(service, 'run.output')
    await ask(service, 'runs.start', here.request(WAITS))
    await printed
    await service.close()
    const again = here.service({ openStore: () => openStore(here.data) })
    expect(await ask(again, 'runs.list', {})).toMatchObject([{ id: 1, status: 'stopped' }])
  })

  test('that cannot be started says why, and leaves nothing', async () => {
    const here = place()
    const service = here.service()
    const missing = { ...here.request(HELLO), target: { kind: 'script' as const, path: 'missing.py' } }
    expect(await service.call('runs.start', missing)).toMatchObject({ error: { code: 'script-not-found' } })
    const unknown = { ...here.request(HELLO), watch: { kind: 'functions' as const, names: ['hallo'] } }
    expect(await service.call('runs.start', unknown)).toMatchObject({ error: { code: 'function-not-found' } })
    expect(await ask(service, 'runs.list', {})).toEqual([])
    expect(readdirSync(here.temp)).toEqual([])
  })

  test('gives its output byte by byte to a host in the same process', async () => {
    const here = place()
    const service = here.service()
    const pieces: Uint8Array[] = []
    service.tapOutput(async ({ piece }) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      pieces.push(piece.bytes)
    })
    await runToEnd(service, here.request('import sys\nsys.stdout.buffer.write(bytes(range(256)) * 1000)\n'))
    const expected = Buffer.alloc(256_000, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)))
    expect(Buffer.concat(pieces).equals(expected)).toBe(true)
  })
})

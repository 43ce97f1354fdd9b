import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { hostCallNames } from '../../../profiler-core/contract/index.ts'
import { servers } from './fixture.ts'

const server = servers()

describe('a call', () => {
  test('is answered with its result, and kept by no cache', async () => {
    const { call } = await server()
    const answer = await call('runs.list', {})
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
    expect(JSON.parse(answer.body)).toEqual({ ok: true, value: [] })
    const wrong = await call('runs.get', { id: 'one' })
    expect(JSON.parse(wrong.body)).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'must be JSON, and says so: %j is what a form could send',
    async (type) => {
      const { call } = await server()
      const answer = await call('runs.list', {}, { 'content-type': type })
      expect(answer.status).toBe(415)
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'not-json' } })
    },
  )

  test('that is no JSON is refused', async () => {
    const { send, token } = await server()
    const headers = { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` }
    for (const body of ['{', '', '\u0000']) {
      const answer = await send('/api/call/runs.list', { method: 'POST', headers, body })
      expect(answer).toMatchObject({ status: 400 })
    }
  })

  test('is not read where it is too large, with or without its length', async () => {
    const { call } = await server()
    const input = { text: 'x'.repeat(10_000_001) }
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      // The connection may be cut before all of it is sent.
      const answer = await call('runs.list', input, headers).catch(() => ({ status: 413 }))
      expect(answer.status).toBe(413)
    }
  })

  test('that takes a file of runs may be as large as one', async () => {
    const { call } = await server()
    const input = { projectDir: '/x', name: 'x.mebi', base64: 'aGVs'.repeat(2_600_000) }
    const large = await call('runs.import', input)
    expect(JSON.parse(large.body)).toMatchObject({ ok: false, error: { code: 'import-invalid' } })
    // Said to be that large; no more of it is waited for.
    const tooLarge = await call('runs.import', {}, { 'content-length': String(90_000_000) })
    expect(tooLarge.status).toBe(413)
    expect(JSON.parse(tooLarge.body)).toMatchObject({
      ok: false,
      error: { code: 'too-large', message: 'A file of runs may have 64 MiB.' },
    })
  })

  test('keeps text that is not Unicode: paths may have any bytes', async () => {
    const { call } = await server()
    const answer = await call('files.read', { projectDir: '/no/\udcff', file: '/no/\udcff/x.py' })
    const { error } = JSON.parse(answer.body)
    expect(error.code).not.toBe('invalid-input')
  })
})

describe('a call of the host', () => {
  test('tells the folder of the start, once', async () => {
    const { call } = await server({ initialProject: '/some/project' })
    const ask = async () => JSON.parse((await call('host.initialProject', {})).body) as unknown
    expect(await ask()).toEqual({ ok: true, value: '/some/project' })
    expect(await ask()).toEqual({ ok: true, value: null })
    expect(JSON.parse((await call('host.initialProject', null)).body)).toMatchObject({
      ok: false,
      error: { code: 'invalid-input' },
    })
  })

  test.each(hostCallNames.filter((name) => name !== 'host.initialProject'))(
    '%s is not offered in a browser',
    async (name) => {
      const { call } = await server()
      const answer = await call(name, {})
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'not-offered' } })
    },
  )
})

test('a fault of ours is reported, and no page of its insides is sent', async () => {
  const faults: unknown[] = []
  const { send, token } = await server({
    reportFault: (error) => faults.push(error),
    service: new Proxy({} as never, {
      get: () => () => {
        throw new TypeError('broken')
      },
    }),
  })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const answer = await send('/api/call/runs.list', { method: 'POST', headers, body: '{}' })
  await sleep(1)
  expect(answer.status).toBe(500)
  expect(JSON.parse(answer.body)).toEqual({
    ok: false,
    error: { code: 'internal', message: 'Mebi failed: broken', hint: null },
  })
  expect(faults).toEqual([new TypeError('broken')])
})

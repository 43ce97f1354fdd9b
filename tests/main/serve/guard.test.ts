import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { hostName, isServedName } from '../../../main/serve/hostNames.ts'
import { connect } from './eventSource.ts'
import { type Answer, INDEX, servers, type TestServer } from './fixture.ts'

const server = servers()

/** What a page does that was opened by the printed address; returns its key. */
async function logIn({ send, token, host }: TestServer): Promise<string> {
  const answer = await send(`/?token=${token}`, { headers: { host } })
  return keyOf(await exchange(send, ticketOf(answer.headers.location)))
}

function ticketOf(address = ''): string {
  return /#ticket=([\w-]{43})$/.exec(address)?.[1] ?? ''
}

function exchange(send: TestServer['send'], secret: string): Promise<Answer> {
  return send('/api/session', { method: 'POST', headers: { authorization: `Bearer ${secret}` } })
}

function keyOf({ body }: Answer): string {
  return (JSON.parse(body) as { value: { key: string } }).value.key
}

describe('the address with the token', () => {
  test('leads to the page, with a ticket behind the # in its place, and sets no cookie', async () => {
    const here = await server()
    const answer = await here.send(`/?token=${here.token}`)
    expect(answer).toMatchObject({ status: 303, headers: { 'cache-control': 'no-store' } })
    expect(answer.headers.location).toMatch(/^\/#ticket=[\w-]{43}$/)
    expect(answer.headers.location).not.toContain(here.token)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(await here.send('/')).toMatchObject({ status: 200, body: INDEX })
  })

  test('has a token that cannot be guessed, and is another one each time', async () => {
    const [one, other] = [await server(), await server()]
    expect(Buffer.from(one.token, 'base64url')).toHaveLength(32)
    expect(one.token).not.toBe(other.token)
    expect(await one.send(`/?token=${other.token}`)).toMatchObject({ status: 401 })
  })

  test('works from a link elsewhere', async () => {
    const { send, token } = await server()
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    expect(await send(`/?token=${token}`, { headers })).toMatchObject({ status: 303 })
  })

  test.each(['', 'wrong'])('whose token is %j says what to do', async (token) => {
    const { send } = await server()
    const answer = await send(`/?token=${token}`)
    expect(answer.status).toBe(401)
    expect(answer.body).toMatch(/^Open the address that mebi serve printed/)
  })
})

describe('a ticket', () => {
  test('gives the key of a session once, never the token', async () => {
    const here = await server()
    const { address, ended } = here.makeTicketAddress()
    const ticket = ticketOf(address)
    const key = keyOf(await exchange(here.send, ticket))
    expect(await ended).toBe('used')
    expect(new Set([key, ticket, here.token]).size).toBe(3)
    expect(await here.call('runs.list', {}, { authorization: `Bearer ${key}` })).toMatchObject({
      status: 200,
    })
    expect(await exchange(here.send, ticket)).toMatchObject({ status: 401 })
  })

  test('opens nothing itself, and neither it nor a key makes an address', async () => {
    const here = await server()
    const ticket = ticketOf(here.makeTicketAddress().address)
    const key = await logIn(here)
    expect(await here.call('runs.list', {}, { authorization: `Bearer ${ticket}` })).toMatchObject({
      status: 401,
    })
    for (const secret of [ticket, key])
      expect(await here.send(`/?token=${secret}`)).toMatchObject({ status: 401 })
  })

  test('is taken from our own pages only', async () => {
    const here = await server()
    const ticket = ticketOf(here.makeTicketAddress().address)
    const headers = { authorization: `Bearer ${ticket}`, origin: 'http://127.0.0.1:1' }
    expect(await here.send('/api/session', { method: 'POST', headers })).toMatchObject({ status: 403 })
    expect(await exchange(here.send, ticket)).toMatchObject({ status: 200 })
  })
})

describe('the key of a session', () => {
  test('becomes another one when the page is loaded again', async () => {
    const here = await server()
    const first = await logIn(here)
    const second = keyOf(await exchange(here.send, first))
    expect(second).not.toBe(first)
    expect(await here.call('runs.list', {}, { authorization: `Bearer ${second}` })).toMatchObject({
      status: 200,
    })
  })

  test('is none of another server', async () => {
    const [one, other] = [await server(), await server()]
    const authorization = `Bearer ${await logIn(one)}`
    expect(await other.call('runs.list', {}, { authorization })).toMatchObject({ status: 401 })
    expect(await exchange(other.send, await logIn(one))).toMatchObject({ status: 401 })
  })

  test('of a session that has ended ends what is heard by it', async () => {
    const here = await server({ events: { heartbeatMs: 400, patienceMs: 1000 } })
    const page = await connect(here.port, await logIn(here))
    await expect.poll(() => page.comments).toBeGreaterThan(0)
    expect(page.isClosed).toBe(false)
    // So many others, between two heartbeats, that there is no room for it.
    const crowd = async () => {
      await Promise.all(Array.from({ length: 40 }, () => logIn(here)))
      return page.isClosed
    }
    await expect.poll(crowd, { timeout: 10_000 }).toBe(true)
  })
})

describe('without the token', () => {
  test.each(['/', '/assets/index-abc123.js', '/index.html'])(
    '%s is there: it holds no secret',
    async (path) => {
      const { send, token } = await server()
      const answer = await send(path)
      expect(answer.status).toBe(200)
      expect(JSON.stringify(answer)).not.toContain(token)
    },
  )

  test('nothing is called or heard', async () => {
    const { send, call, token, port } = await server()
    const wrong = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: '' },
      { authorization: `Basic ${token}` },
      // All that a browser could be made to send along unasked.
      { cookie: `mebi-${port}=${token}; mebi.session=${token}; token=${token}` },
    ]
    for (const headers of wrong) {
      for (const path of ['/api/events', '/api/events?token=', `/api/events?token=${token}`]) {
        const answer = await send(path, { headers })
        expect(answer.status).toBe(401)
        expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
      }
      expect(await send('/api/session', { method: 'POST', headers })).toMatchObject({ status: 401 })
      const none = { authorization: '', ...headers }
      expect(await call('runs.list', {}, none)).toMatchObject({ status: 401 })
    }
  })
})

describe('cookies of other servers of the same name', () => {
  test('do not keep the person out, as many as a browser may send', async () => {
    const here = await server()
    const cookie = Array.from({ length: 180 }, (_, index) => `mebi-${index}=${'x'.repeat(4085)}`).join('; ')
    expect(await here.send('/', { headers: { cookie } })).toMatchObject({ status: 200 })
    const login = await here.send(`/?token=${here.token}`, { headers: { cookie } })
    const key = keyOf(await exchange(here.send, ticketOf(login.headers.location)))
    const headers = { cookie, authorization: `Bearer ${key}` }
    expect(await here.call('runs.list', {}, headers)).toMatchObject({ status: 200 })
  })
})

describe('the API, with the secret', () => {
  test('is open to our own pages', async () => {
    const here = await server()
    const headers = {
      authorization: `Bearer ${await logIn(here)}`,
      origin: `http://${here.host}`,
      'sec-fetch-site': 'same-origin',
    }
    expect(await here.call('runs.list', {}, headers)).toMatchObject({
      status: 200,
      body: '{"ok":true,"value":[]}',
    })
  })

  test('through a tunnel, which has a port of its own', async () => {
    const { call, send, token } = await server()
    const headers = { host: 'localhost:8000', origin: 'http://localhost:8000' }
    expect(await call('runs.list', {}, headers)).toMatchObject({ status: 200 })
    const login = await send(`/?token=${token}`, { headers: { host: 'localhost:8000' } })
    // Without a name or port of its own, so that the browser stays with those of the tunnel.
    expect(login.headers.location).toMatch(/^\/#ticket=/)
  })

  test.each([
    ['of another name (DNS rebinding)', { host: 'evil.example' }],
    ['of another name that begins like ours', { host: '127.0.0.1.evil.example' }],
    ['of another address', { host: '192.0.2.7' }],
    ['from another site', { origin: 'https://evil.example' }],
    ['from another server of this machine', { origin: 'http://127.0.0.1:1' }],
    ['from our name over another protocol', { origin: 'https://127.0.0.1:PORT' }],
    ['from a page without an origin', { origin: 'null' }],
    ['that a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['that a browser calls same-site: another port', { 'sec-fetch-site': 'same-site' }],
    ['that was typed into the address bar', { 'sec-fetch-site': 'none' }],
  ])('refuses a request %s', async (_, given: Record<string, string>) => {
    const { call, send, token, port } = await server()
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('PORT', String(port))]),
    )
    expect(await call('runs.list', {}, headers)).toMatchObject({ status: 403 })
    const events = await send('/api/events', { headers: { authorization: `Bearer ${token}`, ...headers } })
    expect(events.status).toBe(403)
  })

  test('refuses pages, too, under another name or within another site', async () => {
    const { send, token } = await server()
    const authorization = `Bearer ${token}`
    const script = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }
    const frame = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
    for (const headers of [{ host: 'evil.example' }, script, frame]) {
      const answer = await send('/', { headers: { authorization, ...headers } })
      expect(answer.status).toBe(403)
      expect(answer.body).not.toContain(INDEX)
    }
  })
})

describe('the name of the server', () => {
  test.each([
    ['127.0.0.1:7363', '127.0.0.1'],
    ['LocalHost', 'localhost'],
    ['[::1]:80', '::1'],
    ['a b', 'a b'],
    ['user@localhost', null],
    ['localhost:1:2', null],
    ['', null],
    [undefined, null],
  ])('of %j is %j', (header, name) => {
    expect(hostName(header)).toBe(name)
  })

  test('is one of the loopback where only this machine is served', () => {
    const names = ['localhost', '127.0.0.1', '::1', '192.0.2.7', hostname().toLowerCase(), 'evil.example']
    const served = names.filter((name) => isServedName(name, '127.0.0.1', hostname()))
    expect(served).toEqual(['localhost', '127.0.0.1', '::1'])
  })

  test("is any address, or the machine's name, where others are", () => {
    const names = [
      'localhost',
      '192.0.2.7',
      '2001:db8::7',
      'big-machine',
      'evil.example',
      '192.0.2.7.evil.example',
    ]
    expect(names.filter((name) => isServedName(name, '0.0.0.0', 'Big-Machine'))).toEqual(names.slice(0, 4))
  })
})

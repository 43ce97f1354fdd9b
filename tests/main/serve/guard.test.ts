import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { hostName, isServedName } from '../../../main/serve/hostNames.ts'
import { INDEX, servers, type TestServer } from './fixture.ts'

const server = servers()

/** What a browser does with the printed address; returns its cookie. */
async function logIn({ send, token, host }: TestServer): Promise<string> {
  const answer = await send(`/?token=${token}`, { headers: { host } })
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

describe('the address with the token', () => {
  test('gives a cookie that only this server gets, and leads to the page', async () => {
    const here = await server()
    const answer = await here.send(`/?token=${here.token}`)
    expect(answer).toMatchObject({ status: 303, headers: { location: '/' } })
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(new RegExp(`^mebi-${here.port}=`))
    expect(cookie.split('; ')).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict']))
    const page = await here.send('/', { headers: { cookie: await logIn(here) } })
    expect(page).toMatchObject({ status: 200, body: INDEX })
  })

  test('has a token that cannot be guessed, and is another one each time', async () => {
    const [one, other] = [await server(), await server()]
    expect(Buffer.from(one.token, 'base64url')).toHaveLength(32)
    expect(one.token).not.toBe(other.token)
    expect(await one.send(`/?token=${other.token}`)).toMatchObject({ status: 401 })
  })

  test('works from a link elsewhere: our own page asks for the next one, with the cookie', async () => {
    const { send, token } = await server()
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    const answer = await send(`/?token=${token}`, { headers })
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('http-equiv="refresh"')
    expect(answer.headers['set-cookie']).toHaveLength(1)
  })

  test('that was made for one browser works once', async () => {
    const { send, makeTicketAddress, token } = await server()
    const { search, searchParams } = new URL(makeTicketAddress())
    const answer = await send(`/${search}`)
    expect(answer.status).toBe(303)
    expect(answer.headers['set-cookie']?.[0]).toContain(token)
    expect(await send(`/${search}`)).toMatchObject({ status: 401 })
    const authorization = `Bearer ${new URL(makeTicketAddress()).searchParams.get('token')}`
    expect(await send('/', { headers: { authorization } })).toMatchObject({ status: 401 })
    expect(searchParams.get('token')).not.toBe(token)
  })
})

describe('without the token', () => {
  test.each(['/', '/assets/index-abc123.js', '/index.html', '/?token=', '/?token=wrong', '/nowhere'])(
    '%s says what to do',
    async (path) => {
      const { send } = await server()
      const answer = await send(path)
      expect(answer.status).toBe(401)
      expect(answer.body).toMatch(/^Open the address that mebi serve printed/)
      expect(answer.headers['set-cookie']).toBeUndefined()
    },
  )

  test('nothing is called or heard', async () => {
    const { send, call, port } = await server()
    const wrong = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: '' },
      { cookie: `mebi-${port}=wrong` },
      { cookie: `mebi-${port}=` },
    ]
    for (const headers of wrong) {
      const answer = await send('/api/events', { headers })
      expect(answer.status).toBe(401)
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
    }
    expect(await call('runs.list', {}, { authorization: 'Bearer wrong' })).toMatchObject({ status: 401 })
  })

  test('the cookie of another port is none', async () => {
    const here = await server()
    const cookie = `mebi-1=${here.token}`
    expect(await here.send('/', { headers: { cookie } })).toMatchObject({ status: 401 })
  })
})

describe('the API, with the secret', () => {
  test('is open to our own pages', async () => {
    const here = await server()
    const cookie = await logIn(here)
    const headers = {
      cookie,
      authorization: '',
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
    expect(login.headers['set-cookie']?.[0]).toMatch(/^mebi-8000=/)
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

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { servers, type TestServer } from '../main/serve/fixture.ts'
import { halfOpen, sendRaw } from './raw.ts'

// What others may send to `mebi serve`: pages of other sites, other users of the machine, who knows whom. Each tries to run a
// program that leaves a mark.

const server = servers()
let project: string
let mark: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mebi-attack-'))
  mark = join(project, 'mark')
  writeFileSync(join(project, 'evil.py'), `open(${JSON.stringify(mark)}, 'w').close()\n`)
})

afterEach(() => rmSync(project, { recursive: true, force: true }))

/** A server that would run the program for whoever has its token. */
async function victim(): Promise<TestServer> {
  const here = await server()
  await here.call('projects.open', { dir: project })
  await here.call('projects.trust', { projectDir: project, trusted: true })
  return here
}

function body(): string {
  const target = { kind: 'script', path: join(project, 'evil.py') }
  return JSON.stringify({ target, cwd: project, projectDir: project })
}

const START = '/api/call/runs.start'
const JSON_TYPE = 'Content-Type: application/json'

/** A request as bytes; `lines` are its headers. */
function post(path: string, lines: string[], text = body(), first = `POST ${path} HTTP/1.1`): string {
  return [first, ...lines, `Content-Length: ${Buffer.byteLength(text)}`, 'Connection: close', '', text].join(
    '\r\n',
  )
}

const own = ({ host }: TestServer) => `Host: ${host}`
const bearer = ({ token }: TestServer) => `Authorization: Bearer ${token}`
/** What a smuggled request would be. */
const within = (here: TestServer) => post(START, [own(here), JSON_TYPE])

/** Each says what is sent; those with the token are stopped by something else. */
const attacks: Record<string, (here: TestServer) => string> = {
  'without a secret': (here) => post(START, [own(here), JSON_TYPE]),
  'with an empty one': (here) => post(START, [own(here), JSON_TYPE, 'Authorization: Bearer ']),
  'with half of one': (here) => post(START, [own(here), JSON_TYPE, bearer(here).slice(0, -10)]),
  'with one and more behind it': (here) => post(START, [own(here), JSON_TYPE, `${bearer(here)}x`]),
  'with a list of guesses': (here) =>
    post(START, [own(here), JSON_TYPE, 'Authorization: Bearer a, Bearer b']),
  'with the token in another case': (here) =>
    post(START, [own(here), JSON_TYPE, `Authorization: Bearer ${here.token.toLowerCase()}A`]),
  'as Basic': (here) => post(START, [own(here), JSON_TYPE, `Authorization: Basic ${btoa(`:${here.token}`)}`]),
  'with the token as a cookie': (here) =>
    post(START, [own(here), JSON_TYPE, `Cookie: mebi=${here.token}; token=${here.token}`]),
  'with the token in the address of a call': (here) =>
    post(`${START}?token=${here.token}`, [own(here), JSON_TYPE]),
  'with the token in another header': (here) =>
    post(START, [own(here), JSON_TYPE, `X-Mebi-Token: ${here.token}`]),
  'under another name, with the token': (here) =>
    post(START, ['Host: evil.example', JSON_TYPE, bearer(here)]),
  'under a name that ends as ours does': (here) =>
    post(START, ['Host: 127.0.0.1.evil.example', JSON_TYPE, bearer(here)]),
  'under a name of the local network': (here) => post(START, ['Host: mebi.local', JSON_TYPE, bearer(here)]),
  'without a name': (here) => post(START, [JSON_TYPE, bearer(here)]),
  'under two names': (here) => post(START, [own(here), 'Host: evil.example', JSON_TYPE]),
  'under a name with a user in it': (here) => post(START, ['Host: a@127.0.0.1', JSON_TYPE, bearer(here)]),
  'as HTTP/1.0 without a name': (here) =>
    post(START, [JSON_TYPE, bearer(here)], body(), `POST ${START} HTTP/1.0`),
  'to an absolute address elsewhere': (here) =>
    post('', [own(here), JSON_TYPE], body(), `POST http://evil.example${START} HTTP/1.1`),
  'from another site': (here) =>
    post(START, [own(here), JSON_TYPE, bearer(here), 'Origin: http://evil.example']),
  'from a page without an origin': (here) =>
    post(START, [own(here), JSON_TYPE, bearer(here), 'Origin: null']),
  'from another port of ours': (here) =>
    post(START, [own(here), JSON_TYPE, bearer(here), 'Origin: http://127.0.0.1:1']),
  'from ours over https': (here) =>
    post(START, [own(here), JSON_TYPE, bearer(here), `Origin: https://${here.host}`]),
  'across sites': (here) => post(START, [own(here), JSON_TYPE, bearer(here), 'Sec-Fetch-Site: cross-site']),
  'from the same site': (here) =>
    post(START, [own(here), JSON_TYPE, bearer(here), 'Sec-Fetch-Site: same-site']),
  'by navigation': (here) =>
    post(START, [
      own(here),
      JSON_TYPE,
      bearer(here),
      'Sec-Fetch-Site: none',
      'Sec-Fetch-Mode: navigate',
      'Sec-Fetch-Dest: document',
    ]),
  'as a form': (here) =>
    post(START, [own(here), 'Content-Type: application/x-www-form-urlencoded', bearer(here)]),
  'as plain text': (here) => post(START, [own(here), 'Content-Type: text/plain', bearer(here)]),
  'as text that looks like JSON': (here) =>
    post(START, [own(here), 'Content-Type: text/plain; application/json', bearer(here)]),
  'without a type': (here) => post(START, [own(here), bearer(here)]),
  'as GET': (here) => post('', [own(here), JSON_TYPE, bearer(here)], body(), `GET ${START} HTTP/1.1`),
  'as PUT': (here) => post('', [own(here), JSON_TYPE, bearer(here)], body(), `PUT ${START} HTTP/1.1`),
  'as a GET that means POST': (here) =>
    post(
      '',
      [own(here), JSON_TYPE, bearer(here), 'X-HTTP-Method-Override: POST'],
      body(),
      `GET ${START} HTTP/1.1`,
    ),
  'as OPTIONS': (here) =>
    post('', [own(here), 'Origin: http://evil.example'], '', `OPTIONS ${START} HTTP/1.1`),
  'as TRACE': (here) => post('', [own(here), bearer(here)], '', `TRACE ${START} HTTP/1.1`),
  'as CONNECT': () => 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'as a web socket': (here) =>
    `GET /api/events HTTP/1.1\r\n${own(here)}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  'to the events without a secret': (here) =>
    `GET /api/events HTTP/1.1\r\n${own(here)}\r\nConnection: close\r\n\r\n`,
  'for a session without a ticket': (here) => post('/api/session', [own(here)], ''),
  'for a session with the token in the body': (here) =>
    post('/api/session', [own(here), JSON_TYPE], JSON.stringify({ ticket: here.token })),
  'on a way round': (here) => post(`/assets/..${START}`, [own(here), JSON_TYPE]),
  'on a way with two slashes': (here) => post(`/${START}`, [own(here), JSON_TYPE]),
  'in capitals': (here) => post(START.toUpperCase(), [own(here), JSON_TYPE]),
  'with a letter in hexadecimal': (here) => post('/api/call/%72uns.start', [own(here), JSON_TYPE]),
  'with a NUL in the way': (here) => post('/%00/api/call/runs.start', [own(here), JSON_TYPE]),
  'with a length and in chunks': (here) =>
    `POST /api/session HTTP/1.1\r\n${own(here)}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${within(here)}`,
  'in chunks of another kind': (here) =>
    `POST /api/session HTTP/1.1\r\n${own(here)}\r\nTransfer-Encoding: xchunked\r\n\r\n${within(here)}`,
  'in chunks that lie': (here) =>
    `POST /api/session HTTP/1.1\r\n${own(here)}\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n${within(here)}`,
  'with two lengths': (here) =>
    `POST /api/session HTTP/1.1\r\n${own(here)}\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n${within(here)}`,
  'with a length below nothing': (here) =>
    `POST /api/session HTTP/1.1\r\n${own(here)}\r\nContent-Length: -1\r\n\r\n${within(here)}`,
  'with bare line ends': (here) => within(here).replaceAll('\r\n', '\n'),
  'with a header over two lines': (here) =>
    post(START, [own(here), JSON_TYPE, 'X-A: b\r\n Authorization: Bearer x']),
  'with a header that has a NUL': (here) => post(START, [own(here), JSON_TYPE, 'X-A: b\0c']),
  'behind one that is allowed': (here) =>
    `GET / HTTP/1.1\r\n${own(here)}\r\n${bearer(here)}\r\n\r\n${within(here)}`,
  'with 200 KB of headers': (here) => post(START, [own(here), JSON_TYPE, `X-A: ${'a'.repeat(200_000)}`]),
  'with 10,000 headers': (here) =>
    post(START, [own(here), JSON_TYPE, ...Array.from({ length: 10_000 }, (_, n) => `X-${n}: 1`)]),
  'as no HTTP at all': () => `\x16\x03\x01\x02\x00\x01\x00\x01${'\0'.repeat(500)}\r\n\r\n`,
}

describe('a request', () => {
  test.each(Object.keys(attacks))('%s runs nothing', async (name) => {
    const here = await victim()
    const statuses = await sendRaw(Number(here.host.split(':')[1]), attacks[name]!(here))
    const [first = 400, ...rest] = name === 'behind one that is allowed' ? statuses.slice(1) : statuses
    for (const status of [first, ...rest]) expect(status).toBeGreaterThanOrEqual(400)
    expect(await here.call('runs.active', {})).toMatchObject({
      status: 200,
      body: '{"ok":true,"value":{"running":[],"waiting":[]}}',
    })
    expect(existsSync(mark)).toBe(false)
  })

  test('of our own runs it', async () => {
    const here = await victim()
    expect(JSON.parse((await here.call('runs.start', JSON.parse(body()))).body)).toMatchObject({ ok: true })
    await expect.poll(() => existsSync(mark), { timeout: 20_000 }).toBe(true)
  })
})

describe('with the secret', () => {
  test.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'runs.__proto__',
    'runs',
    '',
    '..',
    'runs.start.call',
  ])('there is no call %j', async (name) => {
    const here = await server()
    const answer = await here.call(encodeURIComponent(name), {})
    expect(answer.body).not.toMatch(/"ok":true/)
    expect(await here.call('runs.active', {})).toMatchObject({ status: 200 })
  })

  test('no input reaches the prototype of all objects, is deeper than it is read, or ends the server', async () => {
    const here = await server()
    const send = (text: string) =>
      here.send('/api/call/runs.list', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${here.token}` },
        body: text,
      })
    for (const text of [
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`,
      `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`,
      '{"limit":1e999}',
      '{"limit":-1}',
      `{"projectDir":"${'\\ud800'.repeat(10_000)}"}`,
      'null',
      '"',
      '\uFEFF{}',
    ]) {
      const { status } = await send(text) // oxlint-disable-line no-await-in-loop
      expect([200, 400, 413]).toContain(status)
    }
    expect((Object.prototype as { polluted?: number }).polluted).toBeUndefined()
    expect(await here.call('runs.active', {})).toMatchObject({ status: 200 })
  })
})

test('hundreds of requests that never end hold up nobody', async () => {
  const here = await server()
  const port = Number(here.host.split(':')[1])
  const sockets = await Promise.all(Array.from({ length: 500 }, () => halfOpen(port)))
  try {
    expect(await here.call('runs.active', {})).toMatchObject({ status: 200 })
  } finally {
    for (const socket of sockets) socket.on('error', () => {}).destroy()
  }
})

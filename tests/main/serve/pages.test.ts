import { describe, expect, test } from 'vitest'
import { INDEX, type SendOptions, servers, type TestServer } from './fixture.ts'

const server = servers()

const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

function get({ send, token }: TestServer, path: string, headers: SendOptions['headers'] = {}) {
  return send(path, { headers: { authorization: `Bearer ${token}`, ...headers } })
}

describe('every response', () => {
  test.each([
    ['/', {}, 200],
    ['/assets/index-abc123.js', {}, 200],
    ['/nowhere', {}, 404],
    ['/?token=wrong', {}, 401],
    ['/api/events', { authorization: 'Bearer wrong' }, 401],
    ['/', { host: 'evil.example' }, 403],
    ['/api/call/runs.list', {}, 404],
  ])('carries the security headers: %s %j', async (path, headers: Record<string, string>, status) => {
    const answer = await get(await server(), path, headers)
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('the pages', () => {
  test('come with their types; what has a hash in its name may be kept', async () => {
    const here = await server()
    expect(await get(here, '/')).toMatchObject({
      body: INDEX,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    })
    const script = await get(here, '/assets/index-abc123.js')
    expect(script.headers['content-type']).toMatch(/^text\/javascript/)
    expect(script.headers['cache-control']).toBe('private, max-age=31536000, immutable')
    expect((await get(here, '/assets/font-abc123.woff2')).headers['content-type']).toBe('font/woff2')
  })

  test('are compressed for a slow way', async () => {
    const answer = await get(await server(), '/assets/large-abc123.js', { 'accept-encoding': 'gzip' })
    expect(answer.headers['content-encoding']).toBe('gzip')
  })

  test.each([
    '/../server.ts',
    '/assets/../../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '/assets/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/assets/..%5c..%5csecret',
    '//etc/passwd',
    '/%00',
    '/assets',
    '/.hidden',
  ])('are all that there is to see: %s', async (path) => {
    const answer = await get(await server(), path)
    expect([400, 404]).toContain(answer.status)
    expect(answer.body).not.toContain('root:')
  })

  test('can only be read', async () => {
    const { send, token } = await server()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await send('/', { method, headers: { authorization: `Bearer ${token}` } })
      expect(answer.status).toBe(404)
    }
  })
})

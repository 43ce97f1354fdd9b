import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'
import { type ServeOptions, type Serving, serve } from '../../../main/serve/server.ts'
import type { ProfilerService, ServiceDeps } from '../../../profiler-core/service.ts'
import { places } from '../../profiler-core/serviceFixture.ts'

export const INDEX = '<!doctype html><title>Mebi</title>'
const FILES = {
  'index.html': INDEX,
  'assets/index-abc123.js': 'export const x = 1\n',
  'assets/large-abc123.js': '// nothing\n'.repeat(1000),
  'assets/font-abc123.woff2': 'w',
}

export interface TestServer extends Serving {
  readonly service: ProfilerService
  readonly token: string
  /** The name of the server and its port, as a browser sends it. */
  readonly host: string
  readonly send: (path: string, options?: SendOptions) => Promise<Answer>
  /** Sends a call with the token. */
  readonly call: (name: string, input: unknown, headers?: Record<string, string>) => Promise<Answer>
}

export interface SendOptions {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Call at the top of a test file: starts servers of a real core with small pages, and ends them after each test. */
export function servers(): (
  options?: Partial<ServeOptions>,
  deps?: Partial<ServiceDeps>,
) => Promise<TestServer> {
  const place = places()
  const started: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of started.splice(0)) await stop()
  })
  return async (options = {}, deps = {}) => {
    const service = place().service(deps)
    const pagesDir = makePages()
    const serving = await serve({
      service,
      host: '127.0.0.1',
      port: 0,
      pagesDir,
      initialProject: null,
      reportFault: () => {},
      ...options,
    })
    started.push(async () => {
      await serving.close()
      rmSync(pagesDir, { recursive: true, force: true })
    })
    return testServer(serving, service)
  }
}

function testServer(serving: Serving, service: ProfilerService): TestServer {
  const { port } = serving
  const token = new URL(serving.address).searchParams.get('token') ?? ''
  const host = `127.0.0.1:${port}`
  const send = (path: string, options: SendOptions = {}) => sendTo(port, path, options)
  const call = (name: string, input: unknown, headers: Record<string, string> = {}) =>
    send(`/api/call/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify(input),
    })
  return { ...serving, service, token, host, send, call }
}

/** As `fetch` does, but with any header: `Host` and `Origin` too. */
export function sendTo(port: number, path: string, options: SendOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function makePages(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-pages-'))
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

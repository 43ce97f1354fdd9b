import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { type AddressInfo, connect, createServer as createTunnel, type Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import type { BrowserContext, Page } from '@playwright/test'
import { callFromPage } from './app.ts'
import { expect, test } from './fixtures.ts'
import { type ServeProcess, startServe } from './serving.ts'

// How a browser is let in at `mebi serve`, beside a hostile server of the same name.

let home: string
let serving: ServeProcess
let origin: string
let token: string
let context: BrowserContext
const ends: (() => unknown)[] = []

test.beforeEach(async ({ startBrowser }) => {
  home = mkdtempSync(join(tmpdir(), 'mebi-session-'))
  await start()
  context = await (await startBrowser()).newContext()
})

test.afterEach(async () => {
  await context.close()
  for (const end of ends.splice(0)) await end()
  await serving.stop()
  rmSync(home, { recursive: true, force: true })
})

async function start(args: readonly string[] = ['--port', '0'], env = {}): Promise<void> {
  serving = await startServe(args, { MEBI_HOME: join(home, 'data'), ...env })
  const { origin: at, searchParams } = new URL(serving.address)
  origin = at
  token = searchParams.get('token') ?? ''
}

async function ready(address: string, page?: Page): Promise<Page> {
  const shown = page ?? (await context.newPage())
  await shown.goto(address)
  await shown.waitForSelector('html[data-ready]')
  return shown
}

test('a page is let in by the printed address, when it is loaded again, and in a second tab', async () => {
  const page = await ready(serving.address)
  await expectLetIn(page)
  expect(page.url()).toBe(`${origin}/`)
  const keys = [await storedKey(page)]
  await page.reload()
  await page.waitForSelector('html[data-ready]')
  await expectLetIn(page)
  keys.push(await storedKey(page))
  const second = await ready(origin)
  await expectLetIn(second)
  await expectLetIn(page)
  keys.push(await storedKey(second))
  expect(new Set(keys).size).toBe(3)
})

test('the token is in nothing that a page keeps or can read, and Back does not lead to it', async () => {
  const page = await ready(serving.address)
  const kept = await page.evaluate(() =>
    JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      document.referrer,
      location.href,
      // Every address that Back and Forward lead to.
      (window as unknown as { navigation: { entries(): { url: string }[] } }).navigation
        .entries()
        .map(({ url }) => url),
      document.documentElement.outerHTML,
    ]),
  )
  expect(kept).not.toContain(token)
  expect(kept).not.toContain('ticket=')
  expect(kept).toContain('mebi.session')
  expect(await context.cookies()).toEqual([])
})

test('a hostile server of the same name sees nothing of use, and keeps nobody out', async () => {
  const page = await ready(serving.address)
  const { port, seen } = await startNeighbour()
  const neighbour = await context.newPage()
  await neighbour.goto(`http://127.0.0.1:${port}/`)
  expect((await context.cookies(`${origin}/api/call/x`)).length).toBeGreaterThan(100)
  // It tried all it could; the person goes on as before.
  await page.reload()
  await page.waitForSelector('html[data-ready]')
  await expectLetIn(page)
  await expectLetIn(await ready(serving.address))
  await neighbour.goto(`http://127.0.0.1:${port}/again`)
  const key = (await storedKey(page)) ?? ''
  expect(key).toHaveLength(43)
  expect(JSON.stringify(seen)).not.toContain(key)
  expect(JSON.stringify(seen)).not.toContain(token)
  expect(seen.length).toBeGreaterThan(1)
  for (const { cookie = '' } of seen) {
    const response = await fetch(`${origin}/api/call/runs.list`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: cookie.slice(0, 10_000) },
      body: '{}',
    })
    expect(response.status).toBe(401)
  }
})

test('through a tunnel, which has a port of its own', async () => {
  const port = await startTunnel(Number(new URL(origin).port))
  const page = await context.newPage()
  const events = page.waitForResponse((response) => response.url().endsWith('/api/events'))
  await ready(`http://localhost:${port}/?token=${token}`, page)
  await expectLetIn(page)
  expect((await events).status()).toBe(200)
  expect(page.url()).toBe(`http://localhost:${port}/`)
})

test('a page that is not let in says what to do, and goes on when another tab is', async () => {
  const page = await ready(origin)
  await expect(page.getByRole('alert')).toContainText('Open the address that mebi serve printed')
  await expect(page.getByRole('button')).toHaveCount(0)
  await ready(serving.address)
  await expect(page.getByRole('button', { name: 'Open folder...' })).toBeVisible()
  await expectLetIn(page)
})

test('an address with a false ticket does not take away the key that the page has', async () => {
  const page = await ready(serving.address)
  await page.goto('about:blank')
  await ready(`${origin}/#ticket=false`, page)
  await expectLetIn(page)
  expect(page.url()).toBe(`${origin}/`)
})

test('a page whose server was started anew says what to do', async () => {
  await serving.stop()
  await start(['--port', '0', home])
  const page = await ready(serving.address)
  await serving.stop()
  await expect(page.getByRole('alert')).toContainText('Mebi does not answer')
  await start(['--port', new URL(origin).port])
  await expect(page.getByRole('alert')).toContainText('Open the address that mebi serve printed')
  await ready(serving.address)
  await expect(page.getByRole('alert')).toBeHidden()
  await expectLetIn(page)
})

test('the file that --open gives to the browser leads to the page', async () => {
  test.skip(process.platform === 'win32')
  await serving.stop()
  const opened = join(home, 'opened')
  await start(['--port', '0', '--open'], { HOME: home, ...fakeBrowser(opened) })
  await expect.poll(() => existsSync(opened)).toBe(true)
  const page = await context.newPage()
  await page.goto(readFileSync(opened, 'utf8').trim())
  await page.waitForURL(`${origin}/`)
  await page.waitForSelector('html[data-ready]')
  await expectLetIn(page)
})

async function expectLetIn(page: Page): Promise<void> {
  await expect.poll(() => callFromPage(page, 'runs.active', {})).toMatchObject({ ok: true })
}

function storedKey(page: Page): Promise<string | null> {
  return page.evaluate(() => localStorage.getItem('mebi.session'))
}

/** A server that sets whatever cookies could be in our way, and writes down what it is sent. */
async function startNeighbour(): Promise<{ port: number; seen: IncomingHttpHeaders[] }> {
  const seen: IncomingHttpHeaders[] = []
  const { port: ours } = new URL(origin)
  const names = ['mebi.session', 'session', 'token', 'mebi', `mebi-${ours}`]
  const named = names.flatMap((name) =>
    ['/', '/api', '/api/session', '/api/call', '/assets'].map((path) => `${name}=hostile; Path=${path}`),
  )
  const large = Array.from({ length: 150 }, (_, index) => `flood${index}=${'x'.repeat(4000)}; Path=/`)
  const server: Server = createServer({ maxHeaderSize: 2 ** 20 }, (request, response) => {
    seen.push(request.headers)
    // Few in each answer: a browser takes only so much of headers.
    const part = Number(/\d+/.exec(request.url ?? '')?.[0] ?? -1)
    response.setHeader('set-cookie', part < 0 ? named : large.slice(part * 30, part * 30 + 30))
    response.setHeader('content-type', 'text/html')
    response.end([0, 1, 2, 3, 4].map((each) => `<img src="/part/${each}">`).join(''))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, seen }
}

/** What `ssh -L` does. */
async function startTunnel(to: number): Promise<number> {
  const server: NetServer = createTunnel((near) => {
    const far = connect(to, '127.0.0.1')
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
    ends.unshift(() => near.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  ends.push(() => server.close())
  return (server.address() as AddressInfo).port
}

/** In place of the system's: writes down what it is told to open. */
function fakeBrowser(opened: string): Record<string, string> {
  const folder = join(home, 'bin')
  mkdirSync(folder)
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\necho "$*" > '${opened}.part'\nmv '${opened}.part' '${opened}'\n`,
    )
    chmodSync(join(folder, name), 0o755)
  }
  return { PATH: `${folder}${delimiter}${process.env['PATH']}` }
}

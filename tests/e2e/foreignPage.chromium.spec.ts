import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { callFromPage } from './app.ts'
import { expect, test } from './fixtures.ts'
import { type ServeProcess, startServe } from './serving.ts'

// What pages of others can do to a person who has `mebi serve` open in the same browser.

let home: string
let serving: ServeProcess
let origin: string
let context: BrowserContext
let others: Server
let othersPort: number

test.beforeEach(async ({ startBrowser }) => {
  home = mkdtempSync(join(tmpdir(), 'mebi-foreign-'))
  serving = await startServe(['--port', '0'], { MEBI_HOME: home })
  origin = new URL(serving.address).origin
  context = await (await startBrowser()).newContext()
  others = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    const link = `<a href="${serving.address}">Mebi</a>`
    const frame = `<iframe src="${origin}/"></iframe>`
    response.end(request.url === '/frame' ? frame : link)
  })
  await new Promise<void>((resolve) => {
    others.listen(0, '127.0.0.1', resolve)
  })
  othersPort = (others.address() as AddressInfo).port
})

test.afterEach(async () => {
  await context.close()
  others.closeAllConnections()
  others.close()
  await serving.stop()
  rmSync(home, { recursive: true, force: true })
})

// The first is of the same site in the eyes of a browser, and is sent the same cookies; the second is not.
for (const name of ['127.0.0.1', 'localhost']) {
  test(`a page of another server at ${name} cannot call the core, or hear of it`, async () => {
    const own = await context.newPage()
    await open(own, serving.address)
    const foreign = await context.newPage()
    await foreign.goto(`http://${name}:${othersPort}/`)
    const came = await foreign.evaluate(tryEverything, { origin, dir: home })
    expect(came).toEqual(['failed', 'failed', 'failed', 'failed', 'no script'])
    expect(await callFromPage(own, 'projects.recent', {})).toEqual({ ok: true, value: [] })
    // The same does something where our own page sends it.
    expect(await callFromPage(own, 'projects.open', { dir: home })).toMatchObject({ ok: true })
  })

  test(`a page of another server at ${name} cannot frame ours`, async () => {
    const own = await context.newPage()
    await open(own, serving.address)
    const foreign = await context.newPage()
    await foreign.goto(`http://${name}:${othersPort}/frame`)
    const frame = foreign.frames()[1]
    expect(await frame?.locator('#root').count()).toBe(0)
  })

  test(`a link of another server at ${name} with the token leads to the page`, async () => {
    const page = await context.newPage()
    await page.goto(`http://${name}:${othersPort}/`)
    await page.getByRole('link').click()
    await expect(page.locator('#root')).toBeAttached()
    await expect(page).toHaveURL(`${origin}/`)
  })
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.waitForSelector('html[data-ready]')
}

/** Runs in a foreign page. */
async function tryEverything({ origin, dir }: { origin: string; dir: string }): Promise<string[]> {
  const url = `${origin}/api/call/projects.open`
  const body = JSON.stringify({ dir })
  const send = (init: RequestInit) =>
    fetch(url, { method: 'POST', body, credentials: 'include', ...init }).then(
      ({ type }) => type,
      () => 'failed',
    )
  const events = new Promise<string>((resolve) => {
    const source = new EventSource(`${origin}/api/events`, { withCredentials: true })
    source.onopen = () => resolve('open')
    source.onerror = () => resolve('failed')
  })
  const script = new Promise<string>((resolve) => {
    const element = document.createElement('script')
    element.src = `${origin}/index.html`
    element.onload = () => resolve('a script')
    element.onerror = () => resolve('no script')
    document.head.append(element)
  })
  return [
    await send({ headers: { 'content-type': 'application/json' } }),
    await send({ mode: 'no-cors', headers: { 'content-type': 'text/plain' } }),
    await send({ mode: 'no-cors', body: new URLSearchParams({ dir }) }),
    await events,
    await script,
  ]
}

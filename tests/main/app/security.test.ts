import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { electronMissing, launchApp, onElectron, type RunningApp } from '../../e2e/electron.ts'

const home = mkdtempSync(join(tmpdir(), 'mebi-security-'))
const preload = join(import.meta.dirname, '..', '..', '..', 'out', 'preload', 'preload.cjs')
const page = 'app://mebi/index.html'

/** Runs in a page, as what somebody has smuggled into it would. */
const call = `window.mebi.calls['runs.list']({}).then(JSON.parse).then(({ ok, error }) => ok ? 'answered' : error.code)`

describe.skipIf(electronMissing() !== null)(onElectron('security of the desktop app'), () => {
  let app: RunningApp
  let server: Server
  let elsewhere: string

  beforeAll(async () => {
    app = await launchApp({ home })
    server = createServer(({ url }, response) => {
      if (url === '/moved') response.writeHead(302, { Location: '/there' })
      response.end('<title>Elsewhere</title>')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterAll(async () => {
    await app.kill()
    server.close()
    rmSync(home, { recursive: true, force: true })
  })

  describe('the page', () => {
    it('is served by a scheme of its own, never from a file', () => {
      expect(app.page.url()).toBe(page)
    })

    it('has a sandbox, a world apart from the preload script, and no Node', async () => {
      const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows()
        const contents = window?.webContents as unknown as {
          getLastWebPreferences: () => Record<string, unknown>
        }
        return contents.getLastWebPreferences()
      })
      expect(preferences).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
      })
      for (const name of [
        'nodeIntegrationInWorker',
        'nodeIntegrationInSubFrames',
        'allowRunningInsecureContent',
      ]) {
        expect(preferences[name] ?? false, name).toBe(false)
      }
      const known = await app.page.evaluate('[typeof require, typeof process, typeof module, typeof Buffer]')
      expect(known).toEqual(Array(4).fill('undefined'))
    })

    it('finds nothing but the bridge', async () => {
      expect(await app.page.evaluate('Object.keys(window.mebi).sort()')).toEqual([
        'calls',
        'host',
        'pathOf',
        'subscribe',
      ])
    })

    it('comes with the content security policy, and with types that are not guessed at', async () => {
      const headers = await app.page.evaluate(
        `fetch('./index.html').then(({ headers }) => Object.fromEntries(headers))`,
      )
      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
          "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
        'content-type': 'text/html; charset=utf-8',
        'x-content-type-options': 'nosniff',
      })
    })

    it('runs no code that was written into it', async () => {
      const ran = await app.page.evaluate(() => {
        const script = document.createElement('script')
        script.textContent = 'window.wasWrittenIn = true'
        document.head.append(script)
        return 'wasWrittenIn' in window
      })
      expect(ran).toBe(false)
    })

    it.each([
      '..%2f..%2fpackage.json',
      '%2e%2e%2f%2e%2e%2fpackage.json',
      '..%5c..%5cpackage.json',
      '%2fetc%2fpasswd',
    ])('cannot ask for app://mebi/%s', async (path) => {
      const status = await app.electron.evaluate(
        ({ net }, url) => net.fetch(url).then((response) => response.status),
        `app://mebi/${path}`,
      )
      expect(status).toBe(404)
    })
  })

  describe('denies', () => {
    it.each(['camera', 'microphone', 'geolocation', 'notifications', 'midi', 'clipboard-read'])(
      'that %s is allowed already',
      async (name) => {
        expect(
          await app.page.evaluate(`navigator.permissions.query({ name: '${name}' }).then((s) => s.state)`),
        ).toBe('denied')
      },
    )

    it('a request for the place where the machine is', async () => {
      const code = await app.page.evaluate(
        'new Promise((done) => navigator.geolocation.getCurrentPosition(() => done(0), (error) => done(error.code)))',
      )
      expect(code).toBe(1) // PERMISSION_DENIED; 2 is "not available"
    })

    it('a request for notifications', async () => {
      expect(await app.page.evaluate('Notification.requestPermission()')).toBe('denied')
    })

    it('to open a window', async () => {
      expect(await app.page.evaluate(`window.open('${elsewhere}') === null`)).toBe(true)
      expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    })

    it('to go to another page', async () => {
      await app.page.evaluate(`location.href = '${elsewhere}/there'`)
      await settled()
      expect(await addressOfWindow()).toBe(page)
    })

    it('to be sent to another page', async () => {
      const show = (url: string) =>
        app.electron.evaluate(async ({ BrowserWindow }, address) => {
          const other = new BrowserWindow({ show: false })
          // The title of an empty window is the name of the app.
          await other.loadURL(address).catch(() => {})
          const title = other.webContents.getTitle()
          other.destroy()
          return title
        }, url)
      expect(await show(`${elsewhere}/there`)).toBe('Elsewhere')
      expect(await show(`${elsewhere}/moved`)).not.toBe('Elsewhere')
    })

    it('a page within a page, even to a window that has the tag for it', async () => {
      const attached = await app.electron.evaluate(async ({ BrowserWindow }, url) => {
        const other = new BrowserWindow({ show: false, webPreferences: { webviewTag: true } })
        let count = 0
        other.webContents.on('did-attach-webview', () => {
          count += 1
        })
        await other.loadURL(`data:text/html,<webview src="${url}"></webview>`)
        await new Promise((resolve) => setTimeout(resolve, 500))
        other.destroy()
        return count
      }, `${elsewhere}/there`)
      expect(attached).toBe(0)
    })
  })

  it('lets the page copy text', async () => {
    await app.page.bringToFront()
    await app.page.evaluate(`navigator.clipboard.writeText('1.5 MiB')`)
    expect(await app.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('1.5 MiB')
  })

  describe('calls are answered', () => {
    it('to the page of the window', async () => {
      expect(await app.page.evaluate(call)).toBe('answered')
    })

    it('not to another window, even one that shows the same page', async () => {
      const outcome = await app.electron.evaluate(
        async ({ BrowserWindow }, [file, url, code]) => {
          const other = new BrowserWindow({ show: false, webPreferences: { preload: file } })
          await other.loadURL(url)
          const answer: unknown = await other.webContents.executeJavaScript(code)
          other.destroy()
          return answer
        },
        [preload, page, call] as const,
      )
      expect(outcome).toBe('forbidden')
    })

    it('not to another page in the window', async () => {
      const outcome = await app.electron.evaluate(
        async ({ BrowserWindow }, [url, code]) => {
          const contents = BrowserWindow.getAllWindows()[0]!.webContents
          await contents.loadURL('data:text/html,<title>Smuggled in</title>')
          const answer: unknown = await contents.executeJavaScript(code)
          await contents.loadURL(url)
          return answer
        },
        [page, call] as const,
      )
      expect(outcome).toBe('forbidden')
    })

    it('not to a frame in the page', async () => {
      expect(await handled('frame', 'runs.list', {})).toMatchObject({ error: { code: 'forbidden' } })
      expect(await handled('page', 'runs.list', {})).toMatchObject({ ok: true })
    })

    it.each([
      ['without a name', []],
      ['with a name that is none', [5, {}]],
      ['with more than a name and an input', ['runs.list', {}, {}]],
    ])('not %s', async (_what, message) => {
      expect(await handled('page', ...message)).toMatchObject({ error: { code: 'invalid-input' } })
    })

    it('not with an input that is none', async () => {
      const codes = await app.page.evaluate(`Promise.all([
        window.mebi.calls['runs.get']({ id: 'one' }),
        window.mebi.calls['projects.open'](),
        window.mebi.host['host.reveal']({ path: 5 }),
      ]).then((results) => results.map((result) => JSON.parse(result).error.code))`)
      expect(codes).toEqual(Array(3).fill('invalid-input'))
    })

    it.each(['constructor', '__proto__', 'toString', 'runs.none'])('not under the name %s', async (name) => {
      expect(await handled('page', name, {})).toMatchObject({ error: { code: 'unknown-call' } })
    })
  })

  describe("the system's browser", () => {
    it.each([
      ['https://docs.python.org/3/library/tracemalloc.html', true],
      ['http://docs.python.org/', false],
      ['https://docs.python.org.example.com/', false],
      ['https://docs.python.org@example.com/', false],
      ['https://docs.python.org:8443/', false],
      ['https://example.com/', false],
      ['file:///etc/passwd', false],
      ['javascript:alert(1)', false],
    ])('is asked to show %s: %s', async (url, expected) => {
      await app.electron.evaluate(({ shell }) => {
        const state = globalThis as { opened?: string[] }
        state.opened = []
        shell.openExternal = (address) => {
          state.opened?.push(address)
          return Promise.resolve()
        }
      })
      const result = await app.page.evaluate(
        `window.mebi.host['host.openExternal']({ url: ${JSON.stringify(url)} }).then(JSON.parse)`,
      )
      const opened = await app.electron.evaluate(() => (globalThis as { opened?: string[] }).opened)
      expect(opened).toEqual(expected ? [url] : [])
      expect(result).toMatchObject(expected ? { ok: true } : { ok: false, error: { code: 'not-allowed' } })
    })
  })

  /** Hands a message to what answers calls, as if a frame of the window had sent it. */
  async function handled(from: 'page' | 'frame', ...message: unknown[]): Promise<unknown> {
    const answer = await app.electron.evaluate(
      async ({ ipcMain, BrowserWindow }, [name, args]) => {
        const { webContents: sender } = BrowserWindow.getAllWindows()[0]!
        // The policy lets no frame into the page; this one has even the address of the page.
        const senderFrame = name === 'page' ? sender.mainFrame : { url: sender.getURL() }
        const { _invokeHandlers: handlers } = ipcMain as unknown as {
          _invokeHandlers: Map<string, (event: unknown, ...args: unknown[]) => Promise<string>>
        }
        return await handlers.get('mebi:call')!({ sender, senderFrame }, ...args)
      },
      [from, message] as const,
    )
    return JSON.parse(answer) as unknown
  }

  async function addressOfWindow(): Promise<string | undefined> {
    return await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
    )
  }

  /** What a page has begun has had its effect. */
  async function settled(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
})

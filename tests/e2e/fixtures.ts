import { type Browser, test as base, expect } from '@playwright/test'
import { App, type HostName } from './app.ts'
import { browserFlags, findBrowser, isRoot } from './browser.ts'
import { electronMissing } from './electron.ts'
import { launchChromium, launchElectron } from './hosts.ts'

export type { App, HostName }
export { expect }

/** Set by the projects of playwright.config.ts. */
export interface HostOptions {
  host: HostName
}

interface WorkerFixtures {
  /** Starts the browser when it is first needed: the tests in Electron need none. */
  startBrowser: () => Promise<Browser>
}

interface Fixtures extends HostOptions {
  /** Mebi in the host of the project; `open()` starts it. */
  app: App
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  host: ['chromium', { option: true }],

  startBrowser: [
    async ({ playwright }, use) => {
      const started: Promise<Browser>[] = []
      await use(() => {
        started[0] ??= playwright.chromium.launch({
          executablePath: browserPath(),
          args: [...browserFlags],
          chromiumSandbox: !isRoot,
        })
        return started[0]
      })
      for (const browser of started) await (await browser).close()
    },
    { scope: 'worker' },
  ],

  app: async ({ host, startBrowser }, use) => {
    if (host === 'electron') skipWithout(electronMissing())
    const app = new App(
      host,
      host === 'electron' ? launchElectron : async (options) => launchChromium(await startBrowser(), options),
    )
    await use(app)
    const { problems } = app
    await app.remove()
    expect(problems, 'what the pages complained about').toEqual([])
  },
})

function skipWithout(missing: string | null): void {
  test.skip(missing !== null, missing ?? '')
}

function browserPath(): string {
  const path = findBrowser()
  if (path !== null) return path
  throw new Error(
    'There is no Chrome, Chromium or Edge here; npm test brings one, or name one in CHROME_PATH.',
  )
}

import type { Browser, ElectronApplication, Page } from '@playwright/test'
import { launchApp } from './electron.ts'
import { startServe } from './serving.ts'

const CLOSE_MS = 15_000

/** A host of the pages that is running, and its page. */
export interface RunningHost {
  readonly page: Page
  /** The app beneath; `null` in a browser. */
  readonly electron: ElectronApplication | null
  /** Ends it as a person would; what goes on is kept. */
  close(): Promise<void>
}

export interface LaunchOptions {
  /** Its data folder. */
  readonly home: string
  /** The folder that it is started on. */
  readonly dir: string | undefined
  readonly env: Readonly<Record<string, string>>
  /** A program to start it through, which starts the one that `PROGRAM_WITHIN` names, with its own arguments. */
  readonly starter: string | null
  /** Told of what a page complained about. */
  readonly onProblem: (problem: string) => void
}

/** `mebi serve` and a page of a browser at its address. */
export async function launchChromium(
  browser: Browser,
  { home, dir, env, starter, onProblem }: LaunchOptions,
): Promise<RunningHost> {
  const args = ['--port', '0', ...(dir === undefined ? [] : [dir])]
  const serving = await startServe(args, { ...env, MEBI_HOME: home }, 'serve', starter)
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    watchForProblems(page, onProblem)
    await page.goto(serving.address)
    const close = async () => {
      await context.close()
      await serving.stop()
    }
    return { page, electron: null, close }
  } catch (error) {
    await serving.stop()
    throw error
  }
}

/** The desktop app. */
export async function launchElectron({
  home,
  dir,
  env,
  starter,
  onProblem,
}: LaunchOptions): Promise<RunningHost> {
  const watched = new Set<Page>()
  const onWindow = (page: Page) => {
    if (!watched.has(page)) watchForProblems(page, onProblem)
    watched.add(page)
  }
  const { electron, page, kill } = await launchApp({ home, dir, env, starter, onWindow })
  const close = async () => {
    const child = electron.process()
    if (child.exitCode !== null || child.signalCode !== null) return
    const closed = electron.waitForEvent('close', { timeout: CLOSE_MS }).catch(kill)
    // Not `electron.close()`: it waits for ever where the app asks whether a run shall be stopped.
    child.kill('SIGTERM')
    await closed
  }
  return { page, electron, close }
}

/** Chromium tells of violations of the content security policy as errors of the console, too. */
export function watchForProblems(page: Page, onProblem: (problem: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error') onProblem(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => onProblem(`error: ${error.stack ?? error.message}`))
  page.on('crash', () => onProblem('the page crashed'))
}

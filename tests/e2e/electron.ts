import { join } from 'node:path'
import process from 'node:process'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { findElectron } from '../../build/electron.mjs'
import { electronOptions } from '../../build/sandbox.mjs'
import { type Display, hasDisplay, openDisplay } from './display.ts'

const root = join(import.meta.dirname, '..', '..')

/** Why the tests that need Electron cannot run here, or `null` where they can. */
export function electronMissing(): string | null {
  if (findElectron() === null)
    return 'no Electron: ELECTRON_OVERRIDE_DIST_PATH names none, and none was fetched'
  return hasDisplay() ? null : 'no screen for Electron, and no Xvfb'
}

/** The name of a group of tests; it says why, where they are skipped. */
export function onElectron(name: string): string {
  const missing = electronMissing()
  return missing === null ? name : `${name} (skipped: ${missing})`
}

export interface LaunchOptions {
  /** The data folder: history, log, and the profile of the app. */
  readonly home: string
  /** The folder to open. */
  readonly dir?: string | undefined
  /** A packed app; the built one of this checkout where it is left out. */
  readonly packed?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** A program to start it through, which starts the one that `PROGRAM_WITHIN` names, with its own arguments. */
  readonly starter?: string | null
  /** Given each window's page, before anything comes of it. */
  readonly onWindow?: ((page: Page) => void) | undefined
}

export interface RunningApp {
  readonly electron: ElectronApplication
  /** The page in its window, loaded. Playwright loses it for good when it crashes. */
  readonly page: Page
  /** Resolves with the exit code, `null` after a signal, when the app has ended. */
  readonly ended: Promise<number | null>
  /** Ends it at once, whatever goes on in it. */
  readonly kill: () => Promise<void>
}

let display: Promise<Display | null> | null = null

/** The environment of programs with windows. */
export async function windowEnvironment(): Promise<Record<string, string>> {
  display ??= openDisplay()
  const opened = await display
  if (opened === null) throw new Error('There is no screen, and no Xvfb to stand in for one.')
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(own), ...opened.env }
}

/** What starts the app: a program and its arguments. */
export function appCommand({ dir, packed }: Pick<LaunchOptions, 'dir' | 'packed'> = {}): [string, string[]] {
  const program = packed ?? findElectron()
  if (program === null) throw new Error(electronMissing() ?? '')
  const args = [
    ...electronOptions(),
    ...(packed === undefined ? [root] : []),
    ...(dir === undefined ? [] : [dir]),
  ]
  return [program, args]
}

/** Starts the app on a real Electron. */
export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  const [program, args] = appCommand(options)
  const own = { MEBI_HOME: options.home, PROGRAM_WITHIN: program, ...options.env }
  const env = { ...(await windowEnvironment()), ...own }
  const electron = await _electron.launch({ executablePath: options.starter ?? program, args, env })
  const child = electron.process()
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const { onWindow = () => {} } = options
  for (const each of electron.windows()) onWindow(each)
  electron.on('window', onWindow)
  const page = await electron.firstWindow()
  await page.waitForLoadState()
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { electron, page, ended, kill }
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { Bridge, CallInput, CallName, CallOutput, Result } from '../../profiler-core/contract/index.ts'
import type { LaunchOptions, RunningHost } from './hosts.ts'

export type HostName = 'electron' | 'chromium'
export type Launch = (options: LaunchOptions) => Promise<RunningHost>

declare global {
  interface Window {
    readonly mebi?: Bridge
  }
}

/** Mebi in one of its hosts, with a data folder and projects of its own. */
export class App {
  readonly host: HostName
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'mebi-e2e-')))
  /** Its `MEBI_HOME`. */
  readonly home = join(this.#folder, 'home')
  /** Environment variables for the next `open`. */
  readonly env: Record<string, string> = {}
  /** A program to start the next one through, which starts the one that `PROGRAM_WITHIN` names, with its own arguments. */
  starter: string | null = null
  /** What pages may complain about; at the end of a test, any other complaint fails it. */
  readonly expectedProblems: RegExp[] = []
  readonly #problems: string[] = []
  readonly #launch: Launch
  #running: RunningHost | null = null
  #projects = 0

  constructor(host: HostName, launch: Launch) {
    this.host = host
    this.#launch = launch
  }

  get page(): Page {
    if (this.#running !== null) return this.#running.page
    throw new Error('The app does not run: open() starts it.')
  }

  /** The desktop app itself; there is none in a browser. */
  get electron(): ElectronApplication {
    const electron = this.#running?.electron ?? null
    if (electron !== null) return electron
    throw new Error('This host has no Electron.')
  }

  /** Errors of the console, uncaught errors, crashes: all that was not expected. */
  get problems(): string[] {
    return this.#problems.filter((problem) => !this.expectedProblems.some((each) => each.test(problem)))
  }

  /** Makes a folder with such files, by their paths within it. */
  project(files: Readonly<Record<string, string | Buffer>>): string {
    this.#projects += 1
    const folder = join(this.#folder, `project${this.#projects}`)
    mkdirSync(folder)
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    return folder
  }

  /** Starts the app, on a folder or without; an app that runs is closed before. */
  async open(dir?: string): Promise<Page> {
    await this.close()
    const onProblem = (problem: string) => this.#problems.push(problem)
    this.#running = await this.#launch({
      home: this.home,
      dir,
      env: this.env,
      starter: this.starter,
      onProblem,
    })
    await this.page.waitForSelector('html[data-ready]')
    return this.page
  }

  /** Ends the app; its data folder stays until the end of the test. */
  async close(): Promise<void> {
    const running = this.#running
    this.#running = null
    await running?.close()
  }

  /** Calls the core as the page would; throws its error. */
  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const result = await callFromPage(this.page, name, input)
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
    return result.value as CallOutput<N>
  }

  /** After the last test. */
  async remove(): Promise<void> {
    await this.close()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Sends a call to the core from within a page, by the way that its host offers. */
export async function callFromPage(page: Page, name: string, input: unknown): Promise<Result<unknown>> {
  // Texts both ways: the driver's own encoding does not keep what is not Unicode.
  const answer = await page.evaluate(
    async ([name, input]): Promise<string> => {
      const { mebi } = window
      if (mebi !== undefined) {
        const calls = mebi.calls as Record<string, (input: unknown) => Promise<string>>
        // A name that is no call has no function there, and no other way to the core.
        if (!Object.hasOwn(calls, name)) return '{"ok":false,"error":{"code":"unknown-call"}}'
        return (await calls[name]?.(JSON.parse(input))) ?? ''
      }
      const authorization = `Bearer ${localStorage.getItem('mebi.session')}`
      const response = await fetch(`/api/call/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: input,
      })
      return await response.text()
    },
    [name, JSON.stringify(input)] as const,
  )
  return JSON.parse(answer) as Result<unknown>
}

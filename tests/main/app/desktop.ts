import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, vi } from 'vitest'
import type {
  AnyEvent,
  CallInput,
  CallName,
  CallOutput,
  HostCallInput,
  HostCallName,
  HostCallOutput,
  Result,
} from '../../../profiler-core/contract/index.ts'
import { type LaunchOptions, launchApp, type RunningApp } from '../../e2e/electron.ts'

// On a busy machine an app takes its time to start.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** Waits for something that takes as long as it takes. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: 25_000, interval: 50 })
}

/** The desktop app with a data folder and a project of its own. */
export class Desktop {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'mebi-app-')))
  readonly home = join(this.folder, 'data')
  readonly project = join(this.folder, 'project')
  readonly #started: RunningApp[] = []

  constructor() {
    mkdirSync(this.project)
  }

  get app(): RunningApp {
    const app = this.#started.at(-1)
    if (app === undefined) throw new Error('The app was not started.')
    return app
  }

  async start(options: Partial<LaunchOptions> = {}): Promise<RunningApp> {
    const app = await launchApp({ home: this.home, ...options })
    this.#started.push(app)
    return app
  }

  /** Runs a script in the page, also in one that has come back after a crash. */
  async evaluate<T>(script: string): Promise<T> {
    return await this.app.electron.evaluate(async ({ BrowserWindow }, code) => {
      const [window] = BrowserWindow.getAllWindows()
      return (await window?.webContents.executeJavaScript(code)) as T
    }, script)
  }

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    return (await this.#ask('calls', name, input)) as CallOutput<N>
  }

  async host<N extends HostCallName>(name: N, input: HostCallInput<N>): Promise<HostCallOutput<N>> {
    return (await this.#ask('host', name, input)) as HostCallOutput<N>
  }

  /** Starts a program of the project, which is opened and trusted first; returns the key of the run. */
  async run(program: string, given: Partial<CallInput<'runs.start'>> = {}): Promise<string> {
    writeFileSync(join(this.project, 'program.py'), program)
    await this.call('projects.open', { dir: this.project })
    await this.call('projects.trust', { projectDir: this.project, trusted: true })
    const target = { kind: 'script', path: 'program.py' } as const
    const { key } = await this.call('runs.start', {
      target,
      cwd: this.project,
      projectDir: this.project,
      ...given,
    })
    return key
  }

  /** The page keeps the events that come from now on. */
  async listen(): Promise<void> {
    await this.app.page.evaluate(() => {
      const { mebi, heard } = Object.assign(window as unknown as Heard, { heard: [] as string[] })
      mebi.subscribe((event) => heard.push(event))
    })
  }

  /** The events of a name that were heard. */
  async heard<N extends AnyEvent['name']>(name: N): Promise<Payload<N>[]> {
    const events = await this.app.page.evaluate(
      (start) => (window as unknown as Heard).heard.filter((event) => event.startsWith(start)),
      `{"name":"${name}",`,
    )
    return events.map((event) => (JSON.parse(event) as { payload: Payload<N> }).payload)
  }

  /** Waits for the first event of a name. */
  async hears<N extends AnyEvent['name']>(name: N): Promise<Payload<N>> {
    await until(async () => (await this.heard(name)).length > 0)
    return (await this.heard(name))[0]!
  }

  /** Message boxes are answered with the buttons of these labels, in turn, and noted. */
  async answerBoxes(...labels: string[]): Promise<void> {
    await this.app.electron.evaluate(({ dialog }, answers) => {
      const state = Object.assign(globalThis as unknown as Boxes, { boxes: [] as string[] })
      const answer = (...args: unknown[]) => {
        const { message, buttons = [] } = args.at(-1) as { message: string; buttons?: string[] }
        state.boxes.push(message)
        const response = buttons.indexOf(answers.shift() ?? '')
        // A box that nobody has an answer for stays.
        return response === -1
          ? new Promise<never>(() => {})
          : Promise.resolve({ response, checkboxChecked: false })
      }
      dialog.showMessageBox = answer
    }, labels)
  }

  /** What the message boxes said. */
  async boxes(): Promise<string[]> {
    return await this.app.electron.evaluate(() => (globalThis as unknown as Boxes).boxes)
  }

  log(): string {
    const file = join(this.home, 'app', 'mebi.log')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  async remove(): Promise<void> {
    for (const app of this.#started) await app.kill()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  async #ask(kind: 'calls' | 'host', name: string, input: unknown): Promise<unknown> {
    const call = `window.mebi[${JSON.stringify(kind)}][${JSON.stringify(name)}](${JSON.stringify(input)})`
    const text = await this.evaluate<string>(call)
    const result = JSON.parse(text) as Result<unknown>
    if (result.ok) return result.value
    throw new Error(`${name}: ${result.error.code}: ${result.error.message}`)
  }
}

type Payload<N extends AnyEvent['name']> = Extract<AnyEvent, { name: N }>['payload']

interface Heard {
  readonly mebi: { readonly subscribe: (listener: (event: string) => void) => void }
  heard: string[]
}

interface Boxes {
  boxes: string[]
}

/** Call at the top of a test file: makes apps, and removes them after each test. */
export function desktops(): () => Desktop {
  const made: Desktop[] = []
  afterEach(async () => {
    await Promise.all(made.splice(0).map((desktop) => desktop.remove()))
  })
  return () => {
    const desktop = new Desktop()
    made.push(desktop)
    return desktop
  }
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** A fresh clone in a temporary folder, in which npm and vite are stand-ins that note when they are called. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'mebi-checkout-'))
  readonly #calls = join(this.folder, 'calls.log')
  readonly #stubs = join(this.folder, 'stubs')

  constructor() {
    for (const name of ['bin', 'build/setup.mjs', 'build/setup', 'build/bundle.mjs']) {
      cpSync(join(root, name), join(this.folder, name), { recursive: true })
    }
    this.write('package.json', '{ "name": "mebi", "version": "0.0.0", "type": "module" }')
    this.write('package-lock.json', '{ "name": "mebi", "lockfileVersion": 3, "packages": {} }')
    this.write('main/cli/main.ts', 'the command line')
    this.write('profiler-core/run/sampling/samplerWorker.ts', 'the worker')
    this.write('oldNode.cjs', pretend({ version: 'v20.1.0', versions: { node: '20.1.0' } }))
    this.write('oddSystem.cjs', pretend({ version: 'v20.1.0', versions: { node: '20.1.0' }, arch: 'vax' }))
    this.write('build/notices.mjs', stubOfNotices)
    this.write('stubs/npm', `#!${process.execPath}\n${stubOfNpm}`)
    this.write('stubs/package.json', '{ "type": "commonjs" }')
    chmodSync(join(this.#stubs, 'npm'), 0o755)
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true })
    writeFileSync(join(this.folder, file), text)
  }

  has(file: string): boolean {
    return existsSync(join(this.folder, file))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** What npm and vite were called for since the last time this was asked. */
  calls(): string[] {
    if (!existsSync(this.#calls)) return []
    const lines = readFileSync(this.#calls, 'utf8').split('\n').slice(0, -1)
    rmSync(this.#calls)
    return lines
  }

  /** Runs build/setup.mjs to its end. */
  async setup(command: readonly string[] = [], options: Options = {}): Promise<Outcome> {
    return await this.start(['build/setup.mjs', ...command], options).outcome
  }

  start(args: readonly string[], { as, env, withNpm = true }: Options = {}): Running {
    const child = spawn(process.execPath, [...(as ? ['--require', `./${as}.cjs`] : []), ...args], {
      cwd: this.folder,
      env: {
        PATH: [...(withNpm ? [this.#stubs] : []), '/usr/bin', '/bin'].join(delimiter),
        HOME: this.folder,
        CALLS: this.#calls,
        ...env,
      },
    })
    return { child, outcome: outcomeOf(child) }
  }
}

export interface Options {
  /** Makes the Node that runs it pretend to be another. */
  readonly as?: 'oldNode' | 'oddSystem'
  readonly env?: Record<string, string>
  readonly withNpm?: boolean
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly outcome: Promise<Outcome>
}

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  child.stdin.end()
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  return { code, ...text }
}

function pretend(properties: Record<string, unknown>): string {
  return `for (const [name, value] of Object.entries(${JSON.stringify(properties)}))
  Object.defineProperty(process, name, { value: typeof value === 'object' ? { ...process[name], ...value } : value })`
}

/** What vite makes in out/, by bundle. */
const made = {
  cli: ['main.mjs', 'samplerWorker.mjs', 'outlineWorker.mjs'],
  app: ['main.cjs'],
  workers: ['samplerWorker.cjs', 'outlineWorker.cjs'],
  preload: ['preload.cjs'],
  renderer: ['index.html', 'assets/page.js'],
}

/** What is called for when out/ is built. */
export const builds = Object.keys(made).map((name) => `vite build ${name}`)

const stubOfVite = String.raw`
import fs from 'node:fs'
import path from 'node:path'
const made = ${JSON.stringify(made)}
export async function build({ configFile }) {
  const [, name] = /vite\.(\w+)\.config\.ts$/.exec(configFile)
  fs.appendFileSync(process.env.CALLS, 'vite build ' + name + '\n')
  console.log('vite speaks of ' + name)
  if (process.env.VITE_FAILS) throw new Error('vite fails')
  for (const file of made[name]) {
    fs.mkdirSync(path.dirname('out/' + name + '/' + file), { recursive: true })
    fs.writeFileSync('out/' + name + '/' + file, '// built')
  }
}
`

/** Of packages that are not there. */
const stubOfNotices = `
import { mkdirSync, writeFileSync } from 'node:fs'
export const LIST = 'licenses.json'
export function writeNotices() {
  mkdirSync('out/notices', { recursive: true })
  writeFileSync('out/notices/THIRD-PARTY-NOTICES.md', '# None')
}
`

/** `npm ci` installs a stand-in for vite; for a project that wants a Node, it "fetches" the one that runs the tests. */
const stubOfNpm = `
const { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require('node:fs')
const note = (text) => appendFileSync(process.env.CALLS, text + '\\n')
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
const write = (name, file, text) => {
  mkdirSync('node_modules/' + name, { recursive: true })
  writeFileSync('node_modules/' + name + '/' + file, text)
}
if (process.env.NPM_FAILS) {
  console.error(process.env.NPM_FAILS)
  process.exit(1)
}
const [node] = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies ?? {}).filter((name) => /^node-/.test(name))
if (node === undefined) {
  note('npm ci')
  rmSync('node_modules', { recursive: true, force: true })
  if (process.env.NPM_DIES) process.kill(process.ppid, 'SIGKILL')
  wait(Number(process.env.NPM_TAKES ?? 0))
  write('vite', 'package.json', '{ "type": "module", "exports": "./index.js" }')
  write('vite', 'index.js', ${JSON.stringify(stubOfVite)})
  write('', '.package-lock.json', '{ "packages": { "node_modules/vite": {} } }')
} else {
  note('npm ci with ' + node)
  write(node, 'LICENSE', 'MIT')
  mkdirSync('node_modules/' + node + '/bin')
  symlinkSync(process.execPath, 'node_modules/' + node + '/bin/node')
}
`

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'

/** The command as people have it; `npm test` builds what it starts. */
export const MEBI = fileURLToPath(new URL('../../../bin/mebi.mjs', import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly stdoutBytes: Buffer
}

export interface SpawnOptions {
  readonly env?: Record<string, string | undefined>
  readonly input?: string | Buffer
  /** Called with each piece of standard output. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** A folder with a project in it and a history of its own. */
export class Sandbox {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'mebi-cli-')))
  readonly home = join(this.folder, 'data')
  /** The working folder of what is started here. */
  readonly project = join(this.folder, 'project')

  constructor() {
    mkdirSync(this.project)
  }

  /** Writes a file of the project and returns its path. */
  write(name: string, content: string | Buffer): string {
    const path = join(this.project, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  mebi(args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
    return this.spawn([process.execPath, MEBI, ...args], options)
  }

  /** Starts any program in the project, with the environment that `mebi` gets. */
  spawn([program = '', ...args]: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
    const child = spawn(program, args, {
      cwd: this.project,
      env: { ...process.env, NO_COLOR: undefined, MEBI_HOME: this.home, ...options.env },
      stdio: 'pipe',
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => {
      out.push(piece)
      options.onOutput?.(piece.toString(), (signal) => child.kill(signal))
    })
    child.stderr.on('data', (piece: Buffer) => err.push(piece))
    // What does not read its input closes it early.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => {
        const stdoutBytes = Buffer.concat(out)
        const stderr = Buffer.concat(err).toString()
        resolve({ code, signal, stdout: stdoutBytes.toString(), stderr, stdoutBytes })
      })
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Call at the top of a test file: makes sandboxes, and removes them after each test. */
export function sandboxes(): () => Sandbox {
  const made: Sandbox[] = []
  afterEach(() => {
    for (const sandbox of made.splice(0)) sandbox.remove()
  })
  return () => {
    const sandbox = new Sandbox()
    made.push(sandbox)
    return sandbox
  }
}

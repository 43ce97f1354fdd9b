import { type ChildProcess, spawn } from 'node:child_process'
import { MebiError } from '../../contract/index.ts'
import type { RunDeps } from '../plan.ts'
import type { Exit, Launched, Start } from './launched.ts'

/**
 * Starts a process whose output and errors are pipes, and resolves when it exists.
 *
 * @throws MebiError `start-failed`
 */
export async function launchOnPipes(
  { command: [program = '', ...args], cwd, env }: Start,
  stdin: RunDeps['stdin'],
): Promise<Launched> {
  const startedNs = process.hrtime.bigint()
  const child = await new Promise<ChildProcess>((onSpawn, onError) => {
    try {
      const spawned = spawn(program, args, {
        cwd,
        env,
        stdio: [stdin, 'pipe', 'pipe'],
        // A process group of its own, so that all of it can be ended; Ctrl-C is passed on by `interrupt`.
        detached: process.platform !== 'win32',
        windowsHide: true,
      })
      spawned.once('spawn', () => onSpawn(spawned))
      spawned.once('error', (error) => onError(startError(program, error)))
    } catch (error) {
      onError(startError(program, error))
    }
  })
  if (child.pid === undefined || !child.stdout || !child.stderr) throw new Error('the process has no pipes')
  child.on('error', () => {}) // a signal that could not be sent
  return {
    pid: child.pid,
    startedNs,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    shown: null,
    exited: new Promise<Exit>((resolve) => {
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
    }),
    passed: () => {},
    wasInterrupted: () => false,
    release: async () => {},
  }
}

function startError(program: string, error: unknown): MebiError {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const reason =
    code === 'ENOENT'
      ? 'it is not there'
      : code === 'EACCES'
        ? 'it may not be run'
        : error instanceof Error
          ? error.message
          : String(error)
  return new MebiError('start-failed', `${program} could not be started: ${reason}.`, null, { cause: error })
}

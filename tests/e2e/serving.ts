import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const MEBI = fileURLToPath(new URL('../../bin/mebi.mjs', import.meta.url))
const START_MS = 20_000

/** A real `mebi serve`, as a process of its own, or a `mebi open` that came to the same. */
export interface ServeProcess {
  /** With the token. */
  readonly address: string
  readonly process: ChildProcess
  /** What it said on standard error. */
  readonly said: () => string
  /** Ctrl-C; resolves with the exit code. */
  readonly stop: () => Promise<number | null>
}

export async function startServe(
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  command: 'serve' | 'open' = 'serve',
  starter: string | null = null,
): Promise<ServeProcess> {
  const child = spawn(starter ?? process.execPath, [MEBI, command, ...args], {
    env: { ...process.env, PROGRAM_WITHIN: process.execPath, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const address = await firstLine(child, () => said)
  return {
    address,
    process: child,
    said: () => said,
    stop: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}

function firstLine(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`mebi serve printed no address in ${START_MS / 1000} s. ${said()}`))
    }, START_MS)
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      const [line, rest] = text.split('\n', 2)
      if (line === undefined || rest === undefined) return
      clearTimeout(timer)
      resolve(line)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      reject(new Error(`mebi serve ended with ${code}: ${said()}`))
    })
  })
}

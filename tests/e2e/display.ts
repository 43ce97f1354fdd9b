import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import type { Readable } from 'node:stream'

/** A screen for programs with windows. */
export interface Display {
  /** What programs need in their environment to find it. */
  readonly env: Readonly<Record<string, string>>
  close(): void
}

const WAIT_MS = 10_000

/**
 * Xvfb takes a number that is free, writes it to the fourth pipe, and is ended when the first one is: also by the end of
 * a test runner's worker that is killed, and runs nothing at its exit.
 */
const SERVE = 'Xvfb -displayfd 3 -screen 0 2560x1440x24 -nolisten tcp & exec 3>&-; cat >/dev/null; kill $!'

/** Says whether `openDisplay` will find a screen, or make one. */
export function hasDisplay(): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return isThere() || folders.some((folder) => existsSync(join(folder, 'Xvfb')))
}

/** The screen that there is; where there is none, a virtual one (Linux with Xvfb), or `null`. */
export async function openDisplay(): Promise<Display | null> {
  if (isThere()) return { env: {}, close: () => {} }
  const server = spawn('sh', ['-c', SERVE], { stdio: ['pipe', 'ignore', 'ignore', 'pipe'] })
  // It shall keep nobody from ending, and ends with us: its input does.
  const stdin = server.stdin as Socket
  const answer = server.stdio[3] as Socket
  for (const each of [server, stdin, answer]) each.unref()
  const number = await firstLineOf(answer)
  return number === '' ? null : { env: { DISPLAY: `:${number}` }, close: () => stdin.end() }
}

/** Empty where there is none. */
function firstLineOf(pipe: Readable): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(''), WAIT_MS)
    const settle = (line: string) => {
      clearTimeout(timer)
      resolve(line)
    }
    let text = ''
    pipe.on('data', (piece: Buffer) => {
      text += piece.toString()
      if (text.includes('\n')) settle(text.trim())
    })
    pipe.on('end', () => settle(''))
  })
}

function isThere(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || isSet(DISPLAY) || isSet(WAYLAND_DISPLAY)
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import process from 'node:process'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { toFsPath } from '../../profiler-core/targets/python/fsPath.ts'
import type { Context } from './context.ts'
import { Failure } from './failure.ts'
import { projectToOpen, serveCommand } from './serveCommand.ts'

/** Finds Electron and starts the app; there in a checkout. */
const START = fileURLToPath(new URL('../../build/start.mjs', import.meta.url))

/** `mebi open`: the desktop app, or where it is not installed, the same in a browser. */
export async function openCommand(context: Context, folder: string | undefined): Promise<number> {
  const project = folder === undefined ? null : projectToOpen(folder, context.cwd)
  if (!existsSync(START)) {
    context.err.write('mebi: the desktop app is not installed here; opening the same in a browser\n')
    return serveCommand(context, { host: '127.0.0.1', open: true }, project ?? undefined)
  }
  return start(project === null ? [] : [project])
}

function start(args: readonly string[]): Promise<number> {
  // Node's arguments cannot be bytes that are no UTF-8; such a folder is opened from within the app.
  const words = args.map((arg) => Buffer.from(toFsPath(arg)).toString())
  const child = spawn(process.execPath, [START, ...words], { stdio: 'inherit' })
  // Ctrl-C on a terminal reaches it without our help. It ends first, then we do.
  const onTerminal = [0, 1, 2].some((fd) => isatty(fd))
  process.on('SIGINT', (signal) => onTerminal || child.kill(signal))
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Failure(`cannot start the app: ${error.message}`)))
    child.on('exit', (code, signal) =>
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
    )
  })
}

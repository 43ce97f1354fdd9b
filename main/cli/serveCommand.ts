import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { MebiError } from '../../profiler-core/contract/index.ts'
import { oneLine } from '../../profiler-core/report/index.ts'
import { dataFolder } from '../../profiler-core/store/index.ts'
import { toFsPath } from '../../profiler-core/targets/python/fsPath.ts'
import { isLoopback } from '../serve/hostNames.ts'
import { type LeadIn, leadInPlace, writeLeadIn } from '../serve/leadIn.ts'
import { openBrowser } from '../serve/openBrowser.ts'
import { DEFAULT_PORT } from '../serve/port.ts'
import { type Serving, serve } from '../serve/server.ts'
import { type Context, explainFault } from './context.ts'
import { EXIT, Failure, usageError } from './failure.ts'
import { reasonOf } from './reportFile.ts'

// Two folders up from the sources as from the bundle in out/cli.
const PAGES = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export const ServeOptions = z.object({
  port: z.number().optional(),
  host: z.string(),
  allowRemote: z.boolean().optional(),
  open: z.boolean().optional(),
})
export type ServeOptions = z.infer<typeof ServeOptions>

/** `mebi serve`: the app in a browser, until Ctrl-C. */
export async function serveCommand(
  context: Context,
  options: ServeOptions,
  folder: string | undefined,
): Promise<number> {
  const initialProject = folder === undefined ? null : projectToOpen(folder, context.cwd)
  const host = options.host.replace(/^\[(.*)\]$/, '$1')
  requireConsent(host, options.allowRemote === true)
  if (!existsSync(join(PAGES, 'index.html'))) {
    throw new Failure('The pages of the app are not built yet.', 'node build/setup.mjs builds them.')
  }
  const signals = stopSignals()
  const service = await context.service('pages')
  const reportFault = (error: unknown) => explainFault(context.err, context.env, error)
  const port = options.port ?? null
  const serving = await serveOrFail({ service, host, port, pagesDir: PAGES, initialProject, reportFault })
  announce(context, serving, host, port)
  if (options.open === true) void openInBrowser(context, serving)
  await signals.first
  context.err.write('mebi: stopping; runs are kept\n')
  // Programs that were asked to end already are killed.
  signals.onSecond = () => void service.close()
  // Runs first, so that pages still hear of their ends.
  await service.close()
  await serving.close()
  return EXIT.ok
}

/** The folder of the command line as a path from the root. */
export function projectToOpen(folder: string, cwd: string): string {
  const path = resolve(cwd, folder)
  if (statSync(toFsPath(path), { throwIfNoEntry: false })?.isDirectory() === true) return path
  throw usageError(`${folder} is not a folder.`, 'Name the folder of the project to open, or none.')
}

function requireConsent(host: string, isGiven: boolean): void {
  if (isLoopback(host) || isGiven) return
  throw usageError(
    `With --host ${host} other machines could run programs here as you.`,
    'Better: an SSH tunnel to mebi serve without --host (README). If you mean it, add --allow-remote.',
  )
}

async function serveOrFail(options: Parameters<typeof serve>[0]): Promise<Serving> {
  try {
    return await serve(options)
  } catch (error) {
    if (error instanceof MebiError)
      throw new Failure(error.message, error.hint, EXIT.failure, { cause: error })
    throw error
  }
}

function announce({ out, err }: Context, serving: Serving, host: string, port: number | null): void {
  if (!isLoopback(host)) {
    err.write(
      'mebi: warning: anyone who has this address with its token can run programs here as you, and what goes over the\n' +
        '      network is not encrypted; an SSH tunnel to mebi serve without --host is better\n',
    )
  }
  if (port === null && serving.port !== DEFAULT_PORT) {
    err.write(`mebi: port ${DEFAULT_PORT} is in use already; taking ${serving.port}\n`)
  }
  out.write(`${serving.address}\n`)
  err.write('mebi: open this address in a browser; Ctrl-C ends it\n')
}

/** The secret goes through a file, because a command line can be read by every user of the machine. */
async function openInBrowser({ err, env, cwd, home }: Context, serving: Serving): Promise<void> {
  const { platform } = process
  const { address, ended } = serving.makeTicketAddress()
  const fail = (reason: string) => err.write(`mebi: cannot open a browser: ${oneLine(reason)}\n`)
  let leadIn: LeadIn
  try {
    leadIn = writeLeadIn(leadInPlace(dataFolder(env, platform, home, cwd), home), address)
  } catch (error) {
    fail(reasonOf(error))
    return
  }
  process.once('exit', leadIn.remove)
  const problem = await openBrowser(leadIn.url, { env, home, platform })
  const isMissed = problem === null && (await ended) === 'expired'
  leadIn.remove()
  if (problem !== null) fail(problem)
  if (isMissed) {
    err.write(
      'mebi: no browser has come; one that may not read the file it was given (some that are installed as a snap)\n' +
        '      says that there is none: open the address above by hand\n',
    )
  }
}

interface StopSignals {
  readonly first: Promise<void>
  /** Called at the second one. The third ends the process, come what may. */
  onSecond: () => void
}

function stopSignals(): StopSignals {
  let count = 0
  let resolveFirst = () => {}
  const first = new Promise<void>((resolve) => {
    resolveFirst = resolve
  })
  const signals: StopSignals = { first, onSecond: () => {} }
  const receive = () => {
    count += 1
    if (count === 1) resolveFirst()
    else if (count === 2) signals.onSecond()
    else process.exit(130)
  }
  for (const signal of STOP_SIGNALS) process.on(signal, receive)
  return signals
}

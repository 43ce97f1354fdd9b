import { writeFile } from 'node:fs/promises'
import { type BrowserWindow, dialog, shell } from 'electron'
import { z } from 'zod'
import {
  type HostCallName,
  type HostCallOutput,
  hostCalls,
  MebiError,
  type Result,
} from '../../profiler-core/contract/index.ts'
import { toCallError } from '../../profiler-core/service/dispatch.ts'
import { toFsPath } from '../../profiler-core/targets/python/fsPath.ts'
import type { Log } from './log.ts'
import { mayOpen } from './security.ts'

type Handlers = {
  readonly [N in HostCallName]: (
    input: z.output<(typeof hostCalls)[N]['input']>,
  ) => HostCallOutput<N> | Promise<HostCallOutput<N>>
}

type Answer = (input: unknown) => unknown

export interface HostCalls {
  /** Never rejects. */
  dispatch(name: string, input: unknown): Promise<Result<unknown>>
}

export interface HostDeps {
  readonly window: BrowserWindow
  /** The folder that the app was started with, the first time that it is asked for. */
  readonly takeInitialProject: () => string | null
  readonly log: Log
}

/** What the page asks of the app and not of the core. */
export function hostCallsOf({ window, takeInitialProject, log }: HostDeps): HostCalls {
  const handlers: Handlers = {
    'host.initialProject': () => takeInitialProject(),
    'host.pickFolder': async () => {
      const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory'] })
      return filePaths[0] ?? null
    },
    'host.saveText': async ({ name, text, encoding }) => {
      const { filePath } = await dialog.showSaveDialog(window, { defaultPath: name })
      // Electron 25 has `undefined` where the dialog was cancelled, later ones an empty string.
      if (!filePath) return null
      await save(filePath, Buffer.from(text, encoding))
      return filePath
    },
    'host.reveal': ({ path }) => {
      // Electron takes text only; a path with other bytes cannot be shown.
      if (typeof toFsPath(path) === 'string') shell.showItemInFolder(path)
      return {}
    },
    'host.openExternal': async ({ url }) => {
      if (!mayOpen(url)) throw new MebiError('not-allowed', `Mebi does not open ${url}.`)
      await shell.openExternal(url)
      return {}
    },
  }
  const answers = new Map<string, Answer>(
    (Object.keys(hostCalls) as HostCallName[]).map((name) => [name, answerOf(name, handlers)]),
  )
  return {
    dispatch: async (name, input) => {
      try {
        const answer = answers.get(name)
        if (answer === undefined) throw new MebiError('unknown-call', `There is no call ${name}.`)
        return { ok: true, value: await answer(input) }
      } catch (error) {
        if (!(error instanceof MebiError)) log.error(error)
        return { ok: false, error: toCallError(error) }
      }
    },
  }
}

function answerOf<N extends HostCallName>(name: N, handlers: Handlers): Answer {
  // TypeScript loses the tie between the input and the output of one schema picked by a type parameter.
  const schema = hostCalls[name].input as unknown as z.ZodType<Parameters<Handlers[N]>[0]>
  const handle = handlers[name] as (input: Parameters<Handlers[N]>[0]) => unknown
  return (input) => {
    const parsed = schema.safeParse(input)
    if (parsed.success) return handle(parsed.data)
    throw new MebiError('invalid-input', `${name} was called wrongly: ${z.prettifyError(parsed.error)}`)
  }
}

async function save(file: string, content: Buffer): Promise<void> {
  try {
    await writeFile(file, content)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MebiError('file-unwritable', `${file} cannot be written: ${reason}`, 'Choose another place.', {
      cause: error,
    })
  }
}

import { resolve } from 'node:path'
import process from 'node:process'
import { app } from 'electron'
import { z } from 'zod'

/** What one start of the app hands over to the one that runs already. */
const Handover = z.object({ dir: z.string().nullable() })

/** The folder that the command line names, absolute. `argv` without the program and, where there is one, its script. */
export function folderIn(argv: readonly string[], cwd: string): string | null {
  const dir = argv.find((arg) => arg !== '' && !arg.startsWith('-'))
  return dir === undefined ? null : resolve(cwd, dir)
}

/** The command line that a person wrote. */
export function argumentsOf(argv: readonly string[], isPackaged: boolean): string[] {
  const rest = argv.slice(1)
  if (isPackaged) return rest
  // `electron [OPTIONS] APP [ARGUMENTS]`
  const script = rest.findIndex((arg) => !arg.startsWith('-'))
  return script === -1 ? [] : rest.slice(script + 1)
}

/** The folder that this start was given. */
export function namedFolder(): string | null {
  return folderIn(argumentsOf(process.argv, process.defaultApp !== true), process.cwd())
}

/** Says whether this is the only app on its data folder; hands the folder over where it is not. */
export function isFirst(dir: string | null): boolean {
  return app.requestSingleInstanceLock({ dir } satisfies z.infer<typeof Handover>)
}

/** Calls back with what later starts hand over, and with folders that the system hands over (macOS). */
export function onHandover(take: (dir: string | null) => void): void {
  app.on('second-instance', (_event, _argv, _cwd, handed) => {
    const parsed = Handover.safeParse(handed)
    take(parsed.success ? parsed.data.dir : null)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    take(path)
  })
}

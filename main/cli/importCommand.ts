import { closeSync, readSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { type CallOutput, MAX_EXCHANGE_BYTES } from '../../profiler-core/contract/index.ts'
import { oneLine } from '../../profiler-core/report/index.ts'
import { NoRegularFile, openRegularSync } from '../../profiler-core/targets/python/regularFile.ts'
import type { Context } from './context.ts'
import { EXIT, Failure, unwrap, usageError } from './failure.ts'
import { projectFolder } from './folders.ts'
import { HELP } from './help.ts'
import { reasonOf } from './reportFile.ts'
import { existingFolder } from './runRequest.ts'

const ImportOptions = z.object({ project: z.string().optional() })
type ImportOptions = z.infer<typeof ImportOptions>

/** Adds `mebi import`. */
export function addImportCommand(program: Command, context: Context, exit: (code: number) => void): void {
  program
    .command('import')
    .description('take runs from files into the history: of Mebi, mprof or memory_profiler')
    .argument('<FILE...>')
    .option('--project <folder>', 'project that they become runs of (default: that of this folder)')
    .addHelpText('after', HELP.import)
    .action(async (paths: string[], options) =>
      exit(await importCommand(context, paths, ImportOptions.parse(options))),
    )
}

/** `mebi import`: takes in file after file, up to the first that cannot be. */
async function importCommand(
  context: Context,
  paths: readonly string[],
  { project }: ImportOptions,
): Promise<number> {
  const { cwd } = context
  const projectDir = project === undefined ? projectFolder(cwd, context) : existingFolder(project, cwd)
  // All of them are opened before the first changes anything.
  for (const path of paths) readFile(path, cwd, 1)
  const service = await context.service()
  for (const path of paths) {
    // One byte more than there may be tells of a file that is too large, or has no end.
    const base64 = readFile(path, cwd, MAX_EXCHANGE_BYTES + 1).toString('base64')
    const taken = unwrap(await service.call('runs.import', { projectDir, name: basename(path), base64 }))
    context.out.write(`${words(path, taken)}\n`)
  }
  return EXIT.ok
}

/** At most the first `most` bytes. */
function readFile(path: string, cwd: string, most: number): Buffer {
  let file: number | null = null
  try {
    file = openRegularSync(resolve(cwd, path))
    const pieces: Buffer[] = []
    for (let size = 0; size < most; ) {
      const piece = Buffer.alloc(Math.min(1024 * 1024, most - size))
      const count = readSync(file, piece)
      if (count === 0) break
      pieces.push(piece.subarray(0, count))
      size += count
    }
    return Buffer.concat(pieces)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isOther = error instanceof NoRegularFile
    const reason = isOther ? error.message : code === 'ENOENT' ? 'there is no such file' : reasonOf(error)
    const message = `cannot read ${oneLine(path)}: ${reason}`
    throw code === undefined
      ? new Failure(message, null, EXIT.failure, { cause: error })
      : usageError(message)
  } finally {
    if (file !== null) closeSync(file)
  }
}

/** `runs.mebi: runs 12, 13 and 4; 1 of them was there already` */
function words(path: string, { ids, known }: CallOutput<'runs.import'>): string {
  const last = ids.at(-1)
  if (last === undefined) return `${oneLine(path)}: no runs`
  const numbers = ids.length === 1 ? `run ${last}` : `runs ${ids.slice(0, -1).join(', ')} and ${last}`
  if (known === 0) return `${oneLine(path)}: ${numbers}`
  const there =
    ids.length === 1
      ? 'it was there already'
      : `${known} of them ${known === 1 ? 'was' : 'were'} there already`
  return `${oneLine(path)}: ${numbers}; ${there}`
}

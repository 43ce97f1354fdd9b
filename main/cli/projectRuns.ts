import { resolve } from 'node:path'
import type { HistoryEntry } from '../../profiler-core/contract/index.ts'
import { oneLine } from '../../profiler-core/report/index.ts'
import type { Context } from './context.ts'
import { Failure, unwrap } from './failure.ts'
import { projectFolder } from './folders.ts'

/** The project that an option names, or that the working folder belongs to. */
export function projectOf(context: Context, option: string | undefined): string {
  return option === undefined ? projectFolder(context.cwd, context) : resolve(context.cwd, option)
}

/** A project's runs, newest first; throws where there are none. */
export async function runsOfProject(context: Context, projectDir: string): Promise<HistoryEntry[]> {
  const service = await context.service()
  for (const { message } of await service.recover()) context.err.write(`mebi: warning: ${oneLine(message)}\n`)
  const entries = unwrap(await service.call('runs.history', { projectDir }))
  if (entries.length > 0) return entries
  throw new Failure(
    `There are no runs of the project ${oneLine(projectDir)}.`,
    'mebi run SCRIPT makes one; --project names another folder.',
  )
}

/** The runs of a target, by its words or a part of them: `train.py`. */
export function runsOfTarget(entries: readonly HistoryEntry[], words: string): HistoryEntry[] {
  const targets = [...new Set(entries.map(({ target }) => target))]
  const part = words.toLowerCase()
  const found = targets.includes(words)
    ? [words]
    : targets.filter((target) => target.toLowerCase().includes(part))
  const [target] = found
  if (target === undefined) {
    throw new Failure(`No run had a target like ${oneLine(words)}.`, `There are: ${list(targets)}.`)
  }
  if (found.length > 1) {
    throw new Failure(`${oneLine(words)} may be several targets.`, `Name one of: ${list(found)}.`)
  }
  return entries.filter((entry) => entry.target === target)
}

const MOST_NAMED = 10

function list(targets: readonly string[]): string {
  const named = targets.slice(0, MOST_NAMED).map(oneLine).join('; ')
  const more = targets.length - MOST_NAMED
  return more > 0 ? `${named}; and ${more} more` : named
}

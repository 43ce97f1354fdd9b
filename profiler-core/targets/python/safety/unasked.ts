import { realpathSync } from 'node:fs'
import { delimiter, isAbsolute, resolve } from 'node:path'
import type { Machine } from '../places/place.ts'
import { type Person, thisPerson } from './accounts.ts'
import { type ForeignPlace, foreignFolder, foreignPlace } from './foreignPlace.ts'

/** The variable that names folders whose programs may be run although others may write there; `*` for all. */
export const SAFE_DIRECTORY = 'MEBI_SAFE_DIRECTORY'

/**
 * Why a program is not run that the person has not named: somebody else may have put it there. `null` where nobody can have.
 * One sentence. Blocks.
 *
 * @param path absolute
 */
export function objectionTo(path: string, { env }: Pick<Machine, 'env'>): string | null {
  const why = reason(path, foreignPlace, env)
  return why === null
    ? null
    : `It is run only where you name it, or its folder in ${SAFE_DIRECTORY}, because ${why}.`
}

/**
 * Why what lies in a folder is not to be taken for the person's own: `others can write to /tmp`. `null` where nobody else but
 * root can put anything there. Blocks.
 */
export function whyNotOwn(folder: string, { env }: Pick<Machine, 'env'>): string | null {
  return reason(folder, foreignFolder, env)
}

type Search = (path: string, person: Person, exempt: readonly string[]) => ForeignPlace | null

function reason(path: string, search: Search, env: Machine['env']): string | null {
  const person = thisPerson()
  // On Windows what protects files are lists of rights, which Node cannot read.
  if (person === null || trustsAll(env)) return null
  const found = search(resolve(path), person, exemptFolders(env))
  if (found === null) return null
  if (found.owner === null) return `others can write to ${found.path}`
  const name = person.nameOf(found.owner)
  return `${found.path} belongs to ${name === String(found.owner) ? `user ${name}` : name}`
}

function named(env: Machine['env']): string[] {
  return (env[SAFE_DIRECTORY] ?? '').split(delimiter).filter((folder) => folder !== '')
}

function trustsAll(env: Machine['env']): boolean {
  return named(env).includes('*')
}

/** As named, and what they lead to: paths are met in both forms. */
function exemptFolders(env: Machine['env']): string[] {
  return named(env)
    .filter((folder) => isAbsolute(folder))
    .flatMap((folder) => [resolve(folder), ...realForm(folder)])
}

function realForm(folder: string): string[] {
  try {
    return [realpathSync(folder)]
  } catch {
    return []
  }
}

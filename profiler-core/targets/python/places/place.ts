import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readRegular } from '../regularFile.ts'

/** A program that may be a Python interpreter, and where it was found, in words. */
export interface Candidate {
  path: string
  source: string
  /** The person has named this very path, so that it is run whoever put it there. */
  isNamed?: boolean
}

/** What the search for interpreters knows of the machine; injected so that a test can be another machine. */
export interface Machine {
  env: Readonly<Record<string, string | undefined>>
  /** The person's home folder. */
  home: string
  platform: NodeJS.Platform
  /**
   * Whether what lies in a folder around the project is taken for the project's, too; unless given, where nobody but the
   * person can put anything there.
   */
  reachesInto?: ((folder: string) => Promise<boolean>) | undefined
}

export interface Surroundings extends Machine {
  /** The project, absolute. */
  projectDir: string
}

/** The surroundings of a project; a variable that is set to nothing counts as not set, as in the shell's own tools. */
export function surroundingsOf(
  projectDir: string,
  { env, home, platform, reachesInto }: Machine,
): Surroundings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  return { projectDir, env: set, home, platform, reachesInto }
}

/** Where environments keep their interpreter: venv and conda, POSIX and Windows. */
const PYTHON_OF_ENVIRONMENT = {
  posix: ['bin/python', 'bin/python3'],
  windows: ['Scripts/python.exe', 'python.exe', 'bin/python.exe'],
}

/**
 * The interpreter of the environment in folder `prefix`, `null` where there is none. A link whose target is gone
 * counts: the person should learn that their environment is broken.
 */
export async function pythonOf(prefix: string, platform: NodeJS.Platform): Promise<string | null> {
  for (const name of PYTHON_OF_ENVIRONMENT[platform === 'win32' ? 'windows' : 'posix']) {
    const path = join(prefix, name)
    if (await exists(path)) return path
  }
  return null
}

/** The interpreters of several environments, those without one left out. */
export async function pythonsOf(
  places: { prefix: string; source: string }[],
  platform: NodeJS.Platform,
): Promise<Candidate[]> {
  const found = await Promise.all(
    places.map(async ({ prefix, source }) => ({ path: await pythonOf(prefix, platform), source })),
  )
  return found.flatMap(({ path, source }) => (path === null ? [] : [{ path, source }]))
}

/** Whether something is at this path, even a link that leads nowhere. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** Names in a folder, sorted; none where it cannot be read. */
export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).then(
    (names) => names.sort(),
    () => [],
  )
}

/** Nobody writes more into the files that say which interpreter is wanted. */
const LONGEST_BYTES = 2 ** 20

/** Text of a small file; `null` where it cannot be read. */
export async function textOf(path: string): Promise<string | null> {
  return readRegular(path, LONGEST_BYTES).then(
    (bytes) => bytes.toString('utf8'),
    () => null,
  )
}

/** Newest version first; names without a number last. */
export function byVersion(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true })
}

import { basename, dirname, join } from 'node:path'
import { whyNotOwn } from '../safety/unasked.ts'
import { type Candidate, exists, pythonsOf, type Surroundings } from './place.ts'

const FOLDERS = ['.venv', 'venv', 'env']

/**
 * The project folder and the folders around it up to the root of its git repository: a project that is a part of a
 * larger one shares its environment. Only the project folder where there is no repository, or where somebody else may
 * have put one around it.
 */
export async function foldersOfProject({ projectDir, ...around }: Surroundings): Promise<string[]> {
  const reachesInto = around.reachesInto ?? (async (folder: string) => whyNotOwn(folder, around) === null)
  const folders: string[] = []
  for (let folder = projectDir; ; folder = dirname(folder)) {
    folders.push(folder)
    if (await exists(join(folder, '.git'))) return folders
    if (folder === dirname(folder) || !(await reachesInto(dirname(folder)))) return [projectDir]
  }
}

/** Environments that lie in the project itself (venv, uv, and poetry or pipenv where they are told to). */
export async function inProject(folders: string[], { platform }: Surroundings): Promise<Candidate[]> {
  const places = folders.flatMap((folder, depth) =>
    FOLDERS.map((name) => ({
      prefix: join(folder, name),
      source: depth === 0 ? `${name} of the project` : `${name} of ${basename(folder)}`,
    })),
  )
  return pythonsOf(places, platform)
}

/** The environment that is active in the terminal from which Mebi was started. */
export async function active({ env, platform }: Surroundings): Promise<Candidate[]> {
  const places = [
    { prefix: env['VIRTUAL_ENV'], source: 'active virtual environment' },
    { prefix: env['CONDA_PREFIX'], source: 'active conda environment' },
  ]
  return pythonsOf(
    places.flatMap(({ prefix, source }) => (prefix ? [{ prefix, source }] : [])),
    platform,
  )
}

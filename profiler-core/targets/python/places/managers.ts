import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Candidate, namesIn, pythonsOf, type Surroundings, textOf } from './place.ts'

/** Environments that poetry, pdm and pipenv keep for the project outside of it. */
export async function fromManagers(around: Surroundings): Promise<Candidate[]> {
  const found = await Promise.all([poetry(around), pdm(around), pipenv(around)])
  return found.flat()
}

/** poetry: `<cache>/virtualenvs/<name>-<hash of the project's folder>-py3.x`. */
async function poetry({ projectDir, env, home, platform }: Surroundings): Promise<Candidate[]> {
  const name = projectName((await textOf(join(projectDir, 'pyproject.toml'))) ?? '')
  if (name === null) return []
  const prefix = `${poetryName(name)}-${await poetryHash(projectDir, platform)}-py`
  const caches = [
    env['POETRY_VIRTUALENVS_PATH'],
    env['POETRY_CACHE_DIR'] && join(env['POETRY_CACHE_DIR'], 'virtualenvs'),
    join(cacheFolder(env, home, platform), 'pypoetry', platform === 'win32' ? 'Cache' : '', 'virtualenvs'),
  ].flatMap((folder) => (folder ? [folder] : []))
  const places = await Promise.all(
    caches.map(async (cache) =>
      (await namesIn(cache))
        .filter((entry) => entry.startsWith(prefix))
        .reverse()
        .map((entry) => ({ prefix: join(cache, entry), source: 'poetry environment of the project' })),
    ),
  )
  return pythonsOf(places.flat(), platform)
}

/** `name` of `[project]` or `[tool.poetry]`, read without a TOML parser: one plain string on a line of its own. */
export function projectName(toml: string): string | null {
  let section = ''
  for (const line of toml.split('\n')) {
    section = /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line)?.[1]?.trim() ?? section
    const name = /^\s*name\s*=\s*(["'])(.+?)\1/.exec(line)?.[2]
    if (name !== undefined && (section === 'project' || section === 'tool.poetry')) return name
  }
  return null
}

/** As poetry's `EnvManager.generate_env_name` spells it. */
function poetryName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[ $`!*@"\\\r\n\t]/g, '_')
    .slice(0, 42)
}

async function poetryHash(projectDir: string, platform: NodeJS.Platform): Promise<string> {
  const real = await realpath(projectDir).catch(() => projectDir)
  const normal = platform === 'win32' ? real.toLowerCase() : real
  return createHash('sha256').update(normal).digest('base64url').slice(0, 8)
}

function cacheFolder(env: Surroundings['env'], home: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local')
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  return env['XDG_CACHE_HOME'] ?? join(home, '.cache')
}

/** pdm: the file `.pdm-python` names the interpreter. */
async function pdm({ projectDir }: Surroundings): Promise<Candidate[]> {
  const path = (await textOf(join(projectDir, '.pdm-python')))?.trim()
  return path ? [{ path: resolve(projectDir, path), source: 'pdm environment of the project' }] : []
}

/** pipenv: each environment has a file `.project` that names its project. */
async function pipenv({ projectDir, env, home, platform }: Surroundings): Promise<Candidate[]> {
  const folder =
    env['WORKON_HOME'] ??
    (platform === 'win32' ? join(home, '.virtualenvs') : join(home, '.local', 'share', 'virtualenvs'))
  const places = await Promise.all(
    (await namesIn(folder)).map(async (name) => {
      const project = (await textOf(join(folder, name, '.project')))?.trim()
      return project === projectDir
        ? [{ prefix: join(folder, name), source: 'pipenv environment of the project' }]
        : []
    }),
  )
  return pythonsOf(places.flat(), platform)
}

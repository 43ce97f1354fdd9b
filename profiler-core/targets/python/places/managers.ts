import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { byVersion, type Candidate, namesIn, pythonsOf, type Surroundings, textOf } from './place.ts'

/** Environments that poetry, pdm and pipenv keep for the project outside of it. */
export async function fromManagers(around: Surroundings): Promise<Candidate[]> {
  const found = await Promise.all([poetry(around), pdm(around), pipenv(around)])
  return found.flat()
}

/** poetry: `<cache>/virtualenvs/<name>-<hash of the project's folder>-py3.x`; the hash alone tells whose it is. */
async function poetry({ projectDir, env, home, platform }: Surroundings): Promise<Candidate[]> {
  const mark = `-${await poetryHash(projectDir, platform)}-py`
  const caches = [
    env['POETRY_VIRTUALENVS_PATH'],
    env['POETRY_CACHE_DIR'] && join(env['POETRY_CACHE_DIR'], 'virtualenvs'),
    join(cacheFolder(env, home, platform), 'pypoetry', platform === 'win32' ? 'Cache' : '', 'virtualenvs'),
  ].flatMap((folder) => (folder ? [folder] : []))
  const places = await Promise.all(
    caches.map(async (cache) =>
      (await namesIn(cache))
        .filter((entry) => entry.includes(mark))
        .sort(byVersion)
        .map((entry) => ({ prefix: join(cache, entry), source: 'poetry environment of the project' })),
    ),
  )
  return pythonsOf(places.flat(), platform)
}

/** As poetry's `EnvManager.generate_env_name` makes it. */
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

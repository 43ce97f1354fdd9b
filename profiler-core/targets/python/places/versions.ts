import { join } from 'node:path'
import { byVersion, type Candidate, namesIn, pythonsOf, type Surroundings, textOf } from './place.ts'

export interface InstalledVersions {
  /** The one that the project's `.python-version` asks for. */
  ofProject: Candidate[]
  others: Candidate[]
}

/** Interpreters that pyenv and uv have installed, newest first. */
export async function installedVersions(around: Surroundings, folders: string[]): Promise<InstalledVersions> {
  const wanted = await wantedVersions(folders)
  const found = await Promise.all([
    versionsIn(pyenvFolder(around), 'pyenv', wanted, around.platform),
    versionsIn(uvFolder(around), 'uv', wanted, around.platform),
  ])
  return {
    ofProject: found.flatMap((versions) => versions.ofProject),
    others: found.flatMap((versions) => versions.others),
  }
}

/** The lines of the nearest `.python-version`: versions, beginnings of versions, or names of environments. */
async function wantedVersions(folders: string[]): Promise<string[]> {
  for (const folder of folders) {
    const text = await textOf(join(folder, '.python-version'))
    if (text !== null) {
      return text
        .split(/\s+/)
        .map((word) => word.replace(/^cpython[-@]/, ''))
        .filter((word) => word !== '' && word !== 'system' && !word.startsWith('#'))
    }
  }
  return []
}

async function versionsIn(
  folder: string,
  source: string,
  wanted: string[],
  platform: NodeJS.Platform,
): Promise<InstalledVersions> {
  const names = (await namesIn(folder)).filter((name) => !name.startsWith('.')).sort(byVersion)
  const chosen = wanted.flatMap((version) => names.find((name) => answers(name, version)) ?? [])
  const place = (name: string) => ({ prefix: join(folder, name), source })
  return {
    ofProject: (await pythonsOf(chosen.map(place), platform)).map(({ path }) => ({
      path,
      source: `${source}, by the project's .python-version`,
    })),
    others: await pythonsOf(names.filter((name) => !chosen.includes(name)).map(place), platform),
  }
}

/** Whether a folder such as `3.12.1` (pyenv) or `cpython-3.12.1-linux-x86_64-gnu` (uv) is what `3.12` asks for. */
function answers(name: string, version: string): boolean {
  const own = name.replace(/^cpython-/, '')
  return own === version || own.startsWith(`${version}.`) || own.startsWith(`${version}-`)
}

function pyenvFolder({ env, home, platform }: Surroundings): string {
  const root =
    env['PYENV_ROOT'] ?? env['PYENV'] ?? join(home, '.pyenv', platform === 'win32' ? 'pyenv-win' : '')
  return join(root, 'versions')
}

function uvFolder({ env, home, platform }: Surroundings): string {
  if (env['UV_PYTHON_INSTALL_DIR']) return env['UV_PYTHON_INSTALL_DIR']
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'uv', 'python')
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'uv', 'python')
}

import { open, readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { MebiError } from '../../contract/index.ts'
import { closest } from './closest.ts'
import { realPath, toFsPath } from './fsPath.ts'

/**
 * The real path of a script that can be read and is a text.
 *
 * @throws MebiError `script-not-found`, `script-is-folder`, `script-unreadable`, `script-not-a-file`, `script-binary`
 */
export async function checkScript(path: string, cwd: string): Promise<string> {
  const absolute = resolve(cwd, path)
  const file = await open(toFsPath(absolute)).catch((error: unknown) => error)
  if (file instanceof Error) throw await failure(path, absolute, file)
  const handle = file as Awaited<ReturnType<typeof open>>
  try {
    const info = await handle.stat()
    if (info.isDirectory()) throw folderError(path)
    if (!info.isFile()) throw new MebiError('script-not-a-file', `${path} is not a regular file.`)
    if ((await handle.readFile()).includes(0)) {
      throw new MebiError(
        'script-binary',
        `${path} is not Python source code: it contains NUL bytes.`,
        'Is it a compiled program, an archive, or a text in UTF-16?',
      )
    }
    return await realPath(absolute)
  } catch (error) {
    throw error instanceof MebiError ? error : await failure(path, absolute, error)
  } finally {
    await handle.close()
  }
}

async function failure(path: string, absolute: string, error: unknown): Promise<MebiError> {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const names = await readdir(toFsPath(dirname(absolute))).catch(() => [])
    const near = closest(
      basename(absolute),
      names.filter((name) => name.endsWith('.py')),
    )
    return new MebiError(
      'script-not-found',
      `There is no file ${path}.`,
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : path === absolute
          ? null
          : `Looked for ${absolute}.`,
    )
  }
  if (code === 'EISDIR') return folderError(path)
  const reason = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : String(error)
  return new MebiError('script-unreadable', `${path} cannot be read: ${reason}.`, null, { cause: error })
}

function folderError(path: string): MebiError {
  return new MebiError(
    'script-is-folder',
    `${path} is a folder, not a script.`,
    'Name a file in it, or run a package with -m NAME.',
  )
}

/** Where a module of the project begins when it is run with `-m`. */
export interface ModuleFiles {
  /** The file that runs as `__main__`, real path. */
  main: string
  /** The folder of the package; `null` for a plain module. */
  packageDir: string | null
}

/**
 * The files of `-m NAME` where the module lies in the project: below the working directory, the project's folder or
 * its `src`. `null` for one that is installed, built in or missing: the interpreter finds it, or says so.
 */
export async function findModule(name: string, cwd: string, projectDir: string): Promise<ModuleFiles | null> {
  const relative = join(...name.split('.'))
  for (const root of new Set([cwd, projectDir, join(projectDir, 'src')])) {
    const packageDir = join(root, relative)
    const main = await realPath(join(packageDir, '__main__.py')).catch(() => null)
    if (main !== null) return { main, packageDir }
    const file = await realPath(`${packageDir}.py`).catch(() => null)
    if (file !== null) return { main: file, packageDir: null }
  }
  return null
}

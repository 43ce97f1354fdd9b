import { join } from 'node:path'
import { realPath } from '../fsPath.ts'

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

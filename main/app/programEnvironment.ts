import { delimiter } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Lists of folders into which an AppImage puts its own. */
const LISTS = ['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS', 'GSETTINGS_SCHEMA_DIR']

/**
 * The environment for the programs that are profiled: this process's own without what was put in for the app alone. With
 * the libraries of an AppImage a program might load others than it does elsewhere.
 */
export function programEnvironment(env: Environment): Record<string, string | undefined> {
  const result = { ...env }
  const { APPDIR: mount } = env
  if (mount !== undefined && mount !== '') {
    for (const name of LISTS) result[name] = withoutFoldersIn(mount, env[name])
    for (const name of ['APPDIR', 'APPIMAGE', 'ARGV0', 'OWD']) delete result[name]
  }
  return result
}

function withoutFoldersIn(mount: string, list: string | undefined): string | undefined {
  const left = list?.split(delimiter).filter((folder) => folder !== mount && !folder.startsWith(`${mount}/`))
  return left === undefined || left.every((folder) => folder === '') ? undefined : left.join(delimiter)
}

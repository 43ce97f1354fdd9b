import { posix, win32 } from 'node:path'

/**
 * The folder in which every host keeps its data: `MEBI_HOME`, or the platform's own place. Always absolute; a relative
 * `MEBI_HOME` counts from `cwd`. Variables that are set but empty count as unset, and so does a relative
 * `XDG_DATA_HOME`, as its specification demands.
 */
export function dataFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  homedir: string,
  cwd: string = process.cwd(),
): string {
  const path = platform === 'win32' ? win32 : posix
  if (isSet(env['MEBI_HOME'])) return path.resolve(cwd, env['MEBI_HOME'])
  switch (platform) {
    case 'darwin':
      return path.join(homedir, 'Library', 'Application Support', 'Mebi')
    case 'win32':
      return path.join(
        isSet(env['LOCALAPPDATA']) ? env['LOCALAPPDATA'] : path.join(homedir, 'AppData', 'Local'),
        'Mebi',
      )
    default: {
      const xdg = env['XDG_DATA_HOME']
      return path.join(
        isSet(xdg) && path.isAbsolute(xdg) ? xdg : path.join(homedir, '.local', 'share'),
        'mebi',
      )
    }
  }
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}

/** Says where a path lies now. */
export type Move = (path: string) => string

/**
 * Where paths below the folder `from` lie when it has become `to`, by name only: no disk is asked. Its separators become
 * those of `to`, which may be of another system. Other paths stay as they are, relative ones too, and so does a path that
 * leaves the folder again by `..`.
 */
export function folderMove(from: string, to: string): Move {
  const root = from.replace(/[\\/]+$/, '')
  const target = to.replace(/[\\/]+$/, '')
  const isWindows = isOfWindows(from)
  const separators = isWindows ? /[\\/]/ : /\//
  const separator = isOfWindows(to) ? '\\' : '/'
  return (path) => {
    if (path === root || path === from) return to
    if (!path.startsWith(root) || !separators.test(path.charAt(root.length))) return path
    const parts = path.slice(root.length + 1).split(separators)
    return parts.includes('..') ? path : [target, ...parts].join(separator)
  }
}

function isOfWindows(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\')
}

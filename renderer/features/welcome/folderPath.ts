/** A path as it is being typed: a folder that is there, and the beginning of a name in it. */
export interface TypedPath {
  /** With its last separator; empty: the home folder. */
  readonly folder: string
  readonly begun: string
}

export function splitTyped(typed: string): TypedPath {
  const end = Math.max(typed.lastIndexOf('/'), typed.lastIndexOf('\\')) + 1
  return { folder: typed.slice(0, end), begun: typed.slice(end) }
}

/** A folder's path with the separator behind it, so that the next name can be typed. */
export function asFolder(dir: string): string {
  const separator = dir.includes('\\') && !dir.includes('/') ? '\\' : '/'
  return dir.endsWith(separator) ? dir : `${dir}${separator}`
}

/** What several names begin with alike, ignoring case where one does not. */
export function commonBeginning(names: readonly string[]): string {
  const [first = '', ...others] = names
  let length = first.length
  for (const name of others) {
    while (!name.toLowerCase().startsWith(first.slice(0, length).toLowerCase())) length -= 1
  }
  return first.slice(0, length)
}

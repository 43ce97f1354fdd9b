/** `path` seen from `folder`, `.` and `..` resolved by name only: what lies on a disk is unknown here. */
export function absolutePath(path: string, folder: string): string {
  const isAbsolute = path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\')
  if (isAbsolute) return path
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/'
  const parts = folder.split(separator)
  if (parts.at(-1) === '') parts.pop()
  for (const part of path.split(separator === '\\' ? /[\\/]/ : '/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join(separator)
}

/** An absolute path as people of a project know it: from the project's folder on where it lies in there, else whole. */
export function pathInProject(path: string, projectDir: string): string {
  const length = projectDir.replace(/[\\/]$/, '').length
  const isBelow = path.startsWith(projectDir.slice(0, length)) && /^[\\/]./.test(path.slice(length))
  return isBelow ? path.slice(length + 1) : path
}

/** Whether a name is that of a Jupyter notebook. */
export function isNotebook(path: string): boolean {
  return path.endsWith('.ipynb')
}

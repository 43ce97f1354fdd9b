import type { RunRequest } from '../contract/index.ts'
import { oneLine } from './oneLine.ts'

/** A file as people know it: the script as it was typed, any other file by its absolute path; always one line. */
export function displayPath(file: string, request: RunRequest): string {
  const { target } = request
  const typed = target.kind === 'script' && absolute(target.path, request.cwd) === file
  return oneLine(typed ? target.path : file)
}

/** `path` seen from `folder`, `.` and `..` resolved by name only: what lies on a disk is unknown here. */
function absolute(path: string, folder: string): string {
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

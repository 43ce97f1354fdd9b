import type { RunRequest } from '../contract/index.ts'
import { absolutePath } from '../contract/paths.ts'
import { oneLine } from './visible.ts'

/** A file as people know it: the script as it was typed, any other file by its absolute path; always one line. */
export function displayPath(file: string, request: RunRequest): string {
  const { target } = request
  const typed = target.kind === 'script' && absolutePath(target.path, request.cwd) === file
  return oneLine(typed ? target.path : file)
}

import { sep } from 'node:path'
import { isNotebook } from '../../contract/paths.ts'

/** Whether a name is that of a Python file. */
export function isPythonFile(path: string): boolean {
  return /\.pyw?$/.test(path)
}

/** Whether a name is that of a file whose functions can be profiled: Python, or a notebook. */
export function isSource(path: string): boolean {
  return isPythonFile(path) || isNotebook(path)
}

/** Whether a path lies below a folder; both real. */
export function isWithin(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

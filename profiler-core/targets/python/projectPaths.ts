import { sep } from 'node:path'

/** Whether a name is that of a Python file. */
export function isPythonFile(path: string): boolean {
  return /\.pyw?$/.test(path)
}

/** Whether a path lies below a folder; both real. */
export function isWithin(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

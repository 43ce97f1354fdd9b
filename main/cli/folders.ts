import { existsSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fromFsPath, toFsPath } from '../../profiler-core/targets/python/fsPath.ts'

const PROJECT_MARKERS = ['.git', 'pyproject.toml', 'setup.py', 'requirements.txt']

/** The working folder. Node loses bytes that are not UTF-8; Linux tells them apart elsewhere. */
export function workingFolder(): string {
  const folder = process.cwd()
  if (!folder.includes('\uFFFD')) return folder
  try {
    return fromFsPath(readlinkSync('/proc/self/cwd', 'buffer'))
  } catch {
    return folder
  }
}

/**
 * The project that a folder belongs to: the nearest folder upwards with a `.git`, `pyproject.toml`, `setup.py` or
 * `requirements.txt`, else the folder itself. The search ends below the home folder and the root: what people keep
 * there, such as a repository of dotfiles, is no project.
 */
export function projectFolder(start: string, home: string): string {
  for (let folder = start; folder !== home && folder !== dirname(folder); folder = dirname(folder)) {
    if (PROJECT_MARKERS.some((marker) => existsSync(toFsPath(join(folder, marker))))) return folder
  }
  return start
}

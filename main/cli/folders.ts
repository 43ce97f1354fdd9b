import { existsSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fromFsPath, toFsPath } from '../../profiler-core/targets/python/fsPath.ts'
import type { Machine } from '../../profiler-core/targets/python/places/place.ts'
import { SAFE_DIRECTORY, whyNotOwn } from '../../profiler-core/targets/python/safety/unasked.ts'

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
 * there, such as a repository of dotfiles, is no project. It ends below a folder, too, into which somebody else may have put
 * the marker, and an interpreter beside it; of one that is left alone for that reason alone, `tell` says so.
 */
export function projectFolder(
  start: string,
  { home, env }: Pick<Machine, 'home' | 'env'>,
  tell: (sentence: string) => void = () => {},
): string {
  let foreign: string | null = null
  for (let folder = start; folder !== home && folder !== dirname(folder); folder = dirname(folder)) {
    if (folder !== start) foreign ??= whyNotOwn(folder, { env })
    if (!PROJECT_MARKERS.some((marker) => existsSync(toFsPath(join(folder, marker))))) continue
    if (foreign === null) return folder
    tell(
      `${folder} is not taken for the project, because ${foreign}: name it with --project, or in ${SAFE_DIRECTORY}.`,
    )
    return start
  }
  return start
}

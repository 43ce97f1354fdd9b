import { chmodSync, closeSync, openSync, readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { openFolder } from './errors.ts'

// Runs hold sources, output and environment variables: nobody else's business.

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600
const OTHERS = 0o077
const ANYBODY_WRITES = 0o002

/** What Mebi makes in its data folder. */
const OURS = /^(mebi\.sqlite(-wal|-shm|-journal)?|running|cache|examples|app|full-disk-reserve)$/
const FILES = [
  'mebi.sqlite',
  'mebi.sqlite-wal',
  'mebi.sqlite-shm',
  'mebi.sqlite-journal',
  'full-disk-reserve',
]
const FOLDERS = ['running', 'app']

/** Whether others may enter the data folder, or read it. */
export type Openness = 'private' | 'others-read' | 'others-write'

/**
 * Closes a data folder to others, where it is ours and there is nothing else in it; and whatever is in it of Mebi's in any
 * case. Throws `data-folder-unusable` where anybody may put files into it: what Mebi reads there could be anybody's.
 */
export function keepPrivate(folder: string): void {
  if (process.platform === 'win32') return
  const info = statSync(folder)
  if ((info.mode & OTHERS) === 0) return
  if (isOurs(info) && namesIn(folder)?.every((name) => OURS.test(name))) tighten(folder, FOLDER_MODE)
  else if ((info.mode & ANYBODY_WRITES) !== 0) throw openFolder(folder)
  for (const name of FILES) tightenIfThere(join(folder, name), FILE_MODE)
  for (const name of FOLDERS) tightenIfThere(join(folder, name), FOLDER_MODE)
}

/** Makes the file of a new history, for nobody else; its log takes after it. */
export function makePrivateFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) return
  closeSync(openSync(file, 'a', FILE_MODE))
}

/** Who else can look into a data folder, after all that Mebi could do. */
export function openness(folder: string): Openness {
  const mode = process.platform === 'win32' ? 0 : (statSync(folder, { throwIfNoEntry: false })?.mode ?? 0)
  if ((mode & 0o022) !== 0) return 'others-write'
  return (mode & OTHERS) === 0 ? 'private' : 'others-read'
}

function tightenIfThere(path: string, mode: number): void {
  const info = statSync(path, { throwIfNoEntry: false })
  if (info !== undefined && isOurs(info) && (info.mode & OTHERS) !== 0) tighten(path, mode)
}

/** Never adds a right. */
function tighten(path: string, most: number): void {
  try {
    chmodSync(path, statSync(path).mode & most)
  } catch {
    // On a disk that can only be read, or knows no rights, it stays as it is.
  }
}

function isOurs({ uid }: Stats): boolean {
  return uid === process.getuid?.()
}

function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder)
  } catch {
    return null
  }
}

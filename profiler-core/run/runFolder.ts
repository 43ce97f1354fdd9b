import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { MebiError } from '../contract/index.ts'
import { roomForEnding } from './endingFile.ts'
import { type RunMeta, writeMeta } from './meta.ts'
import { FIRST_ROW, ROW_BYTES, SPARE_ROWS } from './tables/tableLayout.ts'

/** The folder in the data folder that holds the folders of all runs that are not in the history yet. */
export function runningFolder(dataDir: string): string {
  return join(dataDir, 'running')
}

/** How much of a table gets its place on the disk at once; more is rarely used. */
const WRITTEN_TABLE = 16 * 1024 * 1024

export interface FolderContent {
  spec: (folder: string) => string
  outlines: string
  watchedRows: number
  meta: RunMeta
}

/**
 * Makes the folder of a run, and returns its path. It appears whole or not at all.
 *
 * @throws MebiError `run-folder`
 */
export function createRunFolder(dataDir: string, content: FolderContent): string {
  const { key } = content.meta.known
  const folder = join(runningFolder(dataDir), key)
  const draft = join(runningFolder(dataDir), `.new-${key}`)
  try {
    makeFolders(draft)
    const write = (name: string, text: string) => writeFileSync(join(draft, name), text, { mode: 0o600 })
    write('spec.json', content.spec(folder))
    write('outlines.jsonl', content.outlines)
    for (const name of ['log.jsonl', 'samples.bin', 'output.jsonl']) write(name, '')
    write('ending.json', roomForEnding())
    createTable(join(draft, 'table.bin'), FIRST_ROW + content.watchedRows + SPARE_ROWS)
    writeMeta(draft, content.meta)
    renameSync(draft, folder)
    return folder
  } catch (error) {
    removeDraft(draft)
    throw folderError(dataDir, error)
  }
}

function removeDraft(draft: string): void {
  try {
    rmSync(draft, { recursive: true, force: true })
  } catch {
    // Where nothing can be made, nothing can be removed either; what went wrong first is what is told.
  }
}

/** Names of folders that are on their way out: `.old-KEY`. */
const LEAVING = '.old-'

/**
 * Removes the folder of a run that is in the history, or that is not wanted there. It goes as a whole: another host that
 * looks meanwhile would take a folder of which a part is gone for a damaged one.
 */
export async function removeRunFolder(folder: string): Promise<void> {
  const leaving = join(dirname(folder), `${LEAVING}${basename(folder)}`)
  const isMoved = await rename(folder, leaving).then(
    () => true,
    () => false,
  )
  await remove(isMoved ? leaving : folder)
}

/** Whether the name of a folder says that it is only to be removed: its host was killed while it did. */
export function isLeaving(name: string): boolean {
  return name.startsWith(LEAVING)
}

/** Removes a folder and all that is in it; nothing where there is none. */
export async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}

/**
 * Makes a folder and those that it lies in. Node's own `recursive` never returns where the system says that a folder
 * cannot be made in one that is there, as under /proc.
 */
function makeFolders(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' && statSync(folder).isDirectory()) return
    if (code !== 'ENOENT' || folder === dirname(folder) || existsSync(dirname(folder))) throw error
    makeFolders(dirname(folder))
    mkdirSync(folder, { mode: 0o700 })
  }
}

/**
 * An empty table. It is written rather than only given its size: where the disk is full, a program that touches a page
 * which has no place on it is killed by SIGBUS.
 */
function createTable(path: string, rows: number): void {
  const fd = openSync(path, 'wx', 0o600)
  try {
    const length = Math.min(rows * ROW_BYTES, WRITTEN_TABLE)
    const zeros = new Uint8Array(length)
    for (let written = 0; written < length; ) written += writeSync(fd, zeros, written)
    ftruncateSync(fd, rows * ROW_BYTES)
  } finally {
    closeSync(fd)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EROFS: 'it is on a disk that can only be read',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'it is not a folder',
  EEXIST: 'it is not a folder',
}

function folderError(dataDir: string, error: unknown): MebiError {
  const reason = REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error))
  return new MebiError(
    'run-folder',
    `The run cannot be recorded in ${dataDir}: ${reason}.`,
    'Mend that, or name another folder in the environment variable MEBI_HOME.',
    { cause: error },
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

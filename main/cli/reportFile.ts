import { randomUUID } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { oneLine } from '../../profiler-core/report/index.ts'
import { fromFsPath, toFsPath } from '../../profiler-core/targets/python/fsPath.ts'
import { EXIT, Failure } from './failure.ts'

/** A file that a report goes to. */
export interface ReportFile {
  /** Writes the whole report, text or bytes, or leaves what was there before. */
  write(content: string | Uint8Array): void
}

/**
 * Makes sure that a report can be written, before a program runs for an hour to fill it. A regular file is replaced at
 * once when its successor is complete; a device or pipe is written to as it is.
 */
export function openReportFile(path: string, cwd: string): ReportFile {
  const target = followLinks(resolve(cwd, path))
  const draft = join(dirname(target), `.mebi-report-${randomUUID()}`)
  const existing = attempt(path, EXIT.usage, () => probe(target, draft))
  const write = (content: string | Uint8Array) => {
    const bytes = typeof content === 'string' ? toFsPath(content) : content
    if (existing === undefined || existing.isFile()) replace(target, draft, bytes, existing)
    else writeFileSync(toFsPath(target), bytes)
  }
  return { write: (content) => attempt(path, EXIT.failure, () => write(content)) }
}

/** Throws where the file could not be written now; returns what is there already. */
function probe(target: string, draft: string): Stats | undefined {
  const existing = statSync(toFsPath(target), { throwIfNoEntry: false })
  if (existing?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' })
  if (existing !== undefined) accessSync(toFsPath(target), constants.W_OK)
  if (existing === undefined || existing.isFile()) {
    writeFileSync(toFsPath(draft), '', { flag: 'wx' })
    rmSync(toFsPath(draft))
  }
  return existing
}

function replace(
  target: string,
  draft: string,
  bytes: string | Uint8Array,
  existing: Stats | undefined,
): void {
  try {
    writeFileSync(toFsPath(draft), bytes, { flag: 'wx', flush: true })
    if (existing !== undefined) chmodSync(toFsPath(draft), existing.mode)
    renameSync(toFsPath(draft), toFsPath(target))
  } catch (error) {
    rmSync(toFsPath(draft), { force: true })
    throw error
  }
}

/** The file that a chain of symbolic links leads to: it is replaced, not the link. */
function followLinks(path: string): string {
  try {
    return fromFsPath(realpathSync.native(toFsPath(path), 'buffer'))
  } catch {
    return path
  }
}

function attempt<T>(path: string, exitCode: number, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw new Failure(`cannot write ${oneLine(path)}: ${reasonOf(error)}`, null, exitCode, { cause: error })
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
}

/** Why a file could not be written, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return (code === undefined ? undefined : REASONS[code]) ?? message
}

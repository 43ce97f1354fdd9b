import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { toFsPath } from './fsPath.ts'

/** Why a file is not read: it is a pipe, a device, a folder and so on, or larger than what is read of such a file. */
export class NoRegularFile extends Error {
  readonly code: 'ENOTREG' | 'EFBIG'
  readonly info: Stats

  constructor(code: 'ENOTREG' | 'EFBIG', info: Stats) {
    super(code === 'ENOTREG' ? `it is ${kindOf(info)}` : 'it is too large')
    this.code = code
    this.info = info
  }
}

/** Windows has no O_NONBLOCK, which counts as 0 here, nor files that keep whoever opens them waiting. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK
const PIECE = 1 << 20

/**
 * Opens a file that others may have made: a pipe to which nobody writes would never open, a device may do something when it is
 * opened or never end. What a link leads to counts.
 *
 * @throws NoRegularFile, or the system's error
 */
export async function openRegular(path: string): Promise<FileHandle> {
  check(await stat(toFsPath(path)))
  const handle = await open(toFsPath(path), FLAGS)
  try {
    // Once more: it may have become another one meanwhile.
    check(await handle.stat())
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** The same, blocking. */
export function openRegularSync(path: string): number {
  check(statSync(toFsPath(path)))
  const fd = openSync(toFsPath(path), FLAGS)
  try {
    check(fstatSync(fd))
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/**
 * The content of a file that others may have made.
 *
 * @throws NoRegularFile, or the system's error
 */
export async function readRegular(path: string, mostBytes: number): Promise<Buffer> {
  const handle = await openRegular(path)
  try {
    const info = await handle.stat()
    const pieces = new Pieces(info, mostBytes)
    for (;;) {
      const { bytesRead, buffer } = await handle.read(pieces.next())
      if (!pieces.take(buffer, bytesRead)) return pieces.whole()
    }
  } finally {
    await handle.close()
  }
}

/** The same, blocking. */
export function readRegularSync(path: string, mostBytes: number): Buffer {
  const fd = openRegularSync(path)
  try {
    const pieces = new Pieces(fstatSync(fd), mostBytes)
    for (;;) {
      const buffer = pieces.next()
      if (!pieces.take(buffer, readSync(fd, buffer))) return pieces.whole()
    }
  } finally {
    closeSync(fd)
  }
}

/** What has been read. Sizes are not relied upon: files grow, and those of `/proc` have none. */
class Pieces {
  readonly #info: Stats
  readonly #most: number
  readonly #pieces: Buffer[] = []
  #length = 0

  constructor(info: Stats, most: number) {
    if (info.size > most) throw new NoRegularFile('EFBIG', info)
    this.#info = info
    this.#most = most
  }

  /** What the next piece is to be read into: one byte more than there may be tells of a file that is too large. */
  next(): Buffer {
    const rest = Math.max(this.#info.size - this.#length, 0) + 1
    return Buffer.allocUnsafe(Math.min(rest, PIECE, this.#most + 1 - this.#length))
  }

  /** `false` at the end. */
  take(buffer: Buffer, count: number): boolean {
    if (count === 0) return false
    this.#pieces.push(buffer.subarray(0, count))
    this.#length += count
    if (this.#length > this.#most) throw new NoRegularFile('EFBIG', this.#info)
    return true
  }

  whole(): Buffer {
    return this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces)
  }
}

function check(info: Stats): void {
  if (!info.isFile()) throw new NoRegularFile('ENOTREG', info)
}

function kindOf(info: Stats): string {
  if (info.isDirectory()) return 'a folder'
  if (info.isFIFO()) return 'a pipe'
  if (info.isSocket()) return 'a socket'
  return 'a device'
}

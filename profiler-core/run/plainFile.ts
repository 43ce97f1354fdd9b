import { closeSync, constants, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants

const FLAGS = { read: O_RDONLY, change: O_RDWR, append: O_WRONLY | O_APPEND | O_CREAT } as const

/** Windows has neither, which counts as 0 here; its links take a right that programs do not have. */
const UNTRUSTING = O_NOFOLLOW | O_NONBLOCK

/**
 * Opens a file of a run folder. The program can write there, and may have put a link to /dev/zero in its place, or a pipe
 * that nobody writes to: no link is followed, nothing is waited for, and what is not a plain file of ours is refused.
 *
 * @throws the system's error where it cannot be opened, an error where it is something else
 */
export function openPlain(path: string, use: keyof typeof FLAGS = 'read'): number {
  const fd = openSync(path, FLAGS[use] | UNTRUSTING, 0o600)
  try {
    const info = fstatSync(fd)
    if (info.isFile() && isOurs(info.uid)) return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
  closeSync(fd)
  throw new Error(`${path} is not a plain file of this user.`)
}

/** A host that is root may run a program that becomes somebody else. */
function isOurs(owner: number): boolean {
  const user = process.getuid?.() ?? 0
  return user === 0 || user === owner
}

/**
 * All of a file of a run folder. One that is larger than it can be was made by somebody else: it may be sparse, and
 * larger than any memory.
 *
 * @throws where it cannot be opened, is no plain file, or has more than `mostBytes`
 */
export function readPlain(path: string, mostBytes: number): Buffer {
  const fd = openPlain(path)
  try {
    const { size } = fstatSync(fd)
    if (size > mostBytes) throw new Error(`${path} is larger than it can be.`)
    const bytes = Buffer.alloc(size)
    let length = 0
    while (length < size) {
      const read = readSync(fd, bytes, length, size - length, length)
      if (read === 0) break
      length += read
    }
    return bytes.subarray(0, length)
  } finally {
    closeSync(fd)
  }
}

/** Replaces a file of a run folder as a whole: it is the old one or the new one at any moment. */
export function replacePlain(path: string, content: string | Uint8Array): void {
  const fd = openFresh(`${path}.new`)
  try {
    writeAll(fd, content)
  } finally {
    closeSync(fd)
  }
  renameSync(`${path}.new`, path)
}

/** Makes a file anew, whatever is there. */
export function openFresh(path: string): number {
  rmSync(path, { force: true })
  return openSync(path, 'wx', 0o600)
}

/** Writes all of it at the place where the file is, or at `position`. */
export function writeAll(fd: number, content: string | Uint8Array, position: number | null = null): number {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  for (let written = 0; written < bytes.length; ) {
    const at = position === null ? null : position + written
    written += writeSync(fd, bytes, written, bytes.length - written, at)
  }
  return bytes.length
}

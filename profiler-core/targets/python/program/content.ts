import { closeSync, fstatSync, readSync, statSync } from 'node:fs'
import { toFsPath } from '../fsPath.ts'
import { openRegularSync } from '../regularFile.ts'
import { LONGEST_SOURCE_BYTES } from '../sourceText.ts'
import { type FirstLine, firstLineOf, isPythonName, isStub } from './firstLine.ts'

/** What a file is to Python, or why it is nothing to it. */
export type Content =
  | { kind: 'script' | 'archive' | 'bytecode'; firstLine: FirstLine | null; isStub: boolean }
  /** Machine code, a text that another program interprets, or something else with NUL bytes. */
  | { kind: 'machine-code' | 'binary' }
  | { kind: 'other-script'; interpreter: string }
  | { kind: 'folder' | 'special' }

/** How much of a file's start is read: a script of a command is shorter. */
const HEAD_BYTES = 65_536
/** The end of an archive, which may have a comment of this length at most. */
const TAIL_BYTES = 65_535 + 22
/** What an extension says goes before a first line: of such a file it is for the shell alone. */
const OWN_EXTENSION = /\.(pyw?|pyc|pyz|pyzw|zip|egg|whl)$/i
const MACHINE_CODE = [
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0xcf, 0xfa, 0xed, 0xfe], // Mach-O
  [0xce, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  [0x4d, 0x5a], // Windows
]

/**
 * Finds out what a file is, as the interpreter and the system do: by what is in it. Blocks.
 *
 * @param file absolute
 * @throws the system's error where it cannot be read
 */
export function contentOf(file: string): Content {
  const kind = statSync(toFsPath(file))
  if (kind.isDirectory()) return { kind: 'folder' }
  if (!kind.isFile()) return { kind: 'special' }
  const fd = openRegularSync(file)
  try {
    const info = fstatSync(fd)
    const head = read(fd, 0, HEAD_BYTES)
    const text = head.toString('utf8')
    const firstLine = firstLineOf(text, file)
    const own = OWN_EXTENSION.test(file)
    if (isArchive(fd, info.size)) return { kind: 'archive', firstLine: own ? null : firstLine, isStub: false }
    if (/\.pyc$/i.test(file) || isBytecode(head)) return { kind: 'bytecode', firstLine: null, isStub: false }
    if (MACHINE_CODE.some((magic) => magic.every((byte, index) => head[index] === byte)))
      return { kind: 'machine-code' }
    if (hasNul(fd, info.size)) return { kind: 'binary' }
    if (own || firstLine === null) return { kind: 'script', firstLine: null, isStub: false }
    if (!isPythonName(firstLine.interpreter))
      return { kind: 'other-script', interpreter: firstLine.interpreter }
    return { kind: 'script', firstLine, isStub: isStub(text) }
  } finally {
    closeSync(fd)
  }
}

/** Whether a file is what an installer has written for a command; false where it cannot be read. Blocks. */
export function isCommandStub(file: string): boolean {
  try {
    const content = contentOf(file)
    return 'isStub' in content && content.isStub
  } catch {
    return false
  }
}

function read(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const count = readSync(fd, buffer, done, length - done, position + done)
    if (count === 0) break
    done += count
  }
  return buffer.subarray(0, done)
}

/** As Python tells: a zip archive ends with its directory's end, whatever stands before. */
function isArchive(fd: number, size: number): boolean {
  const length = Math.min(size, TAIL_BYTES)
  const tail = read(fd, size - length, length)
  const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  return at >= 0 && tail.length - at >= 22 && at + 22 + tail.readUInt16LE(at + 20) === tail.length
}

/** Compiled code that is named otherwise: a number of its version, CR, LF, and four bytes of which the last are 0. */
function isBytecode(head: Buffer): boolean {
  return head.length >= 16 && head[2] === 0x0d && head[3] === 0x0a && head.readUInt32LE(4) <= 3
}

function hasNul(fd: number, size: number): boolean {
  const length = Math.min(size, LONGEST_SOURCE_BYTES)
  for (let position = 0; position < length; position += HEAD_BYTES) {
    if (read(fd, position, HEAD_BYTES).includes(0)) return true
  }
  return false
}

import { realpath } from 'node:fs/promises'
import { platform } from 'node:process'

const LONE_ESCAPE = /[\uDC80-\uDCFF]/u

/**
 * The form of a path that the file system calls of Node take: the path itself, or its bytes where some of them are
 * not valid UTF-8 and stand as lone surrogates in the string (PEP 383). Windows has no such bytes.
 */
export function toFsPath(path: string): string | Buffer {
  if (platform === 'win32' || !LONE_ESCAPE.test(path)) return path
  const bytes: Buffer[] = []
  // With the u flag a well-formed pair is one character, so only lone surrogates match.
  for (const piece of path.split(/([\uDC80-\uDCFF])/u)) {
    const code = piece.codePointAt(0) ?? 0
    bytes.push(
      piece.length === 1 && code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(piece),
    )
  }
  return Buffer.concat(bytes)
}

/** The inverse of `toFsPath`: decodes UTF-8 as Python's `os.fsdecode` does. */
export function fromFsPath(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\uFFFD')) return text
  let result = ''
  let index = 0
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index)
    result +=
      length === 0
        ? String.fromCharCode(0xdc00 + (bytes[index] ?? 0))
        : bytes.toString('utf8', index, index + length)
    index += Math.max(length, 1)
  }
  return result
}

/** The path with all symbolic links resolved. Rejects as `fs.realpath` does. */
export async function realPath(path: string): Promise<string> {
  return fromFsPath(await realpath(toFsPath(path), { encoding: 'buffer' }))
}

/** Length of the valid UTF-8 sequence that starts at `start`; 0 where there is none. */
function sequenceLength(bytes: Buffer, start: number): number {
  const lead = bytes[start] ?? 0
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (start + length > bytes.length) return 0
  // Overlong forms and encoded surrogates decode to U+FFFD, whose own encoding is EF BF BD.
  const piece = bytes.subarray(start, start + length)
  return Buffer.from(piece.toString('utf8')).equals(piece) ? length : 0
}

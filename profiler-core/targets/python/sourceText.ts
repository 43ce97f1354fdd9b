import type { SourceFile } from '../../contract/index.ts'
import { isNotebook } from '../../contract/paths.ts'
import { readNotebook } from './notebook/notebook.ts'
import { readRegular } from './regularFile.ts'

/** Nobody has written, nor reads, a longer one. */
export const LONGEST_SOURCE_BYTES = 64 * 2 ** 20

/**
 * A source file, decoded as Python decodes it; `null` where it cannot be read, is compiled code, or no plain file: a name may
 * come from what a program has written, and lead to a device that never ends, or to a pipe that nobody writes.
 */
export async function readSource(file: string): Promise<SourceFile | null> {
  const bytes = await readRegular(file, LONGEST_SOURCE_BYTES).catch(() => null)
  if (bytes === null || bytes.includes(0)) return null
  try {
    return { file, text: textOf(file, bytes) }
  } catch {
    return null // a notebook that is none
  }
}

/**
 * The text of a file as it is shown and profiled.
 *
 * @throws MebiError as `readNotebook`
 */
export function textOf(file: string, bytes: Buffer): string {
  return isNotebook(file) ? readNotebook(bytes, file).text : decodeSource(bytes)
}

/**
 * Text of a Python source: UTF-8, or what its coding line says (PEP 263), without a byte order mark. Line ends stay as
 * they are. Bytes that the encoding does not have become U+FFFD (Python would refuse to compile them).
 */
export function decodeSource(bytes: Buffer): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3)
  const encoding = codingOf(bytes)
  if (encoding === null || /^utf-?8/.test(encoding)) return bytes.toString('utf8')
  // What the Web calls latin1 is Windows-1252.
  if (/^(latin-?1|iso-?8859-?1|iso-latin-1|l1|(us-)?ascii|646)(-|$)/.test(encoding))
    return bytes.toString('latin1')
  try {
    return new TextDecoder(LABELS[encoding] ?? encoding).decode(bytes)
  } catch {
    return bytes.toString('latin1') // an encoding that Node does not know: every byte is kept at least
  }
}

/** What Python calls differently from the Encoding Standard of the Web. */
const LABELS: Readonly<Record<string, string>> = {
  'mac-roman': 'macintosh',
  cp932: 'windows-31j',
  cp936: 'gbk',
  cp949: 'windows-949',
  cp950: 'big5',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  sjis: 'shift_jis',
}

/** The encoding that one of the first two lines names, in lower case with hyphens; `null` where none does. */
function codingOf(bytes: Buffer): string | null {
  const [first = '', second = ''] = bytes.toString('latin1', 0, 1024).split(/\r\n|\n|\r/, 2)
  const lines = /^[ \t\f]*(#|$)/.test(first) ? [first, second] : [first]
  for (const line of lines) {
    const name = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]
    if (name !== undefined) return name.toLowerCase().replaceAll('_', '-')
  }
  return null
}

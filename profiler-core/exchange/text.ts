import { type GivenFile, invalid } from './problem.ts'

const MOST_LINES = 4_000_000
/** In bytes. */
const LONGEST_LINE = 2 ** 20

/** A text as programs write it: UTF-8, or UTF-16 with a byte order mark, as PowerShell redirects. What is neither stays legible. */
export function decodeText(file: GivenFile): string {
  checkLines(file)
  const { bytes } = file
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

/** Before a text is taken apart: so many lines, or such long ones, have no file that is meant to be read. */
function checkLines({ name, bytes }: GivenFile): void {
  let count = 0
  let start = 0
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) continue
    if (at - start > LONGEST_LINE) throw invalid(name, 'has a line that is longer than a mebibyte.')
    start = at + 1
    count += 1
  }
  if (count > MOST_LINES) throw invalid(name, `has more than ${MOST_LINES} lines.`)
}

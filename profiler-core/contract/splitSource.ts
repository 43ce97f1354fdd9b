/**
 * The physical lines of a source as Python counts them: ended by LF, CRLF or CR and by nothing else (a form feed or
 * U+2028 within a line ends nothing), without a byte order mark, the last one with or without a line end.
 */
export function splitSource(text: string): string[] {
  const lines = (text.startsWith('\uFEFF') ? text.slice(1) : text).split(/\r\n|\r|\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

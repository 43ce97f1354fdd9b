import type { Writable } from 'node:stream'
import { MebiError } from '../contract/index.ts'

/** So many bytes may wait for a program to read them. */
const MOST_WAITING = 2 ** 20

/**
 * Hands text to a program's standard input; `null` ends it. What the program does not read at once waits.
 *
 * @throws MebiError `input-not-ours`, `input-ended` or `input-full`
 */
export function writeInput(stdin: Writable | null, text: string | null): void {
  if (stdin === null) {
    throw new MebiError('input-not-ours', 'The standard input of this run does not come from here.')
  }
  if (text === null) {
    stdin.end()
    return
  }
  // Destroyed: the program has closed it, or ended.
  if (stdin.writableEnded || stdin.destroyed) {
    throw new MebiError('input-ended', 'The program does not read its standard input any more: it has ended.')
  }
  if (stdin.writableLength + Buffer.byteLength(text) > MOST_WAITING) {
    throw new MebiError(
      'input-full',
      'This is more than the program reads: at most 1 MiB may wait for it.',
      'Send it in smaller pieces, or let the program read a file.',
    )
  }
  stdin.write(text)
}

import { MebiError } from '../contract/index.ts'

/** A file that is to be taken in. */
export interface GivenFile {
  /** Without its folder. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** How many characters of something that a file says are repeated to the person. */
const MOST_QUOTED = 60

/** `what`: what is wrong, as the end of a sentence that begins with the file's name. */
export function unusable(code: string, name: string, what: string, hint: string | null = null): MebiError {
  return new MebiError(code, `${name} ${what}`, hint)
}

/** The file ends before its end, or its bytes are not those that were written. */
export function damaged(name: string, what: string): MebiError {
  return unusable('import-damaged', name, what, 'Nothing of it was taken in. Copy or export it again.')
}

/** The file is whole, but no run could look like that. */
export function invalid(name: string, what: string): MebiError {
  return unusable('import-invalid', name, what, 'Nothing of it was taken in.')
}

/** Something of a file, for a sentence. */
export function quoted(text: string): string {
  return text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text
}

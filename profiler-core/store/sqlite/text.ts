import { toUSVString } from 'node:util'

/**
 * SQLite keeps TEXT as UTF-8, which has no place for the lone surrogates that stand for undecodable bytes (see `Path`
 * in the contract). A string that has some is kept as its JSON literal, whose escapes are plain ASCII, and so is one
 * that begins with the quote that marks such literals. All other strings are kept as they are. Equal strings stay
 * equal, different ones different.
 */
export function toText(value: string): string {
  return isWellFormed(value) && !value.startsWith('"') ? value : JSON.stringify(value)
}

/** Undoes `toText`, for a schema to check: a damaged literal becomes `undefined`. */
export function fromText(text: string): unknown {
  if (!text.startsWith('"')) return text
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function toTextOrNull(value: string | null): string | null {
  return value === null ? null : toText(value)
}

export function fromTextOrNull(text: string | null): unknown {
  return text === null ? null : fromText(text)
}

/** True for a string without lone surrogates, which UTF-8 can hold. */
export function isWellFormed(value: string): boolean {
  return toUSVString(value) === value
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret that cannot be guessed: 256 bits, as text for an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a secret that needs not be told again; of equal length whatever the text, as comparing wants it. */
export function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Compares in constant time. */
export function isSame(one: Buffer, other: Buffer): boolean {
  return timingSafeEqual(one, other)
}

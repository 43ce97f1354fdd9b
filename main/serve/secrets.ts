import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long a ticket may be used: a browser has started by then. */
const TICKET_MS = 60_000

/** What lets people in. Whoever knows the token may run programs. */
export class Secrets {
  /** 256 bits, as text for an address. */
  readonly token = randomBytes(32).toString('base64url')
  readonly #tickets = new Map<string, NodeJS.Timeout>()

  isToken(candidate: string): boolean {
    return timingSafeEqual(digest(candidate), digest(this.token))
  }

  /** A secret in place of the token that opens the door once: command lines can be read by other users. */
  makeTicket(): string {
    const ticket = randomBytes(32).toString('base64url')
    this.#tickets.set(ticket, setTimeout(() => this.#tickets.delete(ticket), TICKET_MS).unref())
    return ticket
  }

  takeTicket(candidate: string): boolean {
    const used = [...this.#tickets.keys()].find((ticket) =>
      timingSafeEqual(digest(ticket), digest(candidate)),
    )
    if (used === undefined) return false
    clearTimeout(this.#tickets.get(used))
    return this.#tickets.delete(used)
  }
}

/** Of equal length whatever the text, as the comparison in constant time wants it. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

import { digest, isSame, newSecret } from './secret.ts'
import { Sessions } from './sessions.ts'

/** How long a ticket may be used: a browser has started by then. */
const TICKET_MS = 60_000

/** A secret that begins a session, once. */
export interface Ticket {
  readonly text: string
  /** Settles when it is good for nothing any more. */
  readonly ended: Promise<'used' | 'expired'>
}

interface Issued {
  readonly digest: Buffer
  readonly end: (how: 'used' | 'expired') => void
}

/**
 * What lets people in. The token is for people and scripts, and lasts as long as the server; pages never see it. They
 * begin with a ticket and go on with the key of a session.
 */
export class Secrets {
  readonly token = newSecret()
  readonly sessions = new Sessions()
  readonly #tokenDigest = digest(this.token)
  readonly #tickets = new Set<Issued>()

  isToken(candidate: string): boolean {
    return isSame(digest(candidate), this.#tokenDigest)
  }

  makeTicket(): Ticket {
    const text = newSecret()
    const ended = new Promise<'used' | 'expired'>((resolve) => {
      const issued: Issued = {
        digest: digest(text),
        end: (how) => {
          this.#tickets.delete(issued)
          clearTimeout(timer)
          resolve(how)
        },
      }
      const timer = setTimeout(() => issued.end('expired'), TICKET_MS).unref()
      this.#tickets.add(issued)
    })
    return { text, ended }
  }

  takeTicket(candidate: string): boolean {
    const given = digest(candidate)
    const used = [...this.#tickets].find((ticket) => isSame(ticket.digest, given))
    used?.end('used')
    return used !== undefined
  }
}

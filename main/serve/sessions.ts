import { digest, isSame, newSecret } from './secret.ts'

/** So long a session may be unused; a page that is open uses it. */
const IDLE_MS = 12 * 3_600_000
/** So many may be open at once: beyond, the one that was unused the longest ends. */
const MOST_SESSIONS = 32
/** So many keys of one session may be good at once: pages that are loaded at the same moment each get one. */
const MOST_KEYS = 8
/** So long a key is good after its successor was used: for what is on its way, and for other tabs. */
const GRACE_MS = 60_000

interface Key {
  readonly digest: Buffer
  endsAt: number
  /** The key that this one was given for, until it is used. */
  replaces: Key | null
}

/** What a browser was let in with, however often its pages are loaded. */
export interface Session {
  usedAt: number
  keys: Key[]
}

/** Who is let in, and by which keys. A page gets a new key whenever it is loaded. */
export class Sessions {
  readonly #open = new Set<Session>()
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Lets somebody in; returns the key. */
  begin(): string {
    this.#endUnused()
    const [unused] = [...this.#open].sort((a, b) => a.usedAt - b.usedAt)
    if (this.#open.size >= MOST_SESSIONS && unused !== undefined) this.#open.delete(unused)
    const session: Session = { usedAt: this.#now(), keys: [] }
    this.#open.add(session)
    return this.#addKey(session, null)
  }

  /** The session that a key belongs to; `null` where it is none. */
  use(candidate: string): Session | null {
    return this.#find(candidate)?.session ?? null
  }

  /** A new key in place of one that is good; `null` where it is none. */
  renew(candidate: string): string | null {
    const found = this.#find(candidate)
    return found === null ? null : this.#addKey(found.session, found.key)
  }

  /** Says whether a session is still open, and counts as use of it. */
  keep(session: Session): boolean {
    this.#endUnused()
    if (!this.#open.has(session)) return false
    session.usedAt = this.#now()
    return true
  }

  #find(candidate: string): { session: Session; key: Key } | null {
    this.#endUnused()
    const given = digest(candidate)
    const now = this.#now()
    for (const session of this.#open) {
      const key = session.keys.find((each) => isSame(each.digest, given) && now < each.endsAt)
      if (key === undefined) continue
      session.usedAt = now
      if (key.replaces !== null) key.replaces.endsAt = Math.min(key.replaces.endsAt, now + GRACE_MS)
      key.replaces = null
      return { session, key }
    }
    return null
  }

  #addKey(session: Session, replaces: Key | null): string {
    const text = newSecret()
    const now = this.#now()
    const key = { digest: digest(text), endsAt: Number.POSITIVE_INFINITY, replaces }
    session.keys = [...session.keys.filter(({ endsAt }) => now < endsAt), key].slice(-MOST_KEYS)
    return text
  }

  #endUnused(): void {
    const now = this.#now()
    for (const session of this.#open) if (now - session.usedAt > IDLE_MS) this.#open.delete(session)
  }
}

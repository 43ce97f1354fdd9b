import type { Result } from '../../profiler-core/contract/index.ts'

/**
 * What lets this page in at `mebi serve`: a key that goes with each request as a header. It lies in the storage of the
 * origin, which belongs to one port: cookies are sent to every server of the same name, and any of them can set them.
 */
const NAME = 'mebi.session'
const TICKET = /^#ticket=([\w-]+)$/

/** Where a browser keeps nothing for us: the page is let in until it is loaded again. */
let unstored: string | null = null

/** The headers that let a request in; none where this page was never let in. */
export function keyHeaders(): Record<string, string> {
  const key = storedKey()
  return key === null ? {} : headersOf(key)
}

/** Takes the ticket that the address brings, else a new key for the one of before. Never rejects: calls tell what is wrong. */
export async function beginSession(): Promise<void> {
  const ticket = takeTicket()
  if (ticket !== null && (await exchange(ticket))) return
  const key = storedKey()
  if (key !== null) await exchange(key)
}

/** Resolves when another page of ours has been let in anew. */
export function nextKey(): Promise<void> {
  return new Promise((resolve) => {
    const onStorage = ({ key }: StorageEvent) => {
      if (key !== NAME) return
      window.removeEventListener('storage', onStorage)
      resolve()
    }
    window.addEventListener('storage', onStorage)
  })
}

/** It is good for one time; in the address it would stand in the way of a reload. */
function takeTicket(): string | null {
  const ticket = TICKET.exec(location.hash)?.[1] ?? null
  if (ticket !== null) history.replaceState(history.state, '', location.pathname)
  return ticket
}

async function exchange(secret: string): Promise<boolean> {
  try {
    const response = await fetch('/api/session', { method: 'POST', headers: headersOf(secret) })
    const result = (await response.json()) as Result<{ key: string }>
    if (result.ok) store(result.value.key)
    return result.ok
  } catch {
    return false
  }
}

function headersOf(secret: string): Record<string, string> {
  return { authorization: `Bearer ${secret}` }
}

/** Read for each request: another tab may have got a newer one. */
function storedKey(): string | null {
  try {
    return localStorage.getItem(NAME) ?? unstored
  } catch {
    return unstored
  }
}

function store(key: string): void {
  unstored = key
  try {
    localStorage.setItem(NAME, key)
  } catch {
    // Full, or forbidden by the person.
  }
}

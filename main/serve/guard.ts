import { hostname } from 'node:os'
import type { HttpBindings } from '@hono/node-server'
import type { Context, Handler, MiddlewareHandler } from 'hono'
import type { Result } from '../../profiler-core/contract/index.ts'
import { CONTENT_SECURITY_POLICY } from '../contentSecurityPolicy.ts'
import { refusal } from './answers.ts'
import { hostName, isServedName } from './hostNames.ts'
import type { Secrets, Ticket } from './secrets.ts'

/** What goes with a request. */
export interface ServeEnv {
  Bindings: HttpBindings
  Variables: {
    /** Whether who asked is let in still; asking it keeps the session open. */
    isStillIn: () => boolean
  }
}

/** Headers of every response. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Referrer-Policy', 'no-referrer')
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
  c.header('Cross-Origin-Resource-Policy', 'same-origin')
  await next()
}

/** Refuses what was not sent by a page of ours, whatever secrets come with it. */
export function ownPagesOnly(boundTo: string): MiddlewareHandler {
  const machine = hostname()
  return async (c, next) => {
    const host = c.req.header('host')
    const name = hostName(host)
    if (name === null || !isServedName(name, boundTo, machine)) {
      return refusal(
        c,
        403,
        'wrong-host',
        'This server does not go by that name: use the address it printed.',
      )
    }
    const origin = c.req.header('origin')
    if (origin !== undefined && origin !== `http://${host}`) return foreign(c)
    if (!isOwnFetch(c)) return foreign(c)
    return next()
  }
}

/** Where a browser says who asks: our own page, or the person. A link elsewhere may lead here, nothing more. */
function isOwnFetch(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site === undefined || site === 'same-origin') return true
  const isApi = c.req.path.startsWith('/api/')
  const navigates =
    c.req.header('sec-fetch-mode') === 'navigate' && c.req.header('sec-fetch-dest') === 'document'
  return !isApi && (site === 'none' || navigates)
}

function foreign(c: Context): Response {
  return refusal(c, 403, 'foreign-page', 'Another page asked for this, not Mebi.')
}

/**
 * An address with the token leads to the page with a ticket in its place, behind the `#`, which is sent to nobody: no page
 * sees the token, and Back does not lead to it. What a browser writes down of addresses that were opened is its own.
 */
export function tokenAddress(secrets: Secrets): MiddlewareHandler {
  return async (c, next) => {
    const given = c.req.query('token')
    if (given === undefined || c.req.method !== 'GET') return next()
    if (!secrets.isToken(given)) return unauthorized(c)
    c.header('Cache-Control', 'no-store')
    return c.redirect(pathWithTicket(secrets.makeTicket()), 303)
  }
}

/** Where the page takes a ticket from. */
export function pathWithTicket({ text }: Ticket): string {
  return `/#ticket=${text}`
}

/** Gives a page its key: for a ticket, or for the key that it had when it was loaded before. */
export function sessionRoute(secrets: Secrets): Handler {
  return (c) => {
    const given = bearer(c)
    if (given === null) return unauthorized(c)
    const { sessions } = secrets
    const key = secrets.takeTicket(given) ? sessions.begin() : sessions.renew(given)
    if (key === null) return unauthorized(c)
    c.header('Cache-Control', 'no-store')
    return c.json<Result<{ key: string }>>({ ok: true, value: { key } })
  }
}

/**
 * Lets in who sends the token or the key of a session, as a header, which only our own pages and scripts can. There is
 * no cookie: those know no ports, so that any server of the same name is sent ours, and can set or replace them.
 */
export function secretHoldersOnly(secrets: Secrets): MiddlewareHandler<ServeEnv> {
  return async (c, next) => {
    const given = bearer(c)
    if (given === null) return unauthorized(c)
    if (secrets.isToken(given)) {
      c.set('isStillIn', () => true)
      return next()
    }
    const session = secrets.sessions.use(given)
    if (session === null) return unauthorized(c)
    c.set('isStillIn', () => secrets.sessions.keep(session))
    return next()
  }
}

function bearer(c: Context): string | null {
  return /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? null
}

function unauthorized(c: Context): Response {
  return refusal(
    c,
    401,
    'unauthorized',
    'Open the address that mebi serve printed: it ends in ?token= and a long word, which is new at every start.',
  )
}

import { hostname } from 'node:os'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { CONTENT_SECURITY_POLICY } from '../contentSecurityPolicy.ts'
import { refusal } from './answers.ts'
import { hostName, hostPort, isServedName } from './hostNames.ts'
import type { Secrets } from './secrets.ts'

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
 * Lets in who has the cookie or sends the token. An address with the token, or a ticket, gives the cookie and leads to
 * the same address without it, so that it stays in no history.
 */
export function secretHoldersOnly(secrets: Secrets): MiddlewareHandler {
  return async (c, next) => {
    const given = c.req.query('token')
    if (given !== undefined && c.req.path === '/' && c.req.method === 'GET') {
      if (secrets.isToken(given) || secrets.takeTicket(given)) return letIn(c, secrets)
    } else if (holdsSecret(c, secrets)) return next()
    return refusal(
      c,
      401,
      'unauthorized',
      'Open the address that mebi serve printed: it ends in ?token= and a long word, which is new at every start.',
    )
  }
}

function holdsSecret(c: Context, secrets: Secrets): boolean {
  const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const candidate = bearer ?? getCookie(c, cookieName(c))
  return candidate !== undefined && secrets.isToken(candidate)
}

function letIn(c: Context, secrets: Secrets): Response {
  setCookie(c, cookieName(c), secrets.token, { httpOnly: true, sameSite: 'Strict', path: '/' })
  c.header('Cache-Control', 'no-store')
  // A browser that follows a link of another site sends a strict cookie only with what our own page asks for next.
  if (c.req.header('sec-fetch-site') === 'cross-site') {
    return c.html('<!doctype html><meta http-equiv="refresh" content="0; url=/"><title>Mebi</title>')
  }
  return c.redirect('/', 303)
}

/** Cookies know no ports: two servers, or tunnels to them, would take each other's. */
function cookieName(c: Context): string {
  return `mebi-${hostPort(c.req.header('host') ?? '')}`
}

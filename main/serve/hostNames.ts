import { isIP } from 'node:net'

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1']

/** The part of a `Host` header before the port, brackets removed; `null` where it is none. */
export function hostName(header: string | undefined): string | null {
  const match = /^(?:\[([\da-f:.]+)\]|([^:[\]/?#@\\]+))(?::\d{1,5})?$/i.exec(header ?? '')
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null
}

export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.includes(host) || /^127(\.\d+){3}$/.test(host)
}

/**
 * Says by which names pages may call the server. A page of a stranger can have its own name point at this machine (DNS
 * rebinding) but must then call it by that name. It cannot do so with a number, so that any is good for a server that
 * other machines reach. Ports are not looked at: a tunnel has its own.
 */
export function isServedName(name: string, boundTo: string, machine: string): boolean {
  if (LOOPBACK_NAMES.includes(name) || name === boundTo.toLowerCase()) return true
  return !isLoopback(boundTo) && (isIP(name) !== 0 || name === machine.toLowerCase())
}

import type { Server } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { createAdaptorServer } from '@hono/node-server'
import { MebiError } from '../../profiler-core/contract/index.ts'
import { createServeApp, type ServeAppOptions } from './app.ts'
import { pathWithTicket } from './guard.ts'
import { DEFAULT_PORT } from './port.ts'
import { Secrets, type Ticket } from './secrets.ts'

/** A browser sends us the cookies of every server of this name, 180 of 4 KiB at most: they must not lock our pages out. */
const MAX_HEADER_BYTES = 2 ** 20

export interface ServeOptions extends Omit<ServeAppOptions, 'secrets'> {
  /** `null`: the usual one if it is free, else any. */
  readonly port: number | null
}

export interface Serving {
  readonly port: number
  /** For people: with the token. */
  readonly address: string
  /** For a browser that we start: opens the page once, within a minute. */
  readonly makeTicketAddress: () => TicketAddress
  /** Cuts all connections. */
  readonly close: () => Promise<void>
}

export interface TicketAddress extends Pick<Ticket, 'ended'> {
  readonly address: string
}

/** Starts to serve the pages and the core. Rejects with a `MebiError` where it cannot listen. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const secrets = new Secrets()
  const app = createServeApp({ ...options, secrets })
  // Made by `node:http`, as no other is asked for.
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { maxHeaderSize: MAX_HEADER_BYTES },
  }) as Server
  const port = await listen(server, options.host, options.port)
  const origin = `http://${inAddress(options.host)}:${port}`
  return {
    port,
    address: `${origin}/?token=${secrets.token}`,
    makeTicketAddress: () => {
      const ticket = secrets.makeTicket()
      return { address: origin + pathWithTicket(ticket), ended: ticket.ended }
    },
    close: () => close(server),
  }
}

async function listen(server: Server, host: string, port: number | null): Promise<number> {
  try {
    return await bind(server, host, port ?? DEFAULT_PORT)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' && port === null) return bind(server, host, 0)
    throw listenError(code, message, host, port ?? DEFAULT_PORT, error)
  }
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function listenError(
  code: string | undefined,
  message: string,
  host: string,
  port: number,
  cause: unknown,
): MebiError {
  switch (code) {
    case 'EADDRINUSE':
      return new MebiError(
        'port-busy',
        `Port ${port} of ${host} is in use already.`,
        'Leave out --port to take one that is free.',
        { cause },
      )
    case 'EACCES':
      return new MebiError('port-forbidden', `Port ${port} is not yours to take.`, 'Take one above 1023.', {
        cause,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new MebiError(
        'host-unknown',
        `${host} is no address of this machine.`,
        'Leave out --host to serve this machine alone.',
        { cause },
      )
    default:
      return new MebiError('cannot-listen', `Cannot listen on port ${port} of ${host}: ${message}`, null, {
        cause,
      })
  }
}

/** A name for an address: where all of this machine's are served, one that leads to it. */
function inAddress(host: string): string {
  if (host === '0.0.0.0' || host === '::') return ownAddress() ?? hostname()
  return isIPv6(host) ? `[${host}]` : host
}

/** The first address by which other machines know this one. */
function ownAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

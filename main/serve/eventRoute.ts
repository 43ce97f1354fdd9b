import type { Handler } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { pageEvents } from '../pageEvents.ts'
import type { ServeEnv } from './guard.ts'

/** How long a page waits before it connects again. */
const RETRY_MS = 1000

export interface EventRouteOptions {
  /** How often a page is told that we are there: tunnels close what is silent. */
  readonly heartbeatMs: number
  /** How long a page may take for one event. */
  readonly patienceMs: number
}

export const EVENT_ROUTE_DEFAULTS: EventRouteOptions = { heartbeatMs: 15_000, patienceMs: 10_000 }

/** The events of the core as server-sent events, one as JSON in each message, as long as the page takes them. */
export function eventRoute(
  service: ProfilerService,
  { heartbeatMs, patienceMs }: EventRouteOptions = EVENT_ROUTE_DEFAULTS,
): Handler<ServeEnv> {
  return (c) => {
    const { outgoing } = c.env
    return streamSSE(c, async (stream) => {
      // What waits in a connection that takes nothing would wait forever: it is cut, and the page connects anew.
      const drop = () => outgoing.destroy()
      const left = new Promise<void>((resolve) => {
        outgoing.once('close', resolve)
        if (outgoing.destroyed) resolve()
      })
      const heartbeat = setInterval(() => {
        // A page that listens uses its session; one whose session has ended hears no more.
        if (c.var.isStillIn()) void stream.write(':\n\n')
        else drop()
      }, heartbeatMs)
      // Before anything else: with it, the page knows that it is connected.
      const end = pageEvents(service, (event) => stream.writeSSE({ data: JSON.stringify(event) }), {
        onLost: drop,
        patienceMs,
      })
      void stream.write(`retry: ${RETRY_MS}\n\n`)
      await left
      clearInterval(heartbeat)
      end()
    })
  }
}

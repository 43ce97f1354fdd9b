import type { AnyEvent, Result } from '../../profiler-core/contract/index.ts'
import { type Api, ApiError } from './api.ts'
import { unwrap } from './bridgeApi.ts'

/** Over HTTP and server-sent events of `mebi serve`, which knows this page by its cookie. */
export function httpApi(): Api {
  const ask = async (name: string, input: unknown) => unwrap(await post(name, input)) as never
  const connection = new Set<(connected: boolean) => void>()
  return {
    host: 'browser',
    call: ask,
    ask,
    subscribe: (listener) => {
      // Connects again by itself; what happened meanwhile is asked for by whoever listens to the connection.
      const source = new EventSource('/api/events')
      let connected = true
      const tell = (now: boolean) => {
        if (now === connected) return
        connected = now
        for (const each of connection) each(now)
      }
      source.onopen = () => tell(true)
      source.onerror = () => tell(false)
      source.onmessage = (message: MessageEvent<string>) => listener(JSON.parse(message.data) as AnyEvent)
    },
    onConnection: (listener) => {
      connection.add(listener)
    },
    pathOf: () => null,
  }
}

async function post(name: string, input: unknown): Promise<Result<unknown>> {
  let response: Response
  try {
    response = await fetch(`/api/call/${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
  } catch {
    throw new ApiError({
      code: 'unreachable',
      message: 'Mebi does not answer any more.',
      hint: 'See whether mebi serve still runs in its terminal; this page connects again by itself.',
    })
  }
  if (response.status === 401) {
    throw new ApiError({
      code: 'unauthorized',
      message: 'This page may not talk to mebi serve: it was started anew since.',
      hint: 'Open the address that it printed.',
    })
  }
  return (await response.json()) as Result<unknown>
}

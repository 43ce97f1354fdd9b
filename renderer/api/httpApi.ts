import type { Result } from '../../profiler-core/contract/index.ts'
import { type Api, ApiError, type Connection, REFUSED } from './api.ts'
import { unwrap } from './bridgeApi.ts'
import { hearEvents } from './eventStream.ts'
import { beginSession, keyHeaders } from './session.ts'

/** Over HTTP and server-sent events of `mebi serve`. */
export function httpApi(): Api {
  const begun = beginSession()
  const listeners = new Set<(connection: Connection) => void>()
  let last: Connection = 'open'
  const tell = (connection: Connection) => {
    if (connection === last) return
    last = connection
    for (const each of listeners) each(connection)
  }
  const ask = async (name: string, input: unknown) => {
    await begun
    const response = await post(name, input)
    if (response.status === 401) {
      tell('refused')
      throw new ApiError(REFUSED)
    }
    return unwrap((await response.json()) as Result<unknown>) as never
  }
  return {
    host: 'browser',
    call: ask,
    ask,
    subscribe: (listener) => void begun.then(() => hearEvents({ onEvent: listener, onConnection: tell })),
    onConnection: (listener) => {
      listeners.add(listener)
    },
    pathOf: () => null,
  }
}

async function post(name: string, input: unknown): Promise<Response> {
  try {
    return await fetch(`/api/call/${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...keyHeaders() },
      body: JSON.stringify(input),
    })
  } catch {
    throw new ApiError({
      code: 'unreachable',
      message: 'Mebi does not answer any more.',
      hint: 'See whether mebi serve still runs in its terminal; this page connects again by itself.',
    })
  }
}

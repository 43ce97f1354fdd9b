import type { Bridge, Json, Result } from '../../profiler-core/contract/index.ts'
import { fromJson } from '../../profiler-core/contract/json.ts'
import { type Api, ApiError } from './api.ts'

/** Over the preload script of the desktop app. */
export function bridgeApi(bridge: Bridge): Api {
  return {
    host: 'desktop',
    call: async (name, input) =>
      unwrap(fromJson((await bridge.calls[name](input as never)) as Json<Result<unknown>>)) as never,
    ask: async (name, input) =>
      unwrap(fromJson((await bridge.host[name](input as never)) as Json<Result<unknown>>)) as never,
    subscribe: (listener) => {
      bridge.subscribe((event) => listener(fromJson(event)))
    },
    // The core lives as long as the window does.
    onConnection: () => {},
    pathOf: (file) => bridge.pathOf(file as never) || null,
  }
}

/** The value of a result, its error thrown. */
export function unwrap(result: Result<unknown>): unknown {
  if (result.ok) return result.value
  throw new ApiError(result.error)
}

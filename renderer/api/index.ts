import type { Bridge } from '../../profiler-core/contract/index.ts'
import type { Api } from './api.ts'
import { bridgeApi } from './bridgeApi.ts'
import { httpApi } from './httpApi.ts'

export { type Api, ApiError, type Connection, REFUSED } from './api.ts'

declare global {
  interface Window {
    readonly mebi?: Bridge
  }
}

export const api: Api = window.mebi === undefined ? httpApi() : bridgeApi(window.mebi)

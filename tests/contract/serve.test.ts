import { describe } from 'vitest'
import type { Result } from '../../profiler-core/contract/index.ts'
import { startServe } from '../e2e/serving.ts'
import { connect } from '../main/serve/eventSource.ts'
import { contractSuite } from './suite.ts'

describe('mebi serve', () => {
  contractSuite(async (home) => {
    const serving = await startServe(['--port', '0'], { MEBI_HOME: home })
    const { origin, port, searchParams } = new URL(serving.address)
    const token = searchParams.get('token') ?? ''
    const connection = await connect(Number(port), token)
    return {
      dispatch: async (name, input) => {
        const response = await fetch(`${origin}/api/call/${encodeURIComponent(name)}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify(input),
        })
        return (await response.json()) as Result<unknown>
      },
      events: connection.events,
      close: async () => {
        await serving.stop()
      },
    }
  })
})

import { mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'
import { type AnyEvent, eventNames } from '../../profiler-core/contract/index.ts'
import { createProfilerService } from '../../profiler-core/service.ts'
import { openStore } from '../../profiler-core/store/index.ts'
import { contractSuite } from './suite.ts'

describe('the core itself', () => {
  contractSuite(async (home) => {
    mkdirSync(home)
    const service = createProfilerService({
      openStore: () => openStore(home),
      dataFolder: home,
      tempFolder: tmpdir(),
      agentDir: fileURLToPath(new URL('../../profiler-core/targets/python/agent', import.meta.url)),
      examplesDir: fileURLToPath(new URL('../../examples', import.meta.url)),
      asksForTrust: true,
      env: process.env,
      home: homedir(),
      platform: process.platform,
      stdin: 'pipe',
      reportFault: (error) => {
        throw error
      },
    })
    const events: AnyEvent[] = []
    for (const name of eventNames) {
      service.subscribe(name, (payload) => events.push({ name, payload } as AnyEvent))
    }
    return {
      dispatch: (name, input) => service.dispatch(name, input),
      events,
      close: () => service.close(),
    }
  })
})

import { homedir, tmpdir } from 'node:os'
import process from 'node:process'
import { createProfilerService, type ProfilerService } from '../../profiler-core/service.ts'
import { openStore } from '../../profiler-core/store/index.ts'
import type { Log } from './log.ts'
import type { Places } from './places.ts'
import { programEnvironment } from './programEnvironment.ts'

/** The core in this process, on the data folder that all hosts share. */
export function appService(places: Places, log: Log): ProfilerService {
  return createProfilerService({
    openStore: () => openStore(places.data),
    dataFolder: places.data,
    tempFolder: tmpdir(),
    agentDir: places.agent,
    examplesDir: places.examples,
    samplerUrl: places.samplerWorker,
    outlineWorkerUrl: places.outlineWorker,
    env: programEnvironment(process.env),
    home: homedir(),
    platform: process.platform,
    stdin: 'pipe',
    asksForTrust: true,
    reportFault: (error) => log.error(error),
  })
}

/** Takes in what hosts that died have left behind; what could not be is told by the core's check of the system, too. */
export function recover(service: ProfilerService, log: Log): void {
  service
    .recover()
    .then((warnings) => {
      for (const { message } of warnings) log.warn(message)
    })
    .catch((error: unknown) => log.error(error))
}

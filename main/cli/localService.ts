import { homedir, tmpdir } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { createProfilerService, type ProfilerService } from '../../profiler-core/service.ts'
import { dataFolder, openStore } from '../../profiler-core/store/index.ts'

/** Who asks the core: the person at the terminal, whose input is the program's, or pages. */
export type ServiceUse = 'terminal' | 'pages'

/** The core in this process, on the data folder that all hosts share. */
export function localService(
  env: NodeJS.ProcessEnv,
  cwd: string,
  use: ServiceUse,
  reportFault: (error: unknown) => void,
): ProfilerService {
  const folder = dataFolder(env, process.platform, homedir(), cwd)
  return createProfilerService({
    openStore: () => openStore(folder),
    dataFolder: folder,
    tempFolder: tmpdir(),
    // Two folders up from the sources as from the bundle in out/cli.
    agentDir: fileURLToPath(new URL('../../profiler-core/targets/python/agent', import.meta.url)),
    examplesDir: fileURLToPath(new URL('../../examples', import.meta.url)),
    // Who types a command says so; a page asks.
    asksForTrust: use === 'pages',
    env,
    home: homedir(),
    platform: process.platform,
    stdin: use === 'pages' ? 'pipe' : 'inherit',
    reportFault,
  })
}

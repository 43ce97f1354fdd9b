import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { createProfilerService } from '../../profiler-core/service.ts'
import { memoryStore } from '../../profiler-core/store/index.ts'

// Makes calls without the rights of root, and prints what came of each. Given: a project that can be read, the data
// folder, and the calls as JSON.

const [project = '', data = '', calls = '[]'] = process.argv.slice(2)

const store = memoryStore()
const service = createProfilerService({
  openStore: () => store,
  dataFolder: data,
  tempFolder: data,
  agentDir: fileURLToPath(new URL('../../profiler-core/targets/python/agent', import.meta.url)),
  examplesDir: fileURLToPath(new URL('../../examples', import.meta.url)),
  asksForTrust: false,
  env: process.env,
  home: homedir(),
  platform: process.platform,
  stdin: 'ignore',
  reportFault: (error) => process.stderr.write(`${String(error)}\n`),
})

/** Permissions mean nothing to root: it becomes nobody, once all that is to be loaded is loaded. */
async function giveUpRights(): Promise<void> {
  if (process.getuid?.() !== 0) return
  await service.call('projects.outline', { projectDir: project, files: ['a', 'b'] })
  process.setgroups?.([])
  process.setgid?.(65_534)
  process.setuid?.(65_534)
}

await giveUpRights()
const results: unknown[] = []
for (const [name, input] of JSON.parse(calls) as [string, unknown][])
  results.push(await service.dispatch(name, input))
process.stdout.write(JSON.stringify(results))
await service.close()

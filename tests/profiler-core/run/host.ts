import { join } from 'node:path'
import type { Interpreter } from '../../../profiler-core/contract/index.ts'
import { RunRequest } from '../../../profiler-core/contract/index.ts'
import { hostInfo } from '../../../profiler-core/run/hostInfo.ts'
import { startRun } from '../../../profiler-core/run/run.ts'
import { prepareRun } from '../../../profiler-core/targets/python/prepare.ts'
import { findProgram } from '../../../profiler-core/targets/python/program/findProgram.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'

// A host of its own process, for tests that kill it: node host.ts DATA_DIR AGENT_DIR INTERPRETER SCRIPT
const [dataDir = '', agentDir = '', python = '', script = ''] = process.argv.slice(2)
const interpreter: Interpreter = {
  path: python,
  version: '3',
  implementation: 'cpython',
  source: 'test',
  problem: null,
}
const cwd = process.cwd()
const request = RunRequest.parse({
  target: { kind: 'script', path: script },
  cwd,
  projectDir: cwd,
  label: 'mine',
})
const prepared = await prepareRun(request, interpreter, {
  program: await findProgram(request, {
    env: process.env,
    home: '',
    platform: process.platform,
    chosen: async () => interpreter,
  }),
  agentDir,
  cacheDir: join(dataDir, 'cache'),
})
const run = await startRun(
  {
    ...prepared,
    request,
    host: hostInfo(),
    git: null,
    dataset: { label: 'mine', size: 3, unit: 'rows', file: null, sha256: null },
  },
  {
    dataDir,
    stdin: 'ignore',
    readSource,
    onEvent: (event) => {
      if (event.type === 'output') process.stdout.write(event.text)
    },
  },
)
console.log(`started ${run.pid} ${run.folder}`)
await run.ended

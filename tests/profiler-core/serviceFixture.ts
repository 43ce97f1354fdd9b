import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'
import type {
  CallInput,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
  RunDetail,
} from '../../profiler-core/contract/index.ts'
import { createProfilerService, type ProfilerService, type ServiceDeps } from '../../profiler-core/service.ts'
import { memoryStore } from '../../profiler-core/store/index.ts'

export const agentDir = fileURLToPath(new URL('../../profiler-core/targets/python/agent', import.meta.url))

export const examplesDir = fileURLToPath(new URL('../../examples', import.meta.url))

/** A program that prints one line. */
export const HELLO = 'def hello():\n    print("hello")\n\nhello()\n'
/** A program that has to be stopped. */
export const WAITS = 'import time\nprint("up", flush=True)\ntime.sleep(60)\n'

/** A place for services: a data folder, one for what is temporary, and a project with one program in it. */
export class Place {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'mebi-service-')))
  readonly data = join(this.folder, 'data')
  readonly temp = join(this.folder, 'temp')
  readonly project = join(this.folder, 'project')
  readonly #opened: ProfilerService[] = []

  constructor() {
    for (const folder of [this.data, this.temp, this.project]) mkdirSync(folder)
  }

  /** A service with a history in memory and the machine's own interpreters, unless told otherwise. */
  service(given: Partial<ServiceDeps> = {}): ProfilerService {
    const store = memoryStore()
    const service = createProfilerService({
      openStore: () => store,
      dataFolder: this.data,
      tempFolder: this.temp,
      agentDir,
      examplesDir,
      asksForTrust: false,
      env: process.env,
      home: homedir(),
      platform: process.platform,
      stdin: 'ignore',
      reportFault: () => {},
      ...given,
    })
    this.#opened.push(service)
    return service
  }

  /** Writes the program and returns a request to run it. */
  request(program: string, given: Partial<CallInput<'runs.start'>> = {}): CallInput<'runs.start'> {
    writeFileSync(join(this.project, 'program.py'), program)
    const target = { kind: 'script', path: 'program.py' } as const
    return { target, cwd: this.project, projectDir: this.project, ...given }
  }

  async remove(): Promise<void> {
    await Promise.all(this.#opened.map((service) => service.close()))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Call at the top of a test file: makes places, and removes them after each test. */
export function places(): () => Place {
  const made: Place[] = []
  afterEach(async () => {
    await Promise.all(made.splice(0).map((place) => place.remove()))
  })
  return () => {
    const place = new Place()
    made.push(place)
    return place
  }
}

/** The value of a call, its error thrown. */
export async function ask<N extends CallName>(
  service: ProfilerService,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const result = await service.call(name, input)
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}

/** The next event of a kind. */
export function next<N extends EventName>(service: ProfilerService, event: N): Promise<EventPayload<N>> {
  return new Promise((resolve) => {
    const undo = service.subscribe(event, (payload) => {
      undo()
      resolve(payload)
    })
  })
}

export async function runToEnd(service: ProfilerService, input: CallInput<'runs.start'>): Promise<RunDetail> {
  const ended = next(service, 'run.ended')
  await ask(service, 'runs.start', input)
  return (await ended).run
}

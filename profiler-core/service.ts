import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type {
  EventName,
  Interpreter,
  RunDetail,
  RunRequest,
  RunWarning,
  SourceFile,
} from './contract/index.ts'
import type { RunDeps } from './run/plan.ts'
import { ActiveRuns, type ProgramPlan } from './service/activeRuns.ts'
import { createDispatcher, type Dispatcher, type Handlers } from './service/dispatch.ts'
import { EventHub, type Listener } from './service/events.ts'
import { History } from './service/history.ts'
import { listInterpreters, rememberInterpreter } from './service/interpreters.ts'
import type { Kernel } from './service/kernel.ts'
import { type OutputListener, OutputTap } from './service/outputTap.ts'
import { systemFindings } from './service/systemCheck.ts'
import { takeInInterrupted } from './service/takeIn.ts'
import type { RunStore } from './store/index.ts'
import { chooseInterpreter } from './targets/python/choose.ts'
import type { InterpreterDeps } from './targets/python/interpreters.ts'
import { prepareRun } from './targets/python/prepare.ts'
import { readSource } from './targets/python/sourceText.ts'

export type { OutputPiece } from './service/outputTap.ts'

export interface ServiceDeps extends InterpreterDeps, Pick<RunDeps, 'stdin' | 'samplerUrl'> {
  /** Opens the history; called when it is first needed, and again as long as it throws. */
  readonly openStore: () => RunStore
  /** Absolute. */
  readonly dataFolder: string
  /** Where runs are recorded that are not to be kept, or cannot be. */
  readonly tempFolder: string
  /** Told of errors that are nobody's but Mebi's. */
  readonly reportFault: (error: unknown) => void
}

/** The core as hosts see it. The contract's calls and events, and what only a host in the same process can use. */
export interface ProfilerService extends Dispatcher {
  /** Returns what undoes it. */
  subscribe<N extends EventName>(event: N, listener: Listener<N>): () => void
  /** The output of programs, byte by byte; a program waits while the promise that a listener returned is pending. */
  tapOutput(listener: OutputListener): () => void
  /** Passes Ctrl-C on to a program. */
  interrupt(key: string): void
  /** The sources of a run, also of one that was not saved and has ended just now. */
  sourcesOf(run: RunDetail): SourceFile[]
  /** Takes in what hosts that died have left behind, once; says what could not be. Calls about runs wait for it. */
  recover(): Promise<readonly RunWarning[]>
  /** Stops all runs, keeps them, and closes the history. */
  close(): Promise<void>
}

/** The only implementation of the contract. */
export function createProfilerService(deps: ServiceDeps): ProfilerService {
  const history = new History(deps.openStore)
  const events = new EventHub()
  const output = new OutputTap()
  const runs = new ActiveRuns({
    ...deps,
    env: { ...deps.env },
    readSource,
    history,
    events,
    output,
    plan: (request, remembered) => planPython(request, remembered, deps),
  })
  let recovery: Promise<readonly RunWarning[]> | null = null
  const recover = () => {
    recovery ??= takeInInterrupted(deps.dataFolder, history, readSource)
    return recovery
  }
  /** The history with everything in it that belongs there. */
  const recovered = async () => {
    await recover()
    return history.store
  }

  const handlers: Handlers = {
    'interpreters.list': ({ projectDir }) => listInterpreters(projectDir, history, deps),
    'interpreters.choose': ({ projectDir, path }) => rememberInterpreter(projectDir, path, history, deps),
    'runs.start': async (request) => {
      await recover()
      return { key: await runs.start(request) }
    },
    'runs.stop': async ({ key }) => ({ status: (await runs.stop(key)).status }),
    'runs.list': async (query) => (await recovered()).list(query),
    'runs.get': async ({ id }) => (await recovered()).get(id),
    'runs.sources': async ({ id }) => (await recovered()).sources(id),
    'runs.timeline': async ({ id }) => (await recovered()).timeline(id),
    'runs.output': async ({ id }) => (await recovered()).output(id),
    'runs.describe': async ({ id, ...changes }) => (await recovered()).describe(id, changes),
    'runs.remove': async ({ ids }) => ({ removed: (await recovered()).remove(ids) }),
    'system.check': async ({ projectDir }) =>
      systemFindings({
        nodeVersion: process.versions.node,
        interpreters: await listInterpreters(projectDir, history, deps),
        dataFolder: deps.dataFolder,
        openStore: () => history.store,
        unrecovered: (await recover()).map(({ message }) => message),
        kernel: kernelOf(deps.platform),
      }),
  }
  return {
    ...createDispatcher(handlers, deps.reportFault),
    subscribe: (event, listener) => events.subscribe(event, listener),
    tapOutput: (listener) => output.add(listener),
    interrupt: (key) => runs.interrupt(key),
    recover,
    sourcesOf: ({ id, key }) => (id === null ? (runs.unsavedSources(key) ?? []) : history.store.sources(id)),
    close: async () => {
      await runs.stopAll()
      history.close()
    },
  }
}

async function planPython(
  request: RunRequest,
  remembered: string | null,
  deps: ServiceDeps,
): Promise<ProgramPlan> {
  const { projectDir, cwd, python: explicit } = request
  const interpreter: Interpreter = await chooseInterpreter({ projectDir, cwd, explicit, remembered }, deps)
  return prepareRun(request, interpreter, {
    agentDir: deps.agentDir,
    cacheDir: join(deps.dataFolder, 'cache'),
  })
}

function kernelOf(platform: NodeJS.Platform): Kernel {
  return {
    platform,
    release: release(),
    readText: (path) => {
      try {
        return { text: readFileSync(path, 'utf8') }
      } catch (error) {
        return { problem: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

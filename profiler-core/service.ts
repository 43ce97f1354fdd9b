import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import {
  type EventName,
  MebiError,
  type RunDetail,
  type RunRequest,
  type RunWarning,
  type SourceFile,
} from './contract/index.ts'
import type { PersonsTerminal, RunDeps } from './run/plan.ts'
import { ActiveRuns, type ProgramPlan } from './service/activeRuns.ts'
import { createComparing } from './service/comparing.ts'
import { createDispatcher, type Dispatcher, type Handlers } from './service/dispatch.ts'
import { EventHub, type Listener } from './service/events.ts'
import { createExchange } from './service/exchange.ts'
import { dismissHint, hintsOf } from './service/hints.ts'
import { History } from './service/history.ts'
import { listInterpreters, rememberInterpreter } from './service/interpreters.ts'
import type { Kernel } from './service/kernel.ts'
import { createLeftRuns } from './service/leftRuns.ts'
import { notebookLine } from './service/notebookLine.ts'
import { type OutputListener, OutputTap } from './service/outputTap.ts'
import { createProjects } from './service/projects.ts'
import { createReports } from './service/reports.ts'
import { RememberedRequests } from './service/requests.ts'
import { RunQueue } from './service/runQueue.ts'
import { SessionSecrets } from './service/sessionSecrets.ts'
import { systemFindings } from './service/systemCheck.ts'
import { takeInLeft } from './service/takeIn.ts'
import { programPlace, untrusted, untrustedProgram } from './service/trust.ts'
import { createUpkeep } from './service/upkeep.ts'
import type { RunStore } from './store/index.ts'
import { type Choice, chooseWithReason, interpreterOf } from './targets/python/choose.ts'
import type { InterpreterDeps } from './targets/python/interpreters.ts'
import { findUnforeign } from './targets/python/places/path.ts'
import { prepareRun } from './targets/python/prepare.ts'
import { findProgram } from './targets/python/program/findProgram.ts'
import { readSource } from './targets/python/sourceText.ts'

export type { PersonsTerminal } from './run/plan.ts'
export type { OutputPiece } from './service/outputTap.ts'

export interface ServiceDeps extends InterpreterDeps, Pick<RunDeps, 'stdin' | 'samplerUrl'> {
  /** Opens the history; called when it is first needed, and again as long as it throws. */
  readonly openStore: () => RunStore
  /** Absolute. */
  readonly dataFolder: string
  /** Where runs are recorded that are not to be kept, or cannot be. */
  readonly tempFolder: string
  /** The examples as they are bundled: read, never written. */
  readonly examplesDir: string
  /** The file of the thread that outlines sources; beside the module that starts it unless given. */
  readonly outlineWorkerUrl?: URL | undefined
  /** Run programs of a project only when the person has said that it is trusted; on a command line they say so by typing. */
  readonly asksForTrust: boolean
  /** Told of errors that are nobody's but Mebi's. */
  readonly reportFault: (error: unknown) => void
}

/** The core as hosts see it. The contract's calls and events, and what only a host in the same process can use. */
export interface ProfilerService extends Dispatcher {
  /** Returns what undoes it. */
  subscribe<N extends EventName>(event: N, listener: Listener<N>): () => void
  /** The output of programs, byte by byte; a program waits while the promise that a listener returned is pending. */
  tapOutput(listener: OutputListener): () => void
  /** The terminal that programs which are started from now on stand on; `null` for none. */
  lendTerminal(terminal: PersonsTerminal | null): void
  /** Passes Ctrl-C on to a program. */
  interrupt(key: string): void
  /** The sources of a run, also of one that was not saved and has ended just now. */
  sourcesOf(run: RunDetail): SourceFile[]
  /** Takes in what others have left behind; says what could not be. Calls about runs wait for it. */
  recover(): Promise<readonly RunWarning[]>
  /** Stops all runs, keeps them, and closes the history. */
  close(): Promise<void>
}

/** The only implementation of the contract. */
export function createProfilerService(given: ServiceDeps): ProfilerService {
  const deps: ServiceDeps = {
    ...given,
    // What the person trusts bounds what is looked for around a project.
    ...(given.asksForTrust && { reachesInto: async (folder) => projects.isInTrusted(folder) }),
  }
  const events = new EventHub()
  const history = new History(deps.openStore, () => events.emit('history.changed', {}))
  const output = new OutputTap()
  const projects = createProjects({ ...deps, history, events })
  const secrets = new SessionSecrets()
  const requests = new RememberedRequests(history, secrets)
  const runs = new ActiveRuns({
    ...deps,
    env: { ...deps.env },
    readSource,
    history,
    events,
    output,
    secrets,
    takeInLeft: () => takeInLeft(deps, history, readSource),
    plan: (request, remembered) => planPython(request, remembered, deps),
    findGit: () => findUnforeign('git', deps),
    onRoom: () => void queue.proceed(),
  })
  const start = async (request: RunRequest): Promise<string> => {
    await requireTrustedProgram(request)
    await recover()
    return runs.start(request)
  }
  const queue = new RunQueue({ events, start, isIdle: () => runs.isIdle, reportFault: deps.reportFault })

  /** To be asked before anything of a project is executed; its interpreter may be part of it. */
  const requireTrust = async (projectDir: string): Promise<void> => {
    if (deps.asksForTrust && !(await projects.isTrusted(projectDir))) throw untrusted(projectDir)
  }
  /** The same for a run: its program may lie outside of its project. */
  const requireTrustedProgram = async (request: RunRequest): Promise<void> => {
    await requireTrust(request.projectDir)
    if (deps.asksForTrust && !(await projects.isInTrusted(programPlace(request))))
      throw untrustedProgram(request)
  }
  const left = createLeftRuns(deps.dataFolder, () => takeInLeft(deps, history, readSource))
  const { recover } = left
  /** The history with everything in it that belongs there. */
  const recovered = async () => {
    await recover()
    return history.store
  }
  const sourcesOfKey = async (key: string): Promise<SourceFile[]> => {
    const known = runs.sourcesOf(key)
    if (known === null) {
      throw new MebiError('run-not-found', 'Nothing is known of this run any more.')
    }
    return typeof known === 'number' ? (await recovered()).sources(known) : known
  }

  const handlers: Handlers = {
    ...projects.handlers,
    'requests.remembered': ({ projectDir, subject }) => requests.find(projectDir, subject),
    'requests.remember': ({ projectDir, subject, request }) => {
      requests.remember(projectDir, subject, request)
      return {}
    },
    'interpreters.list': async ({ projectDir }) => {
      await requireTrust(projectDir)
      return listInterpreters(projectDir, history, deps)
    },
    'interpreters.choose': async ({ projectDir, path }) => {
      await requireTrust(projectDir)
      return rememberInterpreter(projectDir, path, history, deps)
    },
    'runs.start': async (request) => ({ key: await start(request) }),
    'runs.enqueue': async (request) => {
      await requireTrustedProgram(request)
      return { ticket: queue.add(request) }
    },
    'runs.dequeue': ({ ticket }) => {
      queue.remove(ticket)
      return {}
    },
    'runs.active': () => ({ running: runs.now(), waiting: queue.waiting }),
    'runs.input': ({ key, text }) => {
      runs.input(key, text)
      return {}
    },
    'runs.stop': async ({ key }) => ({ status: (await runs.stop(key)).status }),
    'runs.list': async (query) => (await recovered()).list(query),
    'runs.history': async ({ projectDir }) => (await recovered()).history(projectDir),
    'runs.having': async ({ projectDir, ...wanted }) => ({
      ids: (await recovered()).having(projectDir, wanted),
    }),
    'runs.functions': async ({ projectDir }) => (await recovered()).functions(projectDir),
    'runs.get': async ({ id }) => (await recovered()).get(id),
    'runs.sources': async (run) =>
      'id' in run ? (await recovered()).sources(run.id) : sourcesOfKey(run.key),
    'runs.timeline': async ({ id }) => (await recovered()).timeline(id),
    'runs.story': async ({ id, parts }) => (await recovered()).story(id, parts),
    'runs.hints': async ({ id }) => hintsOf(id, await recovered()),
    'hints.dismiss': async (hint) => {
      await recover()
      dismissHint(hint, history)
      return {}
    },
    'runs.output': async ({ id }) => (await recovered()).output(id),
    'runs.describe': async ({ id, ...description }) => {
      await recover()
      return history.change((store) => store.describe(id, description))
    },
    'runs.remove': async ({ ids, undoable }) => {
      await recover()
      return { removed: history.change((store) => store.remove(ids, { undoable })) }
    },
    'runs.restore': async ({ ids }) => {
      await recover()
      return { restored: history.change((store) => store.restore(ids)) }
    },
    ...createComparing(recovered),
    ...createReports(recovered),
    ...createExchange(recovered, history),
    ...createUpkeep(recovered, history, deps.dataFolder),
    'system.check': async ({ projectDir }) => {
      await requireTrust(projectDir)
      return systemFindings({
        nodeVersion: process.versions.node,
        interpreters: await listInterpreters(projectDir, history, deps),
        dataFolder: deps.dataFolder,
        openStore: () => history.store,
        unrecovered: (await recover()).map(({ message }) => message),
        kernel: kernelOf(deps.platform),
      })
    },
    'system.notebookLine': () => notebookLine(deps.agentDir),
  }
  return {
    ...createDispatcher(handlers, deps.reportFault),
    subscribe: (event, listener) => events.subscribe(event, listener),
    tapOutput: (listener) => output.add(listener),
    lendTerminal: (terminal) => runs.lendTerminal(terminal),
    interrupt: (key) => runs.interrupt(key),
    recover,
    sourcesOf: ({ id, key }) => {
      const known = id ?? runs.sourcesOf(key) ?? []
      return typeof known === 'number' ? history.store.sources(known) : known
    },
    close: async () => {
      left.close()
      queue.clear()
      await Promise.all([runs.stopAll(), projects.close()])
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
  const wish = { projectDir, cwd, explicit, remembered }
  let choice: Promise<Choice> | null = null
  const choose = () => {
    choice ??= chooseWithReason(wish, deps)
    return choice
  }
  const program = await findProgram(request, { ...deps, chosen: async () => (await choose()).interpreter })
  const own = explicit === undefined && program !== null ? await interpreterOf(program, wish, deps) : null
  const { interpreter, passedOver } = own === null ? await choose() : { interpreter: own, passedOver: null }
  const plan = await prepareRun(request, interpreter, {
    program,
    agentDir: deps.agentDir,
    cacheDir: join(deps.dataFolder, 'cache'),
  })
  if (passedOver === null) return plan
  const message = `${passedOver} ${interpreter.path} ran the program instead.`
  return { ...plan, warnings: [...plan.warnings, { code: 'interpreter-replaced', message, atNs: null }] }
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

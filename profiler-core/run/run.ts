import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join, parse, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { MebiError, requestToKeep } from '../contract/index.ts'
import { type Launched, launch } from './launch/index.ts'
import { RunLimits } from './limits/runLimits.ts'
import { LiveRun } from './liveRun.ts'
import { type RunMeta, thisHost } from './meta.ts'
import type { RunDeps, RunPlan, RunRecord } from './plan.ts'
import { createRunFolder, removeRunFolder, runningFolder } from './runFolder.ts'
import { Timekeeper } from './sampling/timekeeper.ts'

/** A run that was started. */
export interface Run {
  /** Unique name of the run. */
  readonly key: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Process id of what was spawned. */
  readonly pid: number
  /** The run folder; whoever has put the record into the history removes it with `removeRunFolder`. */
  readonly folder: string
  /** What the program reads, with `stdin: 'pipe'`. */
  readonly stdin: Writable | null
  /** The record of the run when it has ended, however it ended. Never rejects. */
  readonly ended: Promise<RunRecord>
  /** Asks the program, and all that it started, to end, and kills what has not after 3 seconds. Resolves with `ended`. */
  stop: () => Promise<RunRecord>
  /** Passes Ctrl-C on to the program. */
  interrupt: () => void
}

/**
 * Starts a program under its agent.
 *
 * @throws MebiError `cwd-not-found`, `run-folder`, or `start-failed`
 */
export async function startRun(plan: RunPlan, deps: RunDeps): Promise<Run> {
  const { request } = plan
  const cwd = await startFolder(request.cwd, deps.dataDir)
  const startedAt = new Date()
  const key = newKey(startedAt)
  const meta: RunMeta = {
    version: 1,
    host: thisHost(),
    target: null,
    startedNs: null,
    known: {
      key,
      startedAt: startedAt.toISOString(),
      warnings: plan.warnings,
      request: requestToKeep(request),
      toWatch: plan.toWatch,
      interpreter: {
        path: plan.interpreter.path,
        version: plan.interpreter.version,
        implementation: plan.interpreter.implementation,
      },
      host: plan.host,
      git: plan.git,
      dataset: plan.dataset,
    },
    main: plan.main,
    sources: plan.sources,
  }
  const dataDir = resolve(deps.dataDir)
  const folder = join(runningFolder(dataDir), key)
  const memory = new Timekeeper({ folder, request, url: deps.samplerUrl })
  const limits = new RunLimits({ folder, request, url: deps.samplerUrl })
  try {
    createRunFolder(dataDir, { ...plan, spec: (at) => plan.spec(at, isWatched(deps)), meta })
    await Promise.all([memory.ready(), limits.ready()])
    const { launched, warnings } = await launch(plan, folder, cwd, deps)
    const known = { ...meta.known, warnings: [...meta.known.warnings, ...warnings] }
    const live = new LiveRun(launched, { folder, meta: { ...meta, known }, memory, limits, deps })
    return asRun(launched, live, meta, folder)
  } catch (error) {
    await Promise.all([memory.stop(), limits.stop()])
    await removeRunFolder(folder).catch(() => {}) // what went wrong first is what is told
    throw error
  }
}

/** Whether a person reads the program's output as it comes: on a terminal, or on a page, which gives it its input too. */
function isWatched({ stdin, terminal }: RunDeps): boolean {
  return stdin === 'pipe' || terminal?.streams[1] === true
}

function asRun(launched: Launched, live: LiveRun, { known }: RunMeta, folder: string): Run {
  return {
    key: known.key,
    startedAt: known.startedAt,
    pid: live.pid,
    folder,
    stdin: launched.stdin,
    ended: live.ended,
    stop: () => live.stop(),
    interrupt: () => live.interrupt(),
  }
}

/** Sorts by time, and is never the same twice. */
function newKey(at: Date): string {
  const time = at.toISOString().replace(/\D/g, '').slice(0, 14)
  return `${time}-${randomBytes(4).toString('hex')}`
}

/**
 * The folder to start the interpreter in: the program's own, where its path can be handed to the system as it is. The
 * agent changes to the one that is meant in any case.
 */
async function startFolder(cwd: string, dataDir: string): Promise<string> {
  if (/[\uDC80-\uDCFF]/u.test(cwd)) return parse(resolve(dataDir)).root
  const info = await stat(cwd).catch(() => null)
  if (!info?.isDirectory()) {
    throw new MebiError('cwd-not-found', `The working directory ${cwd} does not exist.`)
  }
  return cwd
}

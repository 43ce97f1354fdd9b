import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ActiveRun,
  MebiError,
  type RunDetail,
  type RunRequest,
  type SourceFile,
} from '../contract/index.ts'
import { ASIDE } from '../run/abandoned.ts'
import { gitState } from '../run/git/state.ts'
import { hostInfo } from '../run/hostInfo.ts'
import type { PersonsTerminal, RunDeps, RunEvent, RunPlan, RunRecord } from '../run/plan.ts'
import { type Run, startRun } from '../run/run.ts'
import { removeRunFolder } from '../run/runFolder.ts'
import { datasetOf } from './dataset.ts'
import { toCallError } from './dispatch.ts'
import type { EventHub } from './events.ts'
import type { History } from './history.ts'
import type { OutputTap } from './outputTap.ts'
import { writeInput } from './runInput.ts'
import { RunView } from './runView.ts'
import type { SessionSecrets } from './sessionSecrets.ts'

/** What depends on the language of the program: how to start it, and what to watch. */
export type ProgramPlan = Omit<RunPlan, 'request' | 'host' | 'git' | 'dataset'>

export interface ActiveRunsDeps extends Pick<RunDeps, 'stdin' | 'readSource' | 'samplerUrl' | 'env'> {
  readonly dataFolder: string
  /** Where runs are recorded that are not to be kept, or cannot be. */
  readonly tempFolder: string
  /** Given the interpreter that is remembered for the project. */
  readonly plan: (request: RunRequest, remembered: string | null) => Promise<ProgramPlan>
  /** The git of this machine; `null` where there is none that may be run. */
  readonly findGit: () => Promise<string | null>
  readonly history: History
  readonly events: EventHub
  readonly output: OutputTap
  readonly secrets: SessionSecrets
  /** Takes runs in that could not be at their end; never rejects. */
  readonly takeInLeft: () => Promise<unknown>
  /** Called whenever a run has ended, or could not be started. */
  readonly onRoom: () => void
  /** Told of errors that are nobody's but Mebi's. */
  readonly reportFault: (error: unknown) => void
}

interface Going {
  readonly run: Run
  readonly view: RunView
  /** As they were at the start. */
  readonly sources: SourceFile[]
  /** The run as it is in the history; never rejects. */
  readonly ended: Promise<RunDetail>
}

/** What becomes of the record of a run that has ended. */
type Finish = (record: RunRecord, run: Run) => Promise<RunDetail>

/** What may be over when the run ends, or Mebi starts again: the run is recorded all the same. */
const PASSING: ReadonlySet<string> = new Set(['database-busy', 'disk-full'])

/** How many runs that have ended can still be asked for by their key. */
const REMEMBERED = 16

/** All runs that go on, from the request to the history. */
export class ActiveRuns {
  readonly #deps: ActiveRunsDeps
  readonly #active = new Map<string, Going>()
  readonly #starting = new Set<Promise<unknown>>()
  /** The sources of the latest runs that have ended, or their number in the history; oldest first. */
  readonly #ended = new Map<string, SourceFile[] | number>()
  readonly #closing = new AbortController()
  #terminal: PersonsTerminal | null = null
  /** There may be runs that could not be taken into the history; the next one that can shows that they can, too. */
  #hasLeft = false

  constructor(deps: ActiveRunsDeps) {
    this.#deps = deps
  }

  /** No run goes on, nor is about to. */
  get isIdle(): boolean {
    return this.#active.size === 0 && this.#starting.size === 0
  }

  /** The runs that go on, as those see them who have heard all of their events. */
  now(): ActiveRun[] {
    return [...this.#active.values()].map(({ view }) => view.now())
  }

  /** The terminal that programs which are started from now on stand on. */
  lendTerminal(terminal: PersonsTerminal | null): void {
    this.#terminal = terminal
  }

  /** Returns the key of the run. */
  async start(request: RunRequest): Promise<string> {
    if (this.#closing.signal.aborted)
      throw new MebiError('closing', 'Mebi is closing: no run can be started.')
    const starting = this.#start(request)
    this.#starting.add(starting)
    try {
      return await starting
    } finally {
      this.#starting.delete(starting)
      this.#deps.onRoom()
    }
  }

  async #start(asked: RunRequest): Promise<string> {
    const { history, dataFolder, secrets, env } = this.#deps
    const { request, warnings } = secrets.complete(asked, env ?? {})
    // Meanwhile: it takes as long as the start of an interpreter.
    const git = this.#deps.findGit().then((program) => gitState(request.projectDir, program))
    git.catch(() => {}) // awaited below, unless there is no plan
    const planned = await this.#deps.plan(request, history.interpreterChoice(request.projectDir))
    const plan: RunPlan = {
      ...planned,
      warnings: [...planned.warnings, ...warnings],
      request,
      host: hostInfo(),
      git: await git,
      dataset: await datasetOf(request, this.#closing.signal),
    }
    if (!request.save) return this.#launchAside(plan, null)
    const obstacle = history.obstacle()
    if (obstacle !== null && !PASSING.has(obstacle.code)) return this.#launchAside(plan, obstacle)
    try {
      return await this.#launch(plan, dataFolder, (record, run) => this.#save(record, run))
    } catch (error) {
      if (error instanceof MebiError && error.code === 'run-folder') return this.#launchAside(plan, error)
      throw error
    }
  }

  /** Stops a run and returns it when it has ended. */
  async stop(key: string): Promise<RunDetail> {
    const { run, ended } = this.#find(key)
    await run.stop()
    return ended
  }

  /** Passes Ctrl-C on to the program; does nothing where it has ended. */
  interrupt(key: string): void {
    this.#active.get(key)?.run.interrupt()
  }

  /** Writes to the program's standard input; `null` ends it. */
  input(key: string, text: string | null): void {
    writeInput(this.#find(key).run.stdin, text)
  }

  /** Sources of a run that goes on or has ended lately, or its number in the history; `null` for any other. */
  sourcesOf(key: string): SourceFile[] | number | null {
    return this.#active.get(key)?.sources ?? this.#ended.get(key) ?? null
  }

  /** Stops all that goes on, and starts no more; resolves when everything is in the history. */
  async stopAll(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.#starting)
    await Promise.all([...this.#active.keys()].map((key) => this.stop(key)))
  }

  #find(key: string): Going {
    const active = this.#active.get(key)
    if (active !== undefined) return active
    throw new MebiError('run-not-running', 'This run has ended already.')
  }

  /** Records in a folder that is removed afterwards. `obstacle` says why the run is not kept, if it was meant to be. */
  async #launchAside(plan: RunPlan, obstacle: MebiError | null): Promise<string> {
    const folder = makeTempFolder(this.#deps.tempFolder)
    const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    try {
      return await this.#launch(plan, folder, async (record) => {
        clear()
        return this.#setAside(record, obstacle)
      })
    } catch (error) {
      clear()
      throw error
    }
  }

  async #launch(plan: RunPlan, dataDir: string, finish: Finish): Promise<string> {
    const { stdin, readSource, samplerUrl, env, events } = this.#deps
    let announce: (view: RunView) => void = () => {}
    // The first events come before the key is known; all wait for it alike, so that they keep their order.
    const known = new Promise<RunView>((resolve) => {
      announce = resolve
    })
    const onEvent = async (event: RunEvent) => this.#forward(await known, event)
    const run = await startRun(plan, {
      dataDir,
      stdin,
      terminal: this.#terminal,
      readSource,
      samplerUrl,
      env,
      onEvent,
    })
    const { key, pid, startedAt } = run
    const view = new RunView({ key, pid, startedAt, request: plan.request })
    const ended = run.ended.then(async (record) => {
      const detail = await finish(record, run).catch((error: unknown) =>
        this.#setAside(record, this.#fault(error)),
      )
      this.#remember(key, detail.id ?? record.sources)
      this.#active.delete(key)
      events.emit('run.ended', { key, run: detail })
      this.#deps.onRoom()
      return detail
    })
    this.#active.set(key, { run, view, sources: plan.sources, ended })
    announce(view)
    return key
  }

  async #forward(view: RunView, event: RunEvent): Promise<void> {
    const { events, output } = this.#deps
    const { key, pid, request, startedAt } = view.about
    view.take(event)
    switch (event.type) {
      case 'started':
        events.emit('run.started', { key, pid, request, startedAt })
        break
      case 'lines':
        events.emit('run.lines', { key, functions: event.functions })
        break
      case 'memory': {
        const { type: _, ...memory } = event
        events.emit('run.memory', { key, ...memory })
        break
      }
      case 'output': {
        const { stream, text, bytes } = event
        events.emit('run.output', { key, stream, text })
        await output.deliver(key, { stream, text, bytes })
        break
      }
    }
  }

  /** A run folder that could not be taken into the history stays, with all that is known: the next start tries again. */
  async #save(record: RunRecord, run: Run): Promise<RunDetail> {
    const kept = this.#keep(record)
    if (kept instanceof MebiError) return this.#leave(record, kept)
    // One that cannot be removed now is found at the next start, and not taken in twice.
    await removeRunFolder(run.folder).catch(() => {})
    if (this.#hasLeft) await this.#deps.takeInLeft()
    return { ...record.detail, id: kept }
  }

  #keep(record: RunRecord): number | MebiError {
    try {
      return this.#deps.history.keep(record)
    } catch (error) {
      return this.#fault(error)
    }
  }

  #remember(key: string, sources: SourceFile[] | number): void {
    this.#ended.set(key, sources)
    for (const oldest of [...this.#ended.keys()].slice(0, -REMEMBERED)) this.#ended.delete(oldest)
  }

  /** A fault of Mebi's own keeps no run from ending. */
  #fault(error: unknown): MebiError {
    this.#deps.reportFault(error)
    const { code, message, hint } = toCallError(error)
    return new MebiError(code, message, hint)
  }

  /** Of a run whose folder stays. */
  #leave({ detail }: RunRecord, obstacle: MebiError): RunDetail {
    this.#hasLeft = true
    const then = 'It will be taken in at the next start of Mebi that finds the history in order.'
    const message = `The run is not in the history yet: ${withHint(obstacle)} ${then}`
    return warned(detail, 'saved-later', message)
  }

  #setAside({ detail }: RunRecord, obstacle: MebiError | null): RunDetail {
    if (obstacle === null) return detail
    return warned(detail, 'not-saved', `The run was not saved: ${withHint(obstacle)}`)
  }
}

function warned(detail: RunDetail, code: string, message: string): RunDetail {
  return { ...detail, warnings: [...detail.warnings, { code, message, atNs: null }] }
}

function withHint({ message, hint }: MebiError): string {
  return hint === null ? message : `${message} ${hint}`
}

function makeTempFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, ASIDE))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MebiError(
      'run-folder',
      `The run cannot be recorded anywhere: ${reason}`,
      'Free some space, or point MEBI_HOME or TMPDIR at a folder that can be written.',
      { cause: error },
    )
  }
}

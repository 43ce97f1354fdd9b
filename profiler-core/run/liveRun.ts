import { join } from 'node:path'
import type { FunctionResult, RunWarning } from '../contract/index.ts'
import { statusOf } from './ending.ts'
import { type RunEnding, writeEnding } from './endingFile.ts'
import type { Launched } from './launch/launched.ts'
import type { RunLimits } from './limits/runLimits.ts'
import { identify, type RunMeta, writeMeta } from './meta.ts'
import { OutputFile } from './output/outputFile.ts'
import { type OutputPiece, OutputPump } from './output/outputPump.ts'
import type { RunDeps, RunEvent, RunRecord } from './plan.ts'
import { ProcessGroup } from './processGroup.ts'
import { agentsHighest, makeRecord } from './runRecord.ts'
import type { Timekeeper } from './sampling/timekeeper.ts'
import { functionKey } from './tables/logReader.ts'
import { RunTables } from './tables/runTables.ts'

const POLL_MS = 100
/** At first the tables are looked at more often, so that what a short run did can be told over time. */
const FINE_POLL_MS = 20
const FINE_UNTIL_NS = 5_000_000_000
/** What that may take of the host's time. */
const FINE_SHARE = 1 / 20
/** Looking at the tables may take this part of the host's time. */
const POLL_SHARE = 1 / 5
/** How long a program that was asked to end may take. */
const GRACE_MS = 3000
/** How long the pipes of a program that has ended are waited for. */
const DRAIN_MS = 1000
/** How many processes that are left behind are named. */
const MOST_NAMED = 10
/** What timers can be set to. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface LiveRunOptions {
  folder: string
  meta: RunMeta
  memory: Timekeeper
  limits: RunLimits
  deps: RunDeps
}

/** A run from the spawn of its process to its end. */
export class LiveRun {
  readonly pid: number
  /** Never rejects. */
  readonly ended: Promise<RunRecord>
  readonly #options: LiveRunOptions
  readonly #launched: Launched
  readonly #tables: RunTables
  readonly #memory: Timekeeper
  readonly #group: ProcessGroup
  readonly #output: OutputFile
  readonly #pump: OutputPump
  #diskWarning: RunWarning | null = null
  #request: 'stop' | 'limit' | 'memory' | null = null
  #interrupted = false
  #hasExited = false
  /** By the clock that nobody sets. */
  #killAt = 0
  #killTimer: NodeJS.Timeout | undefined
  #pollTimer: NodeJS.Timeout | undefined
  /** When events were last told, milliseconds. */
  #polledAt = performance.now()
  /** The functions whose numbers have changed since. */
  #changed = new Map<string, FunctionResult>()
  /** The end of the run, nanoseconds since its start; infinite before. */
  #endNs = Number.POSITIVE_INFINITY
  /** When a limit was met, nanoseconds since the start of the run. */
  #limitAtNs: number | null = null

  constructor(launched: Launched, options: LiveRunOptions) {
    const { folder, meta, memory } = options
    const { pid, startedNs } = launched
    this.pid = pid
    this.#launched = launched
    this.#options = options
    this.#tables = new RunTables(folder, meta.known.request.backend, Number(startedNs))
    this.#group = new ProcessGroup(pid)
    this.#output = new OutputFile(join(folder, 'output.jsonl'), (error) => this.#warnOfDisk(error))
    this.#pump = new OutputPump(launched, (piece) => this.#takeOutput(piece))
    this.#memory = memory
    options.limits.begin(pid)
    memory.begin(pid, startedNs)
    launched.stdin?.on('error', () => {}) // the program does not read any more
    try {
      writeMeta(folder, { ...meta, target: identify(pid), startedNs: Number(startedNs) })
    } catch (error) {
      this.#warnOfDisk(error)
    }
    this.#emit({ type: 'started', pid })
    this.ended = this.#follow()
  }

  /** Asks the program to end and kills it after the grace time; asked again, kills it at once. */
  stop(): Promise<RunRecord> {
    if (this.#request === 'stop' && !this.#hasExited) this.#group.signal('SIGKILL')
    this.#end('stop')
    return this.ended
  }

  interrupt(): void {
    if (this.#hasExited) return
    this.#interrupted = true
    this.#group.signal('SIGINT')
  }

  #end(request: 'stop' | 'limit'): void {
    if (this.#request !== null || this.#hasExited) return
    this.#request = request
    if (request === 'limit') this.#limitAtNs = this.#elapsedNs()
    this.#killAt = performance.now() + GRACE_MS
    this.#killTimer = setTimeout(() => this.#group.signal('SIGKILL'), GRACE_MS)
    this.#group.signal('SIGTERM')
  }

  async #follow(): Promise<RunRecord> {
    const { meta, deps, limits } = this.#options
    const { timeoutNs } = meta.known.request
    const limit =
      timeoutNs === undefined
        ? undefined
        : setTimeout(() => this.#end('limit'), Math.min(timeoutNs / 1e6, LONGEST_TIMER_MS))
    this.#pollTimer = setTimeout(() => this.#pollAgain(), FINE_POLL_MS)
    const { exitCode, signal } = await this.#launched.exited
    const durationNs = this.#elapsedNs()
    this.#endNs = durationNs
    this.#hasExited = true
    clearTimeout(limit)
    clearTimeout(this.#killTimer)
    const oom = limits.evidence()
    const { crossing } = limits
    if (crossing !== null) {
      this.#request = 'memory'
      this.#limitAtNs = Number(crossing.ns - this.#launched.startedNs)
    }
    if (this.#request !== null) await this.#group.finish(this.#killAt - performance.now())
    await Promise.all([
      this.#pump.finish(DRAIN_MS, this.#request !== null),
      this.#memory.stop(),
      limits.stop(),
    ])
    await this.#launched.release()
    const left = this.#request === null ? await this.#group.left() : []
    clearTimeout(this.#pollTimer)
    this.#poll()
    this.#tables.close()
    this.#memory.close()
    this.#output.close()
    const interrupted = this.#interrupted || this.#launched.wasInterrupted()
    const ending: RunEnding = {
      version: 1,
      status: statusOf({ exitCode, signal, request: this.#request, interrupted }),
      exitCode,
      signal,
      durationNs,
      limitAtNs: this.#limitAtNs,
      firstPeakBytes: this.#memory.firstPeakBytes,
      togetherPeakBytes: this.#memory.timeline.peakBytes,
      countsOthers: this.#memory.countsOthers,
      end: { request: this.#request, crossedBytes: crossing?.bytes ?? null, oom },
      warnings: [...this.#warnings(), ...limits.warnings, ...childrenWarning(left)],
    }
    this.#leaveEnding(ending)
    return makeRecord(
      {
        ...ending,
        meta,
        tables: this.#tables,
        timeline: this.#memory.timeline,
        peak: this.#memory.peak(),
        output: this.#output.keeper,
      },
      deps.readSource,
    )
  }

  /** For the host that takes the run in, if this one cannot. */
  #leaveEnding(ending: RunEnding): void {
    try {
      writeEnding(this.#options.folder, ending)
    } catch {
      // Then such a host knows only that the run came to an end.
    }
  }

  /** What the host has to say about the measurement; that the disk failed, once. */
  #warnings(): RunWarning[] {
    const disk = this.#diskWarning
    if (disk === null) return this.#memory.warnings
    return [...this.#memory.warnings.filter((warning) => warning.code !== disk.code), disk]
  }

  #pollAgain(): void {
    const before = performance.now()
    if (before - this.#polledAt >= POLL_MS - FINE_POLL_MS / 2) this.#poll()
    else this.#look()
    const costMs = performance.now() - before
    const isEarly = this.#elapsedNs() < FINE_UNTIL_NS
    const waitMs = isEarly ? Math.min(POLL_MS, Math.max(FINE_POLL_MS, costMs / FINE_SHARE)) : POLL_MS
    this.#pollTimer = setTimeout(() => this.#pollAgain(), Math.max(waitMs, costMs / POLL_SHARE))
  }

  /** Looks at the tables, without telling anybody. */
  #look(): void {
    const nowNs = Math.min(this.#elapsedNs(), this.#endNs)
    for (const result of this.#tables.poll(nowNs)) this.#changed.set(functionKey(result), result)
  }

  #poll(): void {
    this.#polledAt = performance.now()
    if (!this.#hasExited) {
      this.#group.look()
      this.#options.limits.look()
    }
    this.#look()
    const functions = [...this.#changed.values()]
    this.#changed.clear()
    if (functions.length > 0) this.#emit({ type: 'lines', functions })
    const { snapshot } = this.#tables.main
    const elapsedNs = this.#elapsedNs()
    this.#memory.takeReading(elapsedNs, snapshot)
    const { timeline } = this.#memory
    this.#emit({
      type: 'memory',
      elapsedNs,
      bytes: timeline.nowTogetherBytes,
      firstProcessBytes: timeline.nowBytes,
      peakBytes: Math.max(timeline.peakBytes, agentsHighest(snapshot, this.#options.meta.known.request)),
      line: this.#tables.currentLine(),
    })
  }

  #takeOutput(piece: OutputPiece): void | Promise<void> {
    this.#output.add(piece)
    return this.#options.deps.onEvent({ type: 'output', ...piece })
  }

  #emit(event: RunEvent): void {
    try {
      Promise.resolve(this.#options.deps.onEvent(event)).catch(() => {})
    } catch {
      // the listener's own affair; the run goes on
    }
  }

  #elapsedNs(): number {
    return Number(process.hrtime.bigint() - this.#launched.startedNs)
  }

  #warnOfDisk(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `The run could not be recorded on disk as it went (${reason}): had Mebi been killed, some of it would be lost.`
    this.#diskWarning ??= { code: 'not-recorded', message, atNs: this.#elapsedNs() }
  }
}

/** What the program has left behind, told in numbers that `ps` and `kill` take. */
function childrenWarning(pids: readonly number[]): RunWarning[] {
  if (pids.length === 0) return []
  const [what, them] =
    pids.length === 1
      ? ['A process that the program started still runs', 'it']
      : [`${pids.length} processes that the program started still run`, 'them']
  const named = pids.slice(0, MOST_NAMED).join(', ')
  const more = pids.length > MOST_NAMED ? ', ...' : ''
  const message = `${what} (PID ${named}${more}). Mebi leaves ${them} alone, and hears nothing more of ${them}.`
  return [{ code: 'children-left', message, atNs: null }]
}

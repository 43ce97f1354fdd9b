import type { Backend, FunctionResult, ProcessResult, RunStory, TimelineMark } from '../../contract/index.ts'
import { type AgentClock, agentClock } from '../tables/agentClock.ts'
import {
  functionPeak,
  functionResult,
  inSourceOrder,
  isFunctionOverlapped,
} from '../tables/mergeFunctions.ts'
import type { ProcessTable } from '../tables/processTable.ts'
import { CallTreeBuilder } from './callTree.ts'
import { LineSeriesBuilder } from './lineSeries.ts'
import { childEnd, childStart, limitMark, MarkList, marksOfLog } from './marks.ts'
import { objectGrowth } from './objects.ts'
import { ProcessList } from './processes.ts'

/** A watched child process. */
export interface WatchedChild {
  table: ProcessTable
  pid: number
  /** When it was first seen, nanoseconds since the start of the run. */
  seenNs: number
}

/** What is told of a run beside its table, its peak left out. */
export interface ToldStory {
  story: RunStory
  marks: TimelineMark[]
}

export interface StoryEnd {
  main: ProcessTable
  /** Those that have not ended, and have not been handed over. */
  living: readonly WatchedChild[]
  /** The final numbers of all processes together. */
  functions: readonly FunctionResult[]
  /** Nanoseconds since the start of the run. */
  endNs: number
  /** Where Mebi stopped the program at a limit. */
  limit: { atNs: number; text: string } | null
}

/** Collects the story of a run while it goes on, of children that come and go in bounded space. */
export class StoryBuilder {
  readonly #backend: Backend
  readonly #startedNs: number | null
  readonly #callTree = new CallTreeBuilder()
  readonly #series = new LineSeriesBuilder()
  readonly #processes = new ProcessList()
  readonly #marks = new MarkList()
  #looks = 0

  /** @param startedNs `process.hrtime` at the start of the run; `null` where that is not known any more */
  constructor(backend: Backend, startedNs: number | null) {
    this.#backend = backend
    this.#startedNs = startedNs
  }

  /** Takes the functions whose numbers changed since the last time. */
  look(nowNs: number, changed: readonly FunctionResult[]): void {
    this.#looks += 1
    this.#series.take(nowNs, changed)
  }

  /** Takes a child that has ended by now, as it was last read. */
  childEnded(child: WatchedChild, nowNs: number): void {
    this.#takeChild(child, nowNs, true)
  }

  build({ main, living, functions, endNs, limit }: StoryEnd): ToldStory {
    for (const child of living) this.#takeChild(child, endNs, false)
    const program = this.#take(main, agentClock(main.log, this.#startedNs), endNs)
    if (limit) this.#marks.add(limitMark(limit.atNs, limit.text))
    return {
      story: {
        peak: null,
        callTree: this.#callTree.build(),
        // A run that was found afterwards is looked at once, and nobody knows what happened when.
        series: this.#looks > 1 ? this.#series.build(functions, endNs) : null,
        processes: this.#processes.build({ ...program, parentPid: null, startNs: 0, endNs }),
        objects: objectGrowth(main.log),
      },
      marks: this.#marks.build(endNs),
    }
  }

  #takeChild({ table, pid, seenNs }: WatchedChild, nowNs: number, hasEnded: boolean): void {
    const { log } = table
    const clock = agentClock(log, this.#startedNs)
    const startNs = log.start ? clock.toRunNs(log.start.atNs) : seenNs
    const exitNs = log.exitedAtNs === null ? null : clock.toRunNs(log.exitedAtNs)
    const endNs = exitNs ?? (hasEnded ? Math.max(nowNs, startNs) : null)
    const taken = this.#take(table, clock, endNs ?? nowNs)
    this.#marks.add(childStart(startNs, pid, taken.command))
    if (endNs !== null) this.#marks.add(childEnd(endNs, pid))
    this.#processes.add({ ...taken, pid, parentPid: log.start?.parentPid ?? null, startNs, endNs })
  }

  /** What is the same for the program and for its children. */
  #take(table: ProcessTable, clock: AgentClock, endNs: number): Omit<ProcessResult, 'startNs' | 'endNs'> {
    const { log, snapshot } = table
    const cells = table.readCalls()
    const untilNs = clock.toAgentNs(endNs)
    if (cells) {
      this.#callTree.add({
        cells,
        functions: log.functions,
        estimated: log.estimated,
        memoryBytes: snapshot?.memoryBytes ?? 0,
        untilNs: log.exitedAtNs === null ? untilNs : Math.min(untilNs, log.exitedAtNs),
        peakOf: (record) => functionPeak(record, snapshot, this.#backend),
        isOverlapped: (record) => isFunctionOverlapped(record, snapshot),
      })
    }
    this.#marks.add(...marksOfLog(log, clock))
    const functions = inSourceOrder(
      log.functions.flatMap((record) => functionResult(record, snapshot, this.#backend) ?? []),
    )
    const peaks = functions.flatMap(({ lines }) => lines.map(({ peakBytes }) => peakBytes))
    const highest = Math.max(
      snapshot?.highBytes ?? 0,
      snapshot?.memoryBytes ?? 0,
      log.start?.baselineBytes ?? 0,
    )
    return {
      pid: log.start?.pid ?? snapshot?.pid ?? 0,
      parentPid: null,
      command: log.start?.command ?? '',
      peakBytes: peaks.reduce((high, peak) => Math.max(high, peak), highest),
      functions,
    }
  }
}

import type { Backend, FunctionResult, SourceLine, ToWatch } from '../../contract/index.ts'
import { isRunning } from '../proc.ts'
import { StoryBuilder, type StoryEnd, type ToldStory, type WatchedChild } from '../story/storyBuilder.ts'
import { type AgentClock, agentClock } from './agentClock.ts'
import { childTables } from './childTables.ts'
import { currentRow } from './lanes.ts'
import { type FunctionRecord, functionKey, type WarningRecord } from './logReader.ts'
import { functionResult, inSourceOrder, mergeResults } from './mergeFunctions.ts'
import { ProcessTable } from './processTable.ts'
import { RowPlaces } from './rowPlaces.ts'

/** The numbers of a run: those of its process and of its watched children, added up. */
export class RunTables {
  readonly main: ProcessTable
  readonly #folder: string
  readonly #backend: Backend
  readonly #startedNs: number | null
  readonly #story: StoryBuilder
  /** By the name of their table; `null` for those that have ended. */
  readonly #children = new Map<string, WatchedChild | null>()
  /** In the order in which they were first seen. */
  readonly #functions = new Map<string, WatchedFunction>()
  /** The functions that are shown alone, by their keys: none are, while there is none. */
  readonly #marked = new Set<string>()
  readonly #childWarnings = new Map<string, WarningRecord>()
  readonly #childSources = new Map<string, string>()

  /** @param startedNs `process.hrtime` at the start of the run, nanoseconds; `null` where that is not known any more */
  constructor(folder: string, backend: Backend, startedNs: number | null = null) {
    this.#folder = folder
    this.#backend = backend
    this.#startedNs = startedNs
    this.#story = new StoryBuilder(backend, startedNs)
    this.main = new ProcessTable(folder)
  }

  /**
   * Reads everything anew and returns the functions whose numbers changed.
   *
   * @param nowNs nanoseconds since the start of the run
   */
  poll(nowNs: number): FunctionResult[] {
    const changed = new Set<string>()
    this.#pollProcess(this.main, changed)
    for (const { name, pid } of childTables(this.#folder)) {
      if (!this.#children.has(name)) {
        this.#children.set(name, { table: new ProcessTable(this.#folder, `-${pid}`), pid, seenNs: nowNs })
      }
      const child = this.#children.get(name)
      if (!child) continue
      const hasEnded = !isRunning(pid) // asked before reading: what it wrote last is read
      this.#pollProcess(child.table, changed)
      if (hasEnded) this.#fold(name, child, nowNs)
    }
    const results = this.#results(changed)
    this.#story.look(nowNs, results)
    return results
  }

  /** All functions that were called so far. */
  functions(): FunctionResult[] {
    return inSourceOrder(this.#results(this.#functions.keys()))
  }

  /** The story of the run, as everything was last read; to be asked for once, at its end. */
  tell(end: Pick<StoryEnd, 'functions' | 'endNs' | 'limit'>): ToldStory {
    const living = [...this.#children.values()].flatMap((child) => child ?? [])
    return this.#story.build({ ...end, main: this.main, living })
  }

  /** The times of the program's own agent. */
  get clock(): AgentClock {
    return agentClock(this.main.log, this.#startedNs)
  }

  /** The watched line that the program's own process executes now. */
  currentLine(): SourceLine | null {
    const { snapshot, log } = this.main
    const row = snapshot ? currentRow(snapshot.cells) : 0
    const place = row === 0 ? null : new RowPlaces(log.functions).placeOf(row)
    return place && { file: place.file, line: place.line }
  }

  /** Warnings of all agents, those of the program's own process first; the same of many children once. */
  warnings(): WarningRecord[] {
    return [...this.main.log.warnings, ...this.#childWarnings.values()]
  }

  /** What the program marked, where only that is shown; else `null`. */
  marked(): ToWatch | null {
    const found = [...this.#functions.values()].flatMap(({ about }) =>
      this.#marked.has(functionKey(about)) ? [{ file: about.file, name: about.name }] : [],
    )
    return found.length === 0 ? null : { why: 'marks', count: found.length, functions: found }
  }

  /** The text of code that has no file; `null` where no agent told one of that name. */
  textOf(name: string): string | null {
    return this.main.log.sources.get(name) ?? this.#childSources.get(name) ?? null
  }

  close(): void {
    this.main.close()
    for (const child of this.#children.values()) child?.table.close()
  }

  #pollProcess(process: ProcessTable, changed: Set<string>): void {
    const news = process.poll()
    for (const record of news.added) {
      const key = functionKey(record)
      const known = this.#functions.get(key)
      if (known) known.live.set(process, record)
      else this.#functions.set(key, { about: record, live: new Map([[process, record]]), ended: null })
    }
    for (const record of news.changed) changed.add(functionKey(record))
    const { marked, functions } = process.log
    if (marked.size > 0)
      for (const record of functions) if (marked.has(record.row)) this.#marked.add(functionKey(record))
    if (process === this.main) return
    for (const [name, text] of process.log.sources) this.#childSources.set(name, text)
    for (const warning of process.log.warnings) {
      this.#childWarnings.set(`${warning.code}\0${warning.message}`, warning)
    }
  }

  /** Adds the numbers of a child that has ended to those of the others, and forgets the child: there may be thousands. */
  #fold(name: string, child: WatchedChild, nowNs: number): void {
    const { table } = child
    for (const record of table.log.functions) {
      const watched = this.#functions.get(functionKey(record))
      if (!watched) continue
      const result = functionResult(record, table.snapshot, this.#backend)
      watched.ended = mergeResults([watched.ended, result].flatMap((each) => each ?? []))
      watched.live.delete(table)
    }
    this.#story.childEnded(child, nowNs)
    table.close()
    this.#children.set(name, null)
  }

  #results(keys: Iterable<string>): FunctionResult[] {
    return [...keys].flatMap((key) => {
      const watched = this.#functions.get(key)
      const isShown = this.#marked.size === 0 || this.#marked.has(key)
      return watched && isShown ? (mergeResults(this.#parts(watched)) ?? []) : []
    })
  }

  /** The numbers of a function in each process that called it, the program's own first. */
  #parts({ live, ended }: WatchedFunction): FunctionResult[] {
    const processes = [...live].sort(([a], [b]) => Number(b === this.main) - Number(a === this.main))
    const results = processes.map(([process, record]) =>
      functionResult(record, process.snapshot, this.#backend),
    )
    return [...results, ended].flatMap((each) => each ?? [])
  }
}

interface WatchedFunction {
  about: Pick<FunctionRecord, 'file' | 'name' | 'firstLine'>
  /** As the processes that live know it. */
  live: Map<ProcessTable, FunctionRecord>
  /** The sum of the children that have ended. */
  ended: FunctionResult | null
}

import type { Backend, FunctionResult, SourceLine } from '../contract/index.ts'
import { childTables } from './childTables.ts'
import { currentRow } from './lanes.ts'
import type { FunctionRecord, WarningRecord } from './logReader.ts'
import { functionResult, mergeResults } from './mergeFunctions.ts'
import { isRunning } from './proc.ts'
import { ProcessTable } from './processTable.ts'

/** The numbers of a run: those of its process and of its watched children, added up. */
export class RunTables {
  readonly main: ProcessTable
  readonly #folder: string
  readonly #backend: Backend
  /** By the name of their table; `null` for those that have ended. */
  readonly #children = new Map<string, ProcessTable | null>()
  /** In the order in which they were first seen. */
  readonly #functions = new Map<string, WatchedFunction>()
  readonly #childWarnings = new Map<string, WarningRecord>()

  constructor(folder: string, backend: Backend) {
    this.#folder = folder
    this.#backend = backend
    this.main = new ProcessTable(folder)
  }

  /** Reads everything anew and returns the functions whose numbers changed. */
  poll(): FunctionResult[] {
    const changed = new Set<string>()
    this.#pollProcess(this.main, changed)
    for (const { name, pid } of childTables(this.#folder)) {
      if (!this.#children.has(name)) this.#children.set(name, new ProcessTable(this.#folder, `-${pid}`))
      const child = this.#children.get(name)
      if (!child) continue
      const hasEnded = !isRunning(pid) // asked before reading: what it wrote last is read
      this.#pollProcess(child, changed)
      if (hasEnded) this.#fold(name, child)
    }
    return this.#results(changed)
  }

  /**
   * All functions that were called so far: file by file as they came, within a file as they stand there, the module level
   * last. (The order in which an agent meets functions depends on the version of Python.)
   */
  functions(): FunctionResult[] {
    const results = this.#results(this.#functions.keys())
    const files = [...new Set(results.map(({ file }) => file))]
    const place = ({ file, name, firstLine }: FunctionResult) =>
      [files.indexOf(file), name === '<module>' ? Number.POSITIVE_INFINITY : firstLine] as const
    return results
      .map((result) => ({ result, place: place(result) }))
      .sort((a, b) => a.place[0] - b.place[0] || compare(a.place[1], b.place[1]))
      .map(({ result }) => result)
  }

  /** The watched line that the program's own process executes now. */
  currentLine(): SourceLine | null {
    const { snapshot, log } = this.main
    const row = snapshot ? currentRow(snapshot.cells) : 0
    return row === 0 ? null : lineOfRow(row, log.functions)
  }

  /** Warnings of all agents, those of the program's own process first; the same of many children once. */
  warnings(): WarningRecord[] {
    return [...this.main.log.warnings, ...this.#childWarnings.values()]
  }

  close(): void {
    this.main.close()
    for (const child of this.#children.values()) child?.close()
  }

  #pollProcess(process: ProcessTable, changed: Set<string>): void {
    const news = process.poll()
    for (const record of news.added) {
      const key = keyOf(record)
      const known = this.#functions.get(key)
      if (known) known.live.set(process, record)
      else this.#functions.set(key, { live: new Map([[process, record]]), ended: null })
    }
    for (const record of news.changed) changed.add(keyOf(record))
    if (process === this.main) return
    for (const warning of process.log.warnings) {
      this.#childWarnings.set(`${warning.code}\0${warning.message}`, warning)
    }
  }

  /** Adds the numbers of a child that has ended to those of the others, and forgets the child: there may be thousands. */
  #fold(name: string, child: ProcessTable): void {
    for (const record of child.log.functions) {
      const watched = this.#functions.get(keyOf(record))
      if (!watched) continue
      const result = functionResult(record, child.snapshot, this.#backend)
      watched.ended = mergeResults([watched.ended, result].flatMap((each) => each ?? []))
      watched.live.delete(child)
    }
    child.close()
    this.#children.set(name, null)
  }

  #results(keys: Iterable<string>): FunctionResult[] {
    return [...keys].flatMap((key) => {
      const watched = this.#functions.get(key)
      return watched ? (mergeResults(this.#parts(watched)) ?? []) : []
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

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

interface WatchedFunction {
  /** As the processes that live know it. */
  live: Map<ProcessTable, FunctionRecord>
  /** The sum of the children that have ended. */
  ended: FunctionResult | null
}

function keyOf({ file, name, firstLine }: FunctionRecord): string {
  return `${file}\0${name}\0${firstLine}`
}

function lineOfRow(row: number, functions: readonly FunctionRecord[]): SourceLine | null {
  const owner = functions.find((each) => row > each.row && row <= each.row + each.lines.length)
  const line = owner?.lines[row - owner.row - 1]
  return owner && line !== undefined ? { file: owner.file, line } : null
}

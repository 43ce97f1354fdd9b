import type { FunctionResult, LineResult, RunDetail, RunSummary, SourceFile } from '../../contract/index.ts'
import { pathInProject } from '../../contract/paths.ts'
import { splitSource } from '../../contract/splitSource.ts'
import { functionTotals } from '../lines.ts'

/** What is compared: a run, or the runs of its group. */
export interface Side {
  /** The run that was asked for. */
  readonly run: RunSummary
  /** Of all runs that count, that one included, by start. */
  readonly ids: readonly number[]
  /** Those runs. They have one source: that of `run`. */
  readonly details: readonly RunDetail[]
  readonly sources: readonly SourceFile[]
}

/** A number of a function or line in each run of a side. */
export type Values = readonly number[]

/** A function in the runs of a side. */
export class SideFunction {
  readonly file: string
  /** Qualified. */
  readonly name: string
  /** Path within the project, the same on every system. */
  readonly path: string
  readonly firstLine: number
  readonly lastLine: number
  /** The lines of its text, from `firstLine` on; `null` where the source is not known. */
  readonly text: readonly string[] | null
  /** One of each run; `null`: not called there. */
  readonly #results: readonly (FunctionResult | null)[]
  readonly #lines: readonly ReadonlyMap<number, LineResult>[]

  constructor(
    { file, name, firstLine, lastLine }: FunctionResult,
    path: string,
    results: readonly (FunctionResult | null)[],
    source: readonly string[] | null,
  ) {
    this.file = file
    this.name = name
    this.path = path
    this.#results = results
    this.#lines = results.map((result) => new Map(result?.lines.map((line) => [line.line, line])))
    const ran = results.flatMap((result) => result?.lines.map(({ line }) => line) ?? [])
    this.firstLine = ran.reduce((low, line) => Math.min(low, line), firstLine)
    this.lastLine = ran.reduce((high, line) => Math.max(high, line), Math.max(firstLine, lastLine))
    const isWhole = source !== null && ran.every((line) => line <= source.length)
    this.text = isWhole ? source.slice(this.firstLine - 1, this.lastLine) : null
  }

  get calls(): Values {
    return this.#each(({ calls }) => calls)
  }

  get growth(): Values {
    return this.#each((result) => functionTotals(result).netGrowthBytes)
  }

  get peak(): Values {
    return this.#each((result) => functionTotals(result).peakBytes)
  }

  get time(): Values {
    return this.#each((result) => functionTotals(result).timeNs)
  }

  /** Lines that ran in any of the runs, ascending. */
  get ranLines(): number[] {
    return [...new Set(this.#lines.flatMap((lines) => [...lines.keys()]))].sort((a, b) => a - b)
  }

  /** In any of the runs. */
  isLineOverlapped(line: number): boolean {
    return this.#lines.some((lines) => lines.get(line)?.overlapped === true)
  }

  /** Some line, in any of the runs. */
  get isOverlapped(): boolean {
    return this.#results.some((result) => result?.lines.some(({ overlapped }) => overlapped) === true)
  }

  ran(line: number): boolean {
    return this.#lines.some((lines) => lines.has(line))
  }

  /** A line that did not run has 0 of everything. */
  ofLine(line: number, number: (result: LineResult) => number): Values {
    return this.#lines.map((lines) => {
      const result = lines.get(line)
      return result === undefined ? 0 : number(result)
    })
  }

  #each(number: (result: FunctionResult) => number): Values {
    return this.#results.map((result) => (result === null ? 0 : number(result)))
  }
}

/** The functions of a side that were called in any of its runs. */
export function functionsOf({ details, sources }: Side): SideFunction[] {
  const found = new Map<string, { first: FunctionResult; path: string; results: (FunctionResult | null)[] }>()
  for (const [index, { functions, request }] of details.entries()) {
    const times = new Map<string, number>()
    for (const result of functions) {
      const path = pathInProject(result.file, request.projectDir).replaceAll('\\', '/')
      const place = JSON.stringify([path, result.name, result.firstLine])
      const time = times.get(place) ?? 0
      times.set(place, time + 1)
      const key = `${place} ${time}`
      let entry = found.get(key)
      if (entry === undefined) {
        entry = { first: result, path, results: details.map(() => null) }
        found.set(key, entry)
      }
      entry.results[index] = result
    }
  }
  const lines = sourceLines(sources)
  return [...found.values()].map(
    ({ first, path, results }) => new SideFunction(first, path, results, lines(first.file)),
  )
}

function sourceLines(sources: readonly SourceFile[]): (file: string) => readonly string[] | null {
  const texts = new Map(sources.map(({ file, text }) => [file, text]))
  const split = new Map<string, readonly string[]>()
  return (file) => {
    const text = texts.get(file)
    if (text === undefined) return null
    const lines = split.get(file) ?? splitSource(text)
    split.set(file, lines)
    return lines
  }
}

import type { FunctionResult, ProcessResult } from '../../contract/index.ts'
import { functionKey } from '../tables/logReader.ts'
import { mergeResults } from '../tables/mergeFunctions.ts'

/** More processes are summed up in the last one. */
const MOST_PROCESSES = 200

/** So many lines of children are told one process from another, and not only summed up. */
const MOST_LINES = 200_000

/** The watched children of a run, in bounded space: those with the highest memory whole, the others summed up. */
export class ProcessList {
  readonly #children: ProcessResult[] = []
  #lines = 0
  readonly #rest: Rest = {
    count: 0,
    startNs: Number.POSITIVE_INFINITY,
    endNs: 0,
    peakBytes: 0,
    functions: new Map(),
  }

  add(child: ProcessResult): void {
    this.#children.push(child)
    this.#lines += linesOf(child)
    while (this.#isTooLong()) this.#dropSmallest()
  }

  /** All processes, the program first; nothing where it is the only one. */
  build(program: ProcessResult): ProcessResult[] {
    if (this.#children.length === 0) return []
    const children = this.#children
      .map((child) => ({ ...child, parentPid: child.parentPid ?? program.pid }))
      .sort((a, b) => a.startNs - b.startNs || a.pid - b.pid)
    return [program, ...children, ...restOf(this.#rest, program)]
  }

  #isTooLong(): boolean {
    // Room for the program and for the sum of the others.
    if (this.#children.length > MOST_PROCESSES - 2) return true
    return this.#lines > MOST_LINES && this.#children.length > 1
  }

  #dropSmallest(): void {
    let smallest = 0
    for (const [index, { peakBytes }] of this.#children.entries()) {
      if (peakBytes < (this.#children[smallest]?.peakBytes ?? 0)) smallest = index
    }
    for (const child of this.#children.splice(smallest, 1)) {
      this.#lines -= linesOf(child)
      sumUp(this.#rest, child)
    }
  }
}

function linesOf({ functions }: ProcessResult): number {
  return functions.reduce((sum, { lines }) => sum + lines.length, 0)
}

interface Rest {
  count: number
  startNs: number
  endNs: number | null
  peakBytes: number
  functions: Map<string, FunctionResult>
}

function sumUp(rest: Rest, { startNs, endNs, peakBytes, functions }: ProcessResult): void {
  rest.count += 1
  rest.startNs = Math.min(rest.startNs, startNs)
  rest.endNs = rest.endNs === null || endNs === null ? null : Math.max(rest.endNs, endNs)
  rest.peakBytes = Math.max(rest.peakBytes, peakBytes)
  for (const each of functions) {
    const key = functionKey(each)
    const known = rest.functions.get(key)
    const sum = mergeResults(known ? [known, each] : [each])
    if (sum) rest.functions.set(key, sum)
  }
}

/** What is summed up, as a process of the number 0. */
function restOf(rest: Rest, program: ProcessResult): ProcessResult[] {
  if (rest.count === 0) return []
  return [
    {
      pid: 0,
      parentPid: program.pid,
      command: rest.count === 1 ? '1 more process' : `${rest.count} more processes`,
      startNs: rest.startNs,
      endNs: rest.endNs,
      peakBytes: rest.peakBytes,
      functions: [...rest.functions.values()],
    },
  ]
}

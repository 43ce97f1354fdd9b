import type { FunctionResult, LineResult } from '../../contract/index.ts'
import type { Node } from './python/ast.ts'
import { statementOf } from './python/shape.ts'

/** What hints ask of a run. */
export interface MeasuredRun {
  readonly functions: readonly FunctionResult[]
  readonly baselineBytes: number
  readonly peakBytes: number
  readonly firstProcessPeakBytes: number | null
  readonly durationNs: number
}

/** Less is not worth a hint, bytes. */
const LEAST_BYTES = 2 ** 20
/** Less of what a run took, at its highest, is not worth a hint. */
const LEAST_SHARE = 0.02

/** From this part of the run's highest memory on, a line is where the run is highest. */
const NEAR_PEAK = 0.95

/** What one function did to memory, as hints ask for it. */
export class Numbers {
  readonly owner: FunctionResult
  /** What must be at stake for a hint, bytes. */
  readonly threshold: number
  readonly #run: MeasuredRun
  readonly #lines: ReadonlyMap<number, LineResult>

  constructor(run: MeasuredRun, owner: FunctionResult) {
    this.#run = run
    this.owner = owner
    this.threshold = Math.max(LEAST_BYTES, LEAST_SHARE * (run.peakBytes - run.baselineBytes))
    this.#lines = new Map(owner.lines.map((line) => [line.line, line]))
  }

  /** Whether its lines, at their highest or all together, took enough for a hint. */
  isWorthReading(): boolean {
    let sum = 0
    let highest = 0
    for (const { incrementBytes, peakBytes } of this.#lines.values()) {
      sum += Math.max(0, incrementBytes)
      highest = Math.max(highest, peakBytes)
    }
    return this.supports(sum) || this.supports(highest - this.owner.baselineBytes)
  }

  /** The number of the line that a node is counted on. */
  lineOf(node: Node): number {
    const statement = statementOf(node)
    if (statement.kind !== 'if' || statement === node) return statement.line
    let part = node
    while (part.parent !== statement && part.parent !== null) part = part.parent
    return part.line
  }

  at(line: number): LineResult | undefined {
    return this.#lines.get(line)
  }

  /** What its line added, over all executions, bytes; 0 where it added nothing, or another thread may have. */
  growth(node: Node): number {
    return this.growthOf(this.lineOf(node))
  }

  growthOf(line: number): number {
    const result = this.#lines.get(line)
    if (result === undefined || result.overlapped) return 0
    return this.#capped(Math.max(0, result.incrementBytes), result)
  }

  /** How far memory rose, within its line, above what was left afterwards, bytes. */
  spike(node: Node): number {
    const result = this.#lines.get(this.lineOf(node))
    if (result === undefined || result.overlapped) return 0
    return this.#capped(this.#spikeOf(result), result)
  }

  /** How far memory rose on its line above what it was before, at most, bytes. */
  rise(node: Node): number {
    const result = this.#lines.get(this.lineOf(node))
    if (result === undefined || result.overlapped) return 0
    const rise = Math.max(0, result.incrementBytes) + this.#spikeOf(result)
    return this.#capped(Math.max(rise, this.#riseOfLoop(statementOf(node), result)), result)
  }

  /**
   * What a loop goes through is made on its first line and freed there, too, so the sum says nothing. Its highest memory
   * does, less what the body added, compared with the memory before the loop.
   */
  #riseOfLoop(statement: Node, { memoryBytes, peakBytes }: LineResult): number {
    if (statement.kind !== 'for') return 0
    const highest = Math.max(memoryBytes, peakBytes)
    return highest - this.#levelBefore(statement) - this.growthWithin(statement.body)
  }

  /** Memory when a block is entered, at most, bytes. */
  #levelOfBlock(block: Node | null): number {
    const header = block?.kind === 'body' ? block.parent : null
    if (!header || header.kind === 'function') return this.owner.baselineBytes
    const result = this.#lines.get(header.line)
    if (header.kind === 'for' || header.kind === 'while') return result?.memoryBytes ?? Infinity
    // The line of a `with` counts again when the block is left, so its own level says nothing.
    return this.#levelBefore(header) + Math.max(0, result?.incrementBytes ?? 0)
  }

  /** Highest memory when what stands before a statement was left, bytes; at most what the function began with, else. */
  #levelBefore(statement: Node): number {
    const block = statement.parent
    const before = block?.children[block.children.indexOf(statement) - 1]
    if (before === undefined || before.kind === 'function' || before.kind === 'class') {
      return this.#levelOfBlock(block)
    }
    return this.#levelBehind(before)
  }

  /** Highest memory when a line of a statement was left, bytes. */
  #levelBehind(statement: Node): number {
    let level = 0
    for (let line = statement.line; line <= statement.lastLine; line++) {
      level = Math.max(level, this.#lines.get(line)?.memoryBytes ?? 0)
    }
    return level === 0 ? Infinity : level
  }

  /** What all lines of a node added together, bytes. */
  growthWithin(node: { readonly line: number; readonly lastLine: number }): number {
    let sum = 0
    let highest = 0
    for (const result of this.#lines.values()) {
      if (result.line < node.line || result.line > node.lastLine || result.overlapped) continue
      sum += result.incrementBytes
      highest = Math.max(highest, result.peakBytes)
    }
    return Math.max(0, Math.min(sum, highest - this.#run.baselineBytes))
  }

  /** How far memory rose from before one statement until another ended, whichever thread did it, bytes. */
  riseAcross(first: Node, last: Node): number {
    let highest = 0
    for (const { line, peakBytes } of this.#lines.values()) {
      if (line >= first.line && line <= last.lastLine) highest = Math.max(highest, peakBytes)
    }
    const grown = this.growthWithin({ line: first.line, lastLine: last.lastLine })
    return Math.max(grown, Math.min(highest - this.#levelBefore(first), highest - this.#run.baselineBytes))
  }

  /** How far memory rose from the end of one statement to the highest point of a later one, bytes. */
  riseBetween(statement: Node, later: Node): number {
    return Math.max(0, this.peak(later) - this.#levelBehind(statement))
  }

  /** Whether a process of the run came near its highest memory on the line of a statement: lines have levels of one process. */
  isPeak(statement: Node): boolean {
    const { baselineBytes, peakBytes, firstProcessPeakBytes } = this.#run
    const highest = firstProcessPeakBytes ?? peakBytes
    return this.peak(statement) - baselineBytes >= NEAR_PEAK * (highest - baselineBytes)
  }

  /** Highest memory while the line of a node executed, bytes. */
  peak(node: Node): number {
    return this.#lines.get(this.lineOf(node))?.peakBytes ?? 0
  }

  occurrences(node: Node): number {
    return this.#lines.get(this.lineOf(node))?.occurrences ?? 0
  }

  supports(bytes: number): boolean {
    return bytes >= this.threshold
  }

  /**
   * How far the watched functions of a name rose above what they began with, bytes: what an expression that calls them
   * took there, and not by itself.
   */
  takenBy(name: string): number {
    let most = 0
    for (const { name: qualified, baselineBytes, lines } of this.#run.functions) {
      if (qualified !== name && !qualified.endsWith(`.${name}`)) continue
      for (const { peakBytes } of lines) most = Math.max(most, peakBytes - baselineBytes)
    }
    return most
  }

  /** The result of a function, by the end of its name and its first line. */
  functionAt(firstLine: number, name: string): FunctionResult | undefined {
    return this.#run.functions.find(
      (each) => each.file === this.owner.file && each.firstLine === firstLine && each.name === name,
    )
  }

  /** A line that was never left, because the program died there, has left nothing behind. */
  #spikeOf({ peakBytes, memoryBytes, incrementBytes }: LineResult): number {
    if (memoryBytes !== 0) return Math.max(0, peakBytes - memoryBytes - Math.max(0, -incrementBytes))
    const before = this.owner.lines.map((line) => line.memoryBytes)
    return Math.max(0, peakBytes - Math.max(this.owner.baselineBytes, ...before))
  }

  /** No line can have held more than all that there was above the start of the program. */
  #capped(bytes: number, { peakBytes, memoryBytes }: LineResult): number {
    return Math.max(0, Math.min(bytes, Math.max(peakBytes, memoryBytes) - this.#run.baselineBytes))
  }
}

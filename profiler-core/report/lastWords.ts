import type { FunctionResult, RunDetail } from '../contract/index.ts'
import { endMark } from './endWords.ts'
import { oneLine } from './visible.ts'

/** Longest piece of an exception's message that goes behind a source line. */
const MESSAGE_LIMIT = 100

/** The line at which a run came to its bad end, and what to write behind it. */
export interface LastWords {
  /** The row belongs to the table of this function only. */
  readonly owner: FunctionResult
  readonly line: number
  readonly text: string
}

/**
 * Where did it end, and of what? An exception: the line that raised it. A signal, a limit, a stop: the watched line
 * that was executing. `null` after a good end, or where no watched function covers the place.
 */
export function lastWords(run: RunDetail): LastWords | null {
  const { error, lastLine } = run
  if (error !== null && error.file !== null && error.line !== null) {
    const owner = innermost(run.functions, error.file, error.line)
    if (owner !== null) return { owner, line: error.line, text: describeError(error.type, error.message) }
  }
  if (lastLine === null) return null
  const owner = innermost(run.functions, lastLine.file, lastLine.line)
  return owner === null ? null : { owner, line: lastLine.line, text: endMark(run) ?? describeEnd(run) }
}

function describeError(type: string, message: string): string {
  const text = oneLine(message)
  if (text === '') return type
  return `${type}: ${text.length > MESSAGE_LIMIT ? `${text.slice(0, MESSAGE_LIMIT - 1)}…` : text}`
}

function describeEnd(run: RunDetail): string {
  switch (run.status) {
    case 'killed':
      return `killed by ${run.signal ?? 'a signal'}`
    case 'stopped':
      return 'stopped here'
    case 'limit':
      return 'stopped here by a limit'
    case 'interrupted':
      return 'the last that Mebi saw'
    case 'failed':
      return run.exitCode === null ? 'failed here' : `exit code ${run.exitCode}`
    case 'finished':
      return 'ended here'
  }
}

/** Of the functions that contain a line, the one with the fewest lines: blocks nest, the line belongs to the inner one. */
function innermost(functions: readonly FunctionResult[], file: string, line: number): FunctionResult | null {
  let best: FunctionResult | null = null
  for (const candidate of functions) {
    if (candidate.file !== file || line < candidate.firstLine || line > candidate.lastLine) continue
    if (best === null || size(candidate) < size(best)) best = candidate
  }
  return best
}

function size(of: FunctionResult): number {
  return of.lastLine - of.firstLine
}

import type { FunctionResult } from '../contract/index.ts'

/**
 * What to know of growth by function where several threads ran watched code at once: process-wide memory cannot be told
 * apart by thread. `null` where they did not.
 */
export function threadsNote(functions: readonly FunctionResult[]): string | null {
  const overlapped = functions.some(({ lines }) => lines.some((line) => line.overlapped))
  return overlapped ? 'Several threads ran at once: what one of them took counts in the others, too.' : null
}

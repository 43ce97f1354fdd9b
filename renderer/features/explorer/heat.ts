import type { FunctionHistory } from '../../../profiler-core/contract/index.ts'
import { formatDelta } from '../../ui/format.ts'

/** What the last runs say of functions and files, made ready to be drawn. */
export interface Heat {
  /** By `FILE:NAME`. */
  readonly functions: ReadonlyMap<string, FunctionHistory>
  /** By file: its hottest function. */
  readonly files: ReadonlyMap<string, FunctionHistory>
  /** The largest increment or release of all functions, in bytes. */
  readonly largest: number
  /** Characters of the longest number. */
  readonly width: number
}

export function heatOf(functions: ReadonlyMap<string, FunctionHistory>): Heat {
  const files = new Map<string, FunctionHistory>()
  let [largest, width] = [0, 0]
  for (const each of functions.values()) {
    const size = Math.abs(each.incrementBytes)
    largest = Math.max(largest, size)
    width = Math.max(width, formatDelta(each.incrementBytes).length)
    const hottest = files.get(each.file)
    if (hottest === undefined || size > Math.abs(hottest.incrementBytes)) files.set(each.file, each)
  }
  return { functions, files, largest, width }
}

/** Length of a bar, from 0 to 1: by the square root, so that small ones stay visible. */
export function barLength(bytes: number, largest: number): number {
  return largest === 0 ? 0 : Math.sqrt(Math.abs(bytes) / largest)
}

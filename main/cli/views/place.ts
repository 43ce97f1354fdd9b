import { relative } from 'node:path'
import type { RunRequest } from '../../../profiler-core/contract/index.ts'
import { OVERLAP_FOOTNOTE, oneLine, overlapMark } from '../../../profiler-core/report/index.ts'

/** A file by its path in the project, where it lies in it. */
export function shortPath(file: string, { projectDir }: Pick<RunRequest, 'projectDir'>): string {
  const path = relative(projectDir, file)
  return oneLine(path.startsWith('..') || path === '' ? file : path)
}

/** Signed bytes as MiB, in fixed decimals: `+12.3`. */
export function delta(bytes: number): string {
  const text = (bytes / 2 ** 20).toFixed(1)
  if (Number(text) === 0) return '0.0'
  return bytes > 0 ? `+${text}` : text
}

/** Seconds or milliseconds in a column: `1.24 s`, `3.1 ms`. */
export function shortTime(ns: number): string {
  return ns >= 1e9 ? `${(ns / 1e9).toFixed(2)} s` : `${(ns / 1e6).toFixed(1)} ms`
}

/** A number of a column of which some may be another thread's: the mark, or a blank where the column has marks. */
export function marked(text: string, isOverlapped: boolean, isColumnMarked: boolean): string {
  return `${text}${overlapMark(isOverlapped, isColumnMarked ? ' ' : '')}`
}

/** The footnote below a table that has marks. */
export function footnote(isMarked: boolean): string[] {
  return isMarked ? [OVERLAP_FOOTNOTE] : []
}

import type {
  Change,
  ComparedFunction,
  FunctionComparison,
  LineComparison,
} from '../../../../profiler-core/contract/index.ts'

export const MIB = 2 ** 20

/** A change from one number to another, each of one run; `null` where a side has none. */
export function change(base: number | null, now: number | null, pValue: number | null = null): Change {
  const side = (value: number | null) => (value === null ? null : { low: value, median: value, high: value })
  return { base: side(base), now: side(now), delta: (now ?? 0) - (base ?? 0), pValue }
}

export function line(
  baseLine: number | null,
  nowLine: number | null,
  given: Partial<LineComparison> = {},
): LineComparison {
  const has = (value: number) => change(baseLine === null ? null : value, nowLine === null ? null : value)
  return {
    match: baseLine === null ? 'added' : nowLine === null ? 'removed' : 'unchanged',
    baseLine,
    nowLine,
    increment: has(0),
    peak: has(0),
    time: has(0),
    occurrences: has(1),
    overlapped: { base: false, now: false },
    ...given,
  }
}

export function place(name: string, given: Partial<ComparedFunction> = {}): ComparedFunction {
  return { file: '/p/train.py', name, firstLine: 1, lastLine: 10, ...given }
}

/** A function in both runs that did nothing in either, unless told otherwise. */
export function compared(name: string, given: Partial<FunctionComparison> = {}): FunctionComparison {
  return {
    match: 'same',
    base: place(name),
    now: place(name),
    calls: change(1, 1),
    growth: change(0, 0),
    peak: change(0, 0),
    time: change(0, 0),
    overlapped: { base: false, now: false },
    lines: [],
    ...given,
  }
}

import type { FunctionResult, RepeatedFunction, RepeatedRuns, RunDetail } from '../contract/index.ts'
import { firstProcessSpread } from './comparablePeaks.ts'
import { functionsOf, type SideFunction } from './compare/side.ts'
import { spreadOf } from './statistics/index.ts'

/** The runs of a group as one, by start. There must be at least one; line numbers mean the same in all of them. */
export function repeatedRuns(runs: readonly [RunDetail, ...RunDetail[]]): RepeatedRuns {
  const functions = functionsOf({ run: runs[0], ids: [], details: runs, sources: [] })
  const results = new Map<string, FunctionResult[]>()
  for (const result of runs.flatMap((run) => run.functions)) {
    const key = keyOf(result)
    const known = results.get(key)
    if (known === undefined) results.set(key, [result])
    else known.push(result)
  }
  return {
    runs: runs.map(({ id, startedAt, durationNs, peakBytes, firstProcessPeakBytes }) => ({
      id,
      startedAt,
      durationNs,
      peakBytes,
      firstProcessPeakBytes,
    })),
    peakBytes: spreadOf(runs.map(({ peakBytes }) => peakBytes)),
    firstProcessPeakBytes: firstProcessSpread(runs),
    durationNs: spreadOf(runs.map(({ durationNs }) => durationNs)),
    functions: functions.map((watched) => repeated(watched, results.get(keyOf(watched)) ?? [])),
  }
}

function keyOf({ file, name }: Pick<FunctionResult, 'file' | 'name'>): string {
  return JSON.stringify([file, name])
}

function repeated(watched: SideFunction, results: readonly FunctionResult[]): RepeatedFunction {
  const { file, name, firstLine, lastLine } = watched
  return {
    file,
    name,
    firstLine,
    lastLine,
    calls: spreadOf(watched.calls),
    baselineBytes: spreadOf(results.map(({ baselineBytes }) => baselineBytes)),
    growthBytes: spreadOf(watched.growth),
    peakBytes: spreadOf(watched.peak),
    lines: watched.ranLines.map((line) => ({
      line,
      occurrences: spreadOf(watched.ofLine(line, ({ occurrences }) => occurrences)),
      incrementBytes: spreadOf(watched.ofLine(line, ({ incrementBytes }) => incrementBytes)),
      memoryBytes: spreadOf(watched.ofLine(line, ({ memoryBytes }) => memoryBytes)),
      peakBytes: spreadOf(watched.ofLine(line, ({ peakBytes }) => peakBytes)),
      timeNs: spreadOf(watched.ofLine(line, ({ timeNs }) => timeNs)),
      overlapped: watched.isLineOverlapped(line),
    })),
  }
}

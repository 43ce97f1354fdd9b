import type {
  FunctionResult,
  LineResult,
  RunDetail,
  SourceFile,
} from '../../../profiler-core/contract/index.ts'

export const MIB = 2 ** 20

/** One line's numbers as a table shows them: memory and increment in MiB, occurrences, and the peak where it matters. */
export type Reading = readonly [memory: number, increment: number, occurrences: number, peak?: number]

export function lines(readings: Record<number, Reading>): LineResult[] {
  return Object.entries(readings).map(([line, [memory, increment, occurrences, peak = memory]]) => ({
    line: Number(line),
    occurrences,
    incrementBytes: increment * MIB,
    memoryBytes: memory * MIB,
    peakBytes: peak * MIB,
    timeNs: 1_000,
    overlapped: false,
  }))
}

/** A watched function of `/project/example.py`, called once at 29.746 MiB, unless told otherwise. */
export function watched(given: Partial<FunctionResult>): FunctionResult {
  return {
    file: '/project/example.py',
    name: 'my_function',
    firstLine: 1,
    lastLine: 1,
    calls: 1,
    baselineBytes: Math.round(29.746 * MIB),
    lines: [],
    ...given,
  }
}

export function source(text: string, file = '/project/example.py'): SourceFile {
  return { file, text }
}

/** A finished run of `example.py`, typed in `/project`, unless told otherwise. */
export function sampleRun(given: Partial<RunDetail> = {}): RunDetail {
  return {
    id: 3,
    key: 'sample',
    status: 'finished',
    exitCode: 0,
    signal: null,
    startedAt: '2025-03-01T10:20:30.000Z',
    durationNs: 1_240_000_000,
    baselineBytes: 20 * MIB,
    peakBytes: 60 * MIB,
    firstProcessPeakBytes: given.peakBytes ?? 60 * MIB,
    peakProcess: null,
    lastLine: null,
    error: null,
    cause: null,
    warnings: [],
    request: {
      target: { kind: 'script', path: 'example.py' },
      args: [],
      cwd: '/project',
      projectDir: '/project',
      pythonFlags: [],
      env: {},
      backend: 'rss',
      watch: { kind: 'auto' },
      detail: 'lines',
      exact: false,
      countObjects: false,
      watchChildren: true,
      includeChildren: false,
      save: true,
    },
    toWatch: null,
    backend: 'rss',
    interpreter: { path: '/usr/bin/python3', version: '3.12.1', implementation: 'CPython' },
    host: { name: 'host', platform: 'linux', arch: 'x64', cpus: 2, memoryBytes: 2 ** 34 },
    git: null,
    label: null,
    note: null,
    pinned: false,
    group: null,
    dataset: null,
    baseline: false,
    origin: null,
    functions: [],
    ...given,
  }
}

/** Python's example of the classic table, and the run that it shows. */
export const EXAMPLE_SOURCE = `import random

@profile
def my_function():
    nums = [random.randint(0, 100) for _ in range(1_000_000)]
    return sorted(nums)
`

export function exampleRun(given: Partial<RunDetail> = {}): RunDetail {
  return sampleRun({
    functions: [
      watched({
        firstLine: 3,
        lastLine: 6,
        lines: lines({ 5: [37.5, 7.754, 1], 6: [46.016, 8.516, 1] }),
      }),
    ],
    ...given,
  })
}

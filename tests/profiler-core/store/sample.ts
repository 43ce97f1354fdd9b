import type { FunctionResult, LineResult } from '../../../profiler-core/contract/index.ts'
import type { StoredRun } from '../../../profiler-core/store/index.ts'

export const project = '/home/ada/project'

/** A run as the rest of the core would hand it over; `changes` replace parts of its detail. */
export function sampleRun(key: string, changes: Partial<StoredRun['detail']> = {}): StoredRun {
  return {
    detail: {
      id: null,
      key,
      status: 'failed',
      exitCode: 1,
      signal: null,
      startedAt: '2026-03-01T10:00:00.000Z',
      durationNs: 1_234_567_890,
      baselineBytes: 12_345_344,
      peakBytes: 98_566_144,
      lastLine: { file: `${project}/load.py`, line: 5 },
      error: { type: 'ValueError', message: 'no rows', file: `${project}/load.py`, line: 5 },
      warnings: [{ code: 'forked', message: 'The program forked.', atNs: 5_000 }],
      request: {
        target: { kind: 'script', path: `${project}/load.py`, call: 'load("a.csv")' },
        args: ['--rows', '10'],
        cwd: project,
        projectDir: project,
        pythonFlags: ['-O'],
        env: { LANG: 'C' },
        backend: 'rss',
        watch: { kind: 'functions', names: ['Loader.load'] },
        watchChildren: true,
        includeChildren: false,
        save: true,
      },
      backend: 'rss',
      interpreter: { path: '/usr/bin/python3', version: '3.12.1', implementation: 'CPython' },
      host: { name: 'engine', platform: 'linux', arch: 'x64', cpus: 8, memoryBytes: 17_179_869_184 },
      git: { commit: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3', branch: 'main', dirty: true },
      label: null,
      note: null,
      pinned: false,
      functions: [sampleFunction('Loader.load', 3), sampleFunction('<module>', 1)],
      ...changes,
    },
    sources: [{ file: `${project}/load.py`, text: loaderSource }],
    timeline: { timesNs: [0, 100_000_000, 200_000_000], bytes: [12_345_344, 98_566_144, 20_480_000] },
    output: [
      { stream: 'stdout', text: 'loading\n' },
      { stream: 'stderr', text: 'ValueError: no rows\n' },
    ],
  }
}

export function sampleFunction(name: string, firstLine: number): FunctionResult {
  const lines = [1, 2, 5].map((step) => sampleLine(firstLine + step))
  return {
    file: `${project}/load.py`,
    name,
    firstLine,
    lastLine: firstLine + 6,
    calls: 2,
    baselineBytes: 12_345_344,
    lines,
  }
}

function sampleLine(line: number): LineResult {
  return {
    line,
    occurrences: line * 7,
    incrementBytes: line % 2 === 0 ? -4096 * line : 1_048_576 * line,
    memoryBytes: 20_480_000 + line,
    peakBytes: 98_566_144 + line,
    timeNs: 1_000_003 * line,
    overlapped: line % 2 === 0,
  }
}

export const loaderSource = `import csv

class Loader:
    def load(self, path):
        with open(path) as file:
            return list(csv.reader(file))
`

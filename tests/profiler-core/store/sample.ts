import type {
  FunctionResult,
  LineResult,
  RunStory,
  StoredRun,
  Timeline,
} from '../../../profiler-core/contract/index.ts'

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
      firstProcessPeakBytes: 90_000_000,
      peakProcess: {
        pid: 18,
        isFirst: false,
        command: 'worker.py 3',
        place: { file: `${project}/load.py`, name: 'Loader.load', line: 5 },
      },
      lastLine: { file: `${project}/load.py`, line: 5 },
      error: { type: 'ValueError', message: 'no rows', file: `${project}/load.py`, line: 5 },
      cause: { kind: 'cgroup-oom', memoryBytes: 98_500_000, limitBytes: 100_000_000 },
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
        detail: 'lines',
        exact: false,
        countObjects: false,
        watchChildren: true,
        includeChildren: false,
        save: true,
      },
      toWatch: { why: 'names', count: 1, functions: [{ file: `${project}/load.py`, name: 'Loader.load' }] },
      backend: 'rss',
      interpreter: { path: '/usr/bin/python3', version: '3.12.1', implementation: 'CPython' },
      host: { name: 'engine', platform: 'linux', arch: 'x64', cpus: 8, memoryBytes: 17_179_869_184 },
      git: { commit: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3', branch: 'main', dirty: true },
      label: null,
      note: null,
      pinned: false,
      group: null,
      dataset: null,
      baseline: false,
      origin: null,
      functions: [sampleFunction('Loader.load', 3), sampleFunction('<module>', 1)],
      ...changes,
    },
    sources: [{ file: `${project}/load.py`, text: loaderSource }],
    timeline: sampleTimeline,
    story: sampleStory,
    output: [
      { stream: 'stdout', text: 'loading\n' },
      { stream: 'stderr', text: 'ValueError: no rows\n' },
    ],
  }
}

/** Two points with something executing, and one without. */
const sampleTimeline: Timeline = {
  timesNs: [0, 100_000_000, 200_000_000],
  bytes: [12_345_344, 98_562_048, 20_480_000],
  childrenBytes: [0, 4096, 0],
  together: true,
  residentBytes: null,
  stacks: {
    places: [{ file: `${project}/load.py`, name: 'Loader.load', line: 5 }],
    parents: [-1],
    placeOf: [0],
  },
  stackAt: [-1, 0, 0],
  marks: [
    {
      kind: 'exception',
      timeNs: 199_000_000,
      durationNs: null,
      text: 'ValueError: no rows',
      place: { file: `${project}/load.py`, line: 5 },
      pid: 17,
    },
  ],
}

const sampleStory: RunStory = {
  peak: {
    timeNs: 100_000_000,
    bytes: 98_566_144,
    processes: [
      { pid: 17, command: 'load.py', bytes: 30_000_000 },
      { pid: 18, command: 'worker.py 3', bytes: 80_000_000 },
    ],
    threads: [
      {
        pid: 17,
        threadId: 17,
        name: 'MainThread',
        isMain: true,
        frames: [{ file: `${project}/load.py`, name: 'Loader.load', line: 5 }],
      },
    ],
    lines: [{ file: `${project}/load.py`, name: 'Loader.load', line: 5, bytes: 86_220_800 }],
    linesAtBytes: 98_000_000,
    allocations: [{ bytes: 70_000_000, count: 3, traceback: [{ file: `${project}/load.py`, line: 5 }] }],
    allocationsAtBytes: 97_000_000,
  },
  callTree: {
    functions: [
      { file: `${project}/load.py`, name: 'Loader.load', firstLine: 4, estimated: false, overlapped: false },
    ],
    parents: [-1, 0],
    functionOf: [0, 0],
    callerLines: [0, 6],
    calls: [2, 1],
    growthBytes: [86_220_800, -4096],
    peakBytes: [98_566_144, 98_000_000],
    timeNs: [1_000_000_000, 500_000_000.5],
  },
  series: {
    edgesNs: [0, 100_000_000, 200_000_000],
    functions: [
      {
        file: `${project}/load.py`,
        name: 'Loader.load',
        firstLine: 4,
        lastLine: 6,
        baselineBytes: 12_345_344,
        at: [0],
        calls: [2],
        lines: [
          {
            line: 6,
            at: [0, 1],
            occurrences: [1, 1],
            incrementBytes: [86_220_800, -20_480],
            peakBytes: [98_000_000, 98_566_144],
            timeNs: [1, 2],
          },
        ],
      },
    ],
  },
  processes: [
    {
      pid: 18,
      parentPid: 17,
      command: 'load.py --worker',
      startNs: 50_000_000,
      endNs: null,
      peakBytes: 20_480_000,
      functions: [],
    },
  ],
  objects: [{ type: 'builtins.dict', before: 100, after: 4711 }],
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

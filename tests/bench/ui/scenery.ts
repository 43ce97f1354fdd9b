/** What the scenes are played on: projects and histories of a given size. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredRun } from '../../../profiler-core/contract/index.ts'
import {
  type FunctionResult,
  type RunDetail,
  RunStory,
  Timeline,
} from '../../../profiler-core/contract/index.ts'
import { openStore } from '../../../profiler-core/store/index.ts'

const MIB = 2 ** 20

/** A program in which every one of `lines` lines of a function takes memory, `rounds` times over. */
export function longProgram(lines: number, rounds: number): string {
  const body = Array.from(
    { length: lines },
    (_, line) => `        kept[${line}] = bytearray(20_000 + ${line})`,
  )
  return `def work(rounds):
    kept = [None] * ${lines}
    for _ in range(rounds):
${body.join('\n')}
    return kept


work(${rounds})
`
}

/** A project of `count` Python files of some fifty lines, a hundred in a folder. */
export function largeProject(folder: string, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const dir = join(folder, 'pkg', `part_${Math.floor(index / 100)}`)
    if (index % 100 === 0) mkdirSync(dir, { recursive: true })
    const functions = Array.from(
      { length: 6 },
      (_, each) => `
    def method_${index}_${each}(self, value, *, limit=None):
        rows = []
        for row in value:
            if limit is not None and len(rows) >= limit:
                break
            rows.append(row)
        return rows
`,
    )
    writeFileSync(join(dir, `module_${index}.py`), `class Loader${index}:${functions.join('')}`)
  }
}

/** Puts `count` runs of ten functions each into the history of a data folder. */
export function longHistory(home: string, projectDir: string, count: number): void {
  const store = openStore(home)
  try {
    for (let index = 0; index < count; index += 1) store.add(pastRun(projectDir, index))
  } finally {
    store.close()
  }
}

/** A run as the history has it, of a script with ten functions. */
export function pastRun(projectDir: string, index: number): StoredRun {
  const file = join(projectDir, `script_${index % 40}.py`)
  const startedAt = new Date(Date.UTC(2026, 0, 1) + index * 600_000).toISOString()
  const detail: RunDetail = {
    id: null,
    key: `bench-${index}`,
    toWatch: null,
    status: index % 7 === 0 ? 'failed' : 'finished',
    exitCode: index % 7 === 0 ? 1 : 0,
    signal: null,
    startedAt,
    durationNs: (1 + (index % 90)) * 1e9,
    baselineBytes: 20 * MIB,
    peakBytes: (100 + (index % 700)) * MIB,
    firstProcessPeakBytes: (100 + (index % 700)) * MIB,
    peakProcess: null,
    lastLine: null,
    error: null,
    cause: null,
    warnings: [],
    request: {
      target: { kind: 'script', path: file },
      args: [],
      cwd: projectDir,
      projectDir,
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
    backend: 'rss',
    interpreter: { path: '/usr/bin/python3', version: '3.12.1', implementation: 'CPython' },
    host: { name: 'bench', platform: 'linux', arch: 'x64', cpus: 2, memoryBytes: 8 * 1024 * MIB },
    git: { commit: index.toString(16).padStart(40, '0'), branch: 'main', dirty: false },
    label: index % 50 === 0 ? `experiment ${index}` : null,
    note: null,
    pinned: false,
    group: null,
    dataset: null,
    baseline: false,
    origin: null,
    functions: Array.from({ length: 10 }, (_, each) => pastFunction(file, each, index)),
  }
  const points = Array.from({ length: 60 }, (_, point) => point)
  return {
    detail,
    sources: [{ file, text: '# bench\n' }],
    timeline: Timeline.parse({
      timesNs: points.map((point) => point * 1e7),
      bytes: points.map((point) => (20 + point) * MIB),
    }),
    story: RunStory.parse({}),
    output: [],
  }
}

function pastFunction(file: string, each: number, index: number): FunctionResult {
  const firstLine = 1 + each * 20
  const lines = Array.from({ length: 8 }, (_, at) => ({
    line: firstLine + 1 + at,
    occurrences: 1 + at,
    incrementBytes: ((index % 13) - 3) * MIB,
    memoryBytes: 40 * MIB,
    peakBytes: 45 * MIB,
    timeNs: 1e6,
    overlapped: false,
  }))
  return {
    file,
    name: `function_${each}`,
    firstLine,
    lastLine: firstLine + 12,
    calls: 1,
    baselineBytes: 20 * MIB,
    lines,
  }
}

import { createHash } from 'node:crypto'
import {
  absolutePath,
  type RunDetail,
  type RunOrigin,
  type RunRequest,
  RunStory,
  type SourceFile,
  type StoredRun,
  Timeline,
} from '../contract/index.ts'
import type { GivenFile } from './problem.ts'

const UNKNOWN = 'unknown'

/** What a file of another program says of a run. */
export interface ForeignRun {
  readonly kind: Exclude<RunOrigin['kind'], 'mebi'>
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly durationNs: number
  readonly baselineBytes: number
  readonly peakBytes: number
  readonly request: Pick<RunRequest, 'target' | 'args' | 'watch' | 'detail'>
  readonly functions: RunDetail['functions']
  readonly sources: SourceFile[]
  readonly timeline: Partial<Timeline>
  readonly callTree: RunStory['callTree']
  /** A sentence: what the file leaves open. */
  readonly caveat: string
}

/**
 * A run that another program has measured, as a run of a project. What is not known of it says so; taken in twice, it has
 * the same key.
 */
export function foreignRun(file: GivenFile, projectDir: string, run: ForeignRun): StoredRun {
  const { kind, request, functions, sources, caveat } = run
  const detail: RunDetail = {
    id: null,
    key: keyOf(kind, file, projectDir),
    status: 'finished',
    exitCode: null,
    signal: null,
    startedAt: run.startedAt,
    durationNs: run.durationNs,
    baselineBytes: run.baselineBytes,
    peakBytes: run.peakBytes,
    firstProcessPeakBytes: null,
    peakProcess: null,
    lastLine: null,
    error: null,
    cause: null,
    warnings: [{ code: 'imported', message: caveat, atNs: null }],
    request: { ...defaults(projectDir), ...request },
    toWatch: null,
    backend: 'rss',
    interpreter: { path: UNKNOWN, version: UNKNOWN, implementation: UNKNOWN },
    host: { name: UNKNOWN, platform: UNKNOWN, arch: UNKNOWN, cpus: 1, memoryBytes: 0 },
    git: null,
    label: null,
    note: null,
    pinned: false,
    group: null,
    dataset: null,
    baseline: false,
    origin: { kind, fileName: file.name },
    functions,
  }
  return {
    detail,
    sources,
    timeline: Timeline.parse({ timesNs: [], bytes: [], ...run.timeline }),
    story: { ...RunStory.parse({}), callTree: run.callTree },
    output: [],
  }
}

/** A path of a file that names no folder, or not its own, as seen from the project. */
export function pathFrom(path: string, projectDir: string): string {
  return absolutePath(path, projectDir) || projectDir
}

function defaults(projectDir: string): Omit<RunRequest, 'target' | 'args' | 'watch' | 'detail'> {
  return {
    cwd: projectDir,
    projectDir,
    pythonFlags: [],
    env: {},
    backend: 'rss',
    exact: false,
    countObjects: false,
    watchChildren: false,
    includeChildren: false,
    save: true,
  }
}

/** In another project the same file is another run: it has to show up there, too. */
function keyOf(kind: string, { bytes }: GivenFile, projectDir: string): string {
  const hash = createHash('sha256').update(projectDir).update('\0').update(bytes)
  return `${kind}-${hash.digest('hex')}`
}

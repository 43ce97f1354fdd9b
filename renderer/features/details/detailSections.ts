import { runPeakPlace } from '../../../profiler-core/analysis/peak.ts'
import { spreadOf } from '../../../profiler-core/analysis/statistics/spread.ts'
import type {
  Backend,
  HistoryEntry,
  RunDetail,
  RunRequest,
  SourceLine,
} from '../../../profiler-core/contract/index.ts'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { FIRST_PROCESS_ONLY, peakSize } from '../../../profiler-core/report/peakSize.ts'
import { processWords } from '../../../profiler-core/report/processName.ts'
import { commandWords, fileName } from '../../../profiler-core/report/runWords.ts'
import { formatCount, formatDuration, formatSize } from '../../ui/format.ts'
import { sizeWords } from './datasetWords.ts'

/** A fact about a run. */
export interface Detail {
  readonly name: string
  /** Several are lines of their own. */
  readonly values: readonly string[]
  /** As it stands in a shell or a source. */
  readonly isCode?: boolean
  /** A place in a source that it leads to. */
  readonly place?: SourceLine
}

export interface DetailSection {
  readonly title: string
  readonly details: readonly Detail[]
}

/** A run of the group of one. */
export type Repetition = Pick<HistoryEntry, 'id' | 'peakBytes'>

/** What a backend measures, in a few words. */
export const backendWords: Record<Backend, string> = {
  rss: 'resident memory of the process',
  heap: 'what Python\u2019s allocators hold, by tracemalloc',
  uss: 'memory that belongs to the process alone',
  pss: 'memory of the process, with its part of what is shared',
}

/**
 * Everything that is known of a run but its lines and its end. `repetitions`: the runs of its group, itself among them, in
 * any order; none for a run that was not repeated.
 */
export function detailSections(run: RunDetail, repetitions: readonly Repetition[] = []): DetailSection[] {
  return [
    { title: 'Measured', details: [...measured(run), ...repeated(run, repetitions)] },
    { title: 'Program', details: program(run) },
    { title: 'Surroundings', details: surroundings(run) },
  ]
}

function measured(run: RunDetail): Detail[] {
  const { baselineBytes, backend, request, startedAt, durationNs, functions } = run
  const { line: place, process } = runPeakPlace(run)
  const called = functions.filter(({ calls }) => calls > 0).length
  return [
    { name: 'Started', values: [new Date(startedAt).toLocaleString()] },
    { name: 'Duration', values: [durationNs === 0 ? 'not known' : formatDuration(durationNs)] },
    { name: 'Baseline', values: [`${formatSize(baselineBytes)}, when the program itself began`] },
    {
      name: 'Peak',
      values: [
        `${peakSize(run, formatSize)}${place === null ? '' : `, at line ${place.line} of ${fileName(place.file)}`}${process === null ? '' : ` in ${processWords(process)}`}`,
        ...(run.firstProcessPeakBytes === null ? [FIRST_PROCESS_ONLY] : []),
      ],
      ...(place === null ? {} : { place: { file: place.file, line: place.line } }),
    },
    { name: 'Backend', values: [`${backend}: ${backendWords[backend]}`] },
    { name: 'Watched', values: watched(run), isCode: request.watch.kind === 'functions' },
    { name: 'Called', values: [called === 1 ? '1 function' : `${formatCount(called)} functions`] },
    { name: 'Processes', values: [processes(request)] },
  ]
}

/** `run 3 of 5`; how far they lie apart where there are several. */
function repeated({ id, request }: RunDetail, repetitions: readonly Repetition[]): Detail[] {
  if (id === null || !repetitions.some((each) => each.id === id)) return []
  const place = repetitions.filter((each) => each.id <= id).length
  // Some may be still to come, or be gone.
  const planned = Math.max(request.repeat ?? 0, repetitions.length)
  if (planned < 2) return []
  const { low, median, high } = spreadOf(repetitions.map(({ peakBytes }) => peakBytes))
  const spread = `peak ${formatSize(median)} in the median, ${formatSize(low)} to ${formatSize(high)}`
  return [
    {
      name: 'Repetitions',
      values: [`run ${place} of ${planned}`, ...(repetitions.length < 2 ? [] : [spread])],
    },
  ]
}

function watched({ request: { watch }, toWatch }: RunDetail): string[] {
  switch (watch.kind) {
    case 'auto':
      if (toWatch?.why === 'marks') return ['what the program marks with @profile']
      if (toWatch?.why === 'program') return ['every function of the program, which marks none with @profile']
      return ['the functions decorated with @profile, or all of the script where there is none']
    case 'project':
      return ['every function of the project']
    case 'functions':
      return watch.names.map(fileName)
  }
}

function processes({ watchChildren, includeChildren }: RunRequest): string {
  const children = watchChildren ? 'and those that it starts' : 'alone'
  return `the program ${children}${includeChildren ? '; their memory added up' : ''}`
}

function program(run: RunDetail): Detail[] {
  const { request, interpreter } = run
  const { target, env, cwd, timeoutNs, maxMemoryBytes } = request
  const call = target.kind === 'script' ? target.call : undefined
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return [
    { name: 'Command', values: [commandWords(run)], isCode: true },
    ...(call === undefined ? [] : [{ name: 'Then called', values: call.split('\n'), isCode: true }]),
    { name: 'Folder', values: [cwd], isCode: true },
    { name: 'Data', values: dataWords(run.dataset) },
    {
      name: 'Environment',
      values: variables.length === 0 ? ['as Mebi\u2019s own'] : variables,
      isCode: variables.length > 0,
    },
    {
      name: 'Interpreter',
      values:
        interpreter.path === 'unknown'
          ? ['not known']
          : [`Python ${interpreter.version} (${interpreter.implementation})`, interpreter.path],
    },
    { name: 'Time limit', values: [timeoutNs === undefined ? 'none' : formatDuration(timeoutNs)] },
    { name: 'Memory limit', values: [maxMemoryBytes === undefined ? 'none' : formatSize(maxMemoryBytes)] },
  ]
}

/** So much of a hash tells two files apart for a person. */
const HASH_SHOWN = 12

function dataWords(dataset: RunDetail['dataset']): string[] {
  if (dataset === null) return ['not said']
  const { label, size, unit, file, sha256 } = dataset
  return [
    [label, size === null ? null : sizeWords(size, unit)].filter((part) => part !== null).join(', '),
    file,
    sha256 === null ? null : `SHA-256 ${sha256.slice(0, HASH_SHOWN)}`,
  ].filter((line): line is string => line !== null && line !== '')
}

function surroundings({ git, host, label, note, id, pinned, baseline, origin }: RunDetail): Detail[] {
  const kept = [pinned ? 'pinned' : null, baseline ? 'the baseline of its target' : null]
    .filter((part) => part !== null)
    .join(', ')
  const isForeign = origin !== null && origin.kind !== 'mebi'
  return [
    {
      name: 'Kept',
      values: [id === null ? 'no: this run is not in the history' : kept || 'in the history'],
    },
    ...(origin === null ? [] : [{ name: 'Imported', values: [originWords(origin)] }]),
    { name: 'Label', values: [label ?? 'none'] },
    { name: 'Note', values: (note ?? 'none').split('\n') },
    { name: 'Git', values: git === null ? [isForeign ? 'not known' : 'no repository'] : gitWords(git) },
    {
      name: 'Machine',
      // A run that another program measured.
      values: host.platform === 'unknown' ? ['not known'] : [host.name, machineWords(host)],
    },
  ]
}

function machineWords({ platform, arch, cpus, memoryBytes }: RunDetail['host']): string {
  return `${platform} ${arch}, ${cpus} ${cpus === 1 ? 'processor' : 'processors'}, ${formatSize(memoryBytes)}`
}

function originWords({ kind, fileName: name }: NonNullable<RunDetail['origin']>): string {
  return kind === 'mebi' ? `from ${name}` : `from ${name}, which ${kind} wrote`
}

function gitWords({ commit, branch, dirty }: NonNullable<RunDetail['git']>): string[] {
  return [
    commit,
    `${branch === null ? 'no branch' : `on ${branch}`}${dirty ? ', with changes not committed' : ''}`,
  ]
}

/** The place of the error that ended a run, as people of the project know it; `null` without one. */
export function errorPlace({
  error,
  request,
}: Pick<RunDetail, 'error' | 'request'>): (SourceLine & { words: string }) | null {
  if (error === null || error.file === null || error.line === null) return null
  const { file, line } = error
  return { file, line, words: `${pathInProject(file, request.projectDir)}:${line}` }
}

/** All of it as text to paste elsewhere. */
export function detailText(
  sentence: string,
  sections: readonly DetailSection[],
  notices: readonly string[],
): string {
  const lines = [sentence, ...notices]
  for (const { details } of sections) {
    lines.push('')
    for (const { name, values } of details)
      lines.push(`${`${name}:`.padEnd(13)}${values.join(`\n${' '.repeat(13)}`)}`)
  }
  return `${lines.join('\n')}\n`
}

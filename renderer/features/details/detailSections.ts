import { peakPlace } from '../../../profiler-core/analysis/peak.ts'
import type {
  Backend,
  RunDetail,
  RunRequest,
  SourceLine,
  WatchSelection,
} from '../../../profiler-core/contract/index.ts'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { formatCount, formatDuration, formatSize } from '../../ui/format.ts'
import { commandWords, fileName } from './runWords.ts'

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

/** What a backend measures, in a few words. */
export const backendWords: Record<Backend, string> = {
  rss: 'resident memory of the process',
  heap: 'what Python\u2019s allocators hold, by tracemalloc',
  uss: 'memory that belongs to the process alone',
  pss: 'memory of the process, with its part of what is shared',
}

/** Everything that is known of a run but its lines and its end. */
export function detailSections(run: RunDetail): DetailSection[] {
  return [
    { title: 'Measured', details: measured(run) },
    { title: 'Program', details: program(run) },
    { title: 'Surroundings', details: surroundings(run) },
  ]
}

function measured(run: RunDetail): Detail[] {
  const { baselineBytes, peakBytes, backend, request, startedAt, durationNs, functions } = run
  const place = peakPlace(functions)
  const called = functions.filter(({ calls }) => calls > 0).length
  return [
    { name: 'Started', values: [new Date(startedAt).toLocaleString()] },
    { name: 'Duration', values: [formatDuration(durationNs)] },
    { name: 'Baseline', values: [`${formatSize(baselineBytes)}, when the program itself began`] },
    {
      name: 'Peak',
      values: [
        `${formatSize(peakBytes)}${place === null ? '' : `, at line ${place.line} of ${fileName(place.file)}`}`,
      ],
      ...(place === null ? {} : { place: { file: place.file, line: place.line } }),
    },
    { name: 'Backend', values: [`${backend}: ${backendWords[backend]}`] },
    { name: 'Watched', values: watched(request.watch), isCode: request.watch.kind === 'functions' },
    { name: 'Called', values: [called === 1 ? '1 function' : `${formatCount(called)} functions`] },
    { name: 'Processes', values: [processes(request)] },
  ]
}

function watched(watch: WatchSelection): string[] {
  switch (watch.kind) {
    case 'auto':
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
    {
      name: 'Environment',
      values: variables.length === 0 ? ['as Mebi\u2019s own'] : variables,
      isCode: variables.length > 0,
    },
    {
      name: 'Interpreter',
      values: [`Python ${interpreter.version} (${interpreter.implementation})`, interpreter.path],
    },
    { name: 'Time limit', values: [timeoutNs === undefined ? 'none' : formatDuration(timeoutNs)] },
    { name: 'Memory limit', values: [maxMemoryBytes === undefined ? 'none' : formatSize(maxMemoryBytes)] },
  ]
}

function surroundings({ git, host, label, note, id, pinned }: RunDetail): Detail[] {
  return [
    {
      name: 'Kept',
      values: [id === null ? 'no: this run is not in the history' : pinned ? 'pinned' : 'in the history'],
    },
    { name: 'Label', values: [label ?? 'none'] },
    { name: 'Note', values: (note ?? 'none').split('\n') },
    { name: 'Git', values: git === null ? ['no repository'] : gitWords(git) },
    {
      name: 'Machine',
      values: [
        host.name,
        `${host.platform} ${host.arch}, ${host.cpus} ${host.cpus === 1 ? 'processor' : 'processors'}, ${formatSize(host.memoryBytes)}`,
      ],
    },
  ]
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

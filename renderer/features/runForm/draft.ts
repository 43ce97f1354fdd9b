import type { Backend, OutlineItem, RunRequest } from '../../../profiler-core/contract/index.ts'
import { typedSize } from '../../../profiler-core/contract/memorySize.ts'
import { absolutePath, isNotebook, pathInProject } from '../../../profiler-core/contract/paths.ts'
import { callStatement, runsByItself } from './callStatement.ts'
import { joinWords } from './shellWords.ts'

/** How the watched functions are reached. `file`: run the file they are in. `other`: what imports it. `call`: call it. */
export type Reach = 'file' | 'other' | 'call'

/** A form as it is being filled in: everything as it was typed. */
export interface Draft {
  readonly reach: Reach
  /** A Python file, or `-m` and a module; both with arguments, if one likes. */
  readonly other: string
  /** A statement. */
  readonly call: string
  readonly args: string
  readonly cwd: string
  readonly env: readonly EnvRow[]
  /** Keep values of variables that look like secrets with the run. */
  readonly keepSecrets: boolean
  /** Path; `null`: the project's. */
  readonly python: string | null
  readonly pythonFlags: string
  readonly backend: Backend
  /** Seconds; empty: none. */
  readonly timeLimit: string
  /** A size such as `4G`; empty: none. */
  readonly memoryLimit: string
  readonly label: string
  /** What the data is called. */
  readonly dataLabel: string
  /** A number, or a size such as `4GiB`; empty: not said. */
  readonly dataSize: string
  readonly dataUnit: string
  /** As it would be named from the working folder; empty: none. */
  readonly dataFile: string
  /** How often it runs, as one group. */
  readonly repeat: string
  readonly watchChildren: boolean
  readonly includeChildren: boolean
  /** Read the memory at every line. */
  readonly exact: boolean
  readonly countObjects: boolean
}

export interface EnvRow {
  readonly key: number
  readonly name: string
  readonly value: string
  /** The value was not kept; empty, it is taken from where it is known. */
  readonly isWithheld?: boolean
}

/** What the form is about. */
export interface DraftContext {
  readonly projectDir: string
  /** The file that may be run; `null` where the functions are in no one file. */
  readonly file: string | null
  /** Qualified name of the only function, which may be called; `null` for several. */
  readonly functionName: string | null
  /** `null`: every function of the project. */
  readonly names: readonly string[] | null
}

export const NS_PER_SECOND = 1e9

/** A form for something that was never run: settings from the project's last run, the way to it from the source. */
export function freshDraft(
  context: DraftContext,
  source: { readonly text: string; readonly outline: readonly OutlineItem[] } | null,
  last: RunRequest | null,
): Draft {
  const before = last === null ? null : draftOf(last, { ...context, file: null })
  const call = context.functionName === null ? '' : callStatement(context.functionName, source?.outline ?? [])
  const settings = before ?? { ...blank, cwd: context.projectDir }
  return { ...settings, call, ...ofOneSubject, ...firstReach(context, source, last, before) }
}

/** The file itself where it is a program; else what ran the last time; else a call. */
function firstReach(
  { file, functionName, projectDir }: DraftContext,
  source: { readonly text: string; readonly outline: readonly OutlineItem[] } | null,
  last: RunRequest | null,
  before: Draft | null,
): Pick<Draft, 'reach' | 'other' | 'args'> {
  const isCall = last?.target.kind === 'script' && last.target.call !== undefined
  const ranThis = last?.target.kind === 'script' && absolutePath(last.target.path, last.cwd) === file
  const other = before === null || isCall || ranThis ? '' : before.other
  const args = before?.args ?? ''
  const text = source?.text ?? ''
  if (ranThis && !isCall) return { reach: 'file', other: '', args }
  if (file !== null && (isNotebook(file) || runsByItself(text))) return { reach: 'file', other, args: '' }
  if (file !== null && isTest(file)) {
    const path = pathInProject(file, before?.cwd ?? projectDir)
    return { reach: 'other', other: joinWords(['-m', 'pytest', path]), args: '' }
  }
  // What could not be read, or does not parse, says nothing: the file will tell when it is run.
  if (file !== null && !source?.outline.length) return { reach: 'file', other, args: '' }
  if (other !== '') return { reach: 'other', other, args }
  return { reach: functionName !== null ? 'call' : 'other', other, args: '' }
}

/** As pytest finds them. */
function isTest(file: string): boolean {
  return /[\\/](test_[^\\/]*|[^\\/]*_test)\.py$/.test(file)
}

/** What is said of the runs of one subject, and would be wrong of another's. */
const ofOneSubject = { label: '', dataLabel: '', dataSize: '', dataUnit: '', dataFile: '', repeat: '1' }

const blank: Draft = {
  ...ofOneSubject,
  reach: 'file',
  other: '',
  call: '',
  args: '',
  cwd: '',
  env: [],
  keepSecrets: false,
  python: null,
  pythonFlags: '',
  backend: 'rss',
  timeLimit: '',
  memoryLimit: '',
  watchChildren: true,
  includeChildren: false,
  exact: false,
  countObjects: false,
}

/** The form that a request comes from. */
export function draftOf(request: RunRequest, { projectDir, file }: DraftContext): Draft {
  const { target, cwd, dataset = {} } = request
  const isFile = target.kind === 'script' && absolutePath(target.path, cwd) === file
  const call = target.kind === 'script' ? target.call : undefined
  return {
    reach: call !== undefined && isFile ? 'call' : isFile ? 'file' : 'other',
    other: isFile ? '' : otherOf(request),
    call: call ?? '',
    args: joinWords(request.args),
    cwd: cwd === '' ? projectDir : cwd,
    env: envRows(request),
    keepSecrets: request.keepSecrets === true,
    python: request.python ?? null,
    pythonFlags: joinWords(request.pythonFlags),
    backend: request.backend,
    timeLimit: request.timeoutNs === undefined ? '' : String(request.timeoutNs / NS_PER_SECOND),
    memoryLimit: request.maxMemoryBytes === undefined ? '' : typedSize(request.maxMemoryBytes),
    label: request.label ?? '',
    dataLabel: dataset.label ?? '',
    dataSize: dataset.size === undefined ? '' : String(dataset.size),
    dataUnit: dataset.unit ?? '',
    dataFile: dataset.file === undefined ? '' : pathInProject(dataset.file, cwd),
    repeat: String(request.repeat ?? 1),
    watchChildren: request.watchChildren,
    includeChildren: request.includeChildren,
    exact: request.exact,
    countObjects: request.countObjects,
  }
}

function envRows({ env, withheld = [] }: RunRequest): EnvRow[] {
  const known = Object.entries(env).map(([name, value]) => ({ name, value }))
  const unknown = withheld
    .filter((name) => !Object.hasOwn(env, name))
    .map((name) => ({ name, value: '', isWithheld: true }))
  return [...known, ...unknown].map((row, key) => ({ key, ...row }))
}

function otherOf({ target, cwd }: RunRequest): string {
  if (target.kind === 'module') return `-m ${joinWords([target.name])}`
  return joinWords([pathInProject(absolutePath(target.path, cwd), cwd)])
}

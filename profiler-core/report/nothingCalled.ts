import type { RunDetail, RunRequest, ToWatch, WatchSelection } from '../contract/index.ts'
import { pathInProject } from '../contract/paths.ts'
import { fileName, quoted } from './runWords.ts'
import { oneLine } from './visible.ts'

/** What to watch instead. */
export interface Remedy {
  readonly watch: WatchSelection
  /** Such as `every function of train.py`. */
  readonly what: string
}

/** Why a run has no table. */
export interface NothingCalled {
  /** What was watched, why, and that it was not called: whole sentences. */
  readonly text: string
  /** The likeliest first. */
  readonly remedies: readonly Remedy[]
}

/** So many functions are named. */
const MOST_NAMED = 4

/** Why a run has no table, and what would have one; `null` where it has one, or where its program never began. */
export function nothingCalled(run: RunDetail): NothingCalled | null {
  if (run.functions.length > 0 || run.baselineBytes === 0 || run.origin !== null) return null
  const { request, toWatch } = run
  const sentences = [
    'No watched function was called.',
    ...(toWatch === null ? [] : watchedSentence(toWatch, request)),
  ]
  if (!request.watchChildren) sentences.push('Processes that it started were not watched.')
  return { text: sentences.join(' '), remedies: remedies(run) }
}

function watchedSentence({ why, count, functions }: ToWatch, request: RunRequest): string[] {
  const names = listed(functions, count, request.projectDir)
  const place = oneLine(request.projectDir)
  if (count === 0) return [`There are no functions in ${why === 'project' ? place : programWords(request)}.`]
  const never = count === 1 ? 'the program never called it' : 'the program called none of them'
  switch (why) {
    case 'names':
      return [`Watched ${count === 1 ? 'was' : 'were'} ${names}, as asked for; ${never}.`]
    case 'marks':
      return count === 1
        ? [`Watched was what @profile marks, ${names}; ${never}.`]
        : [`Watched were the ${count} functions that @profile marks, ${names}; ${never}.`]
    case 'program':
      return [
        `Watched ${count === 1 ? 'was the only function' : `were all ${count} functions`} of ${programWords(request)}, since @profile marks none; ${never}.`,
      ]
    case 'project':
      return [
        `Watched ${count === 1 ? 'was the only function' : `were all ${count} functions`} of the project ${place}; ${never}.`,
        'Is that the folder in which the program has its files?',
      ]
  }
}

/** `load (io.py), Model.fit (model.py) and 3 more`. */
function listed(functions: ToWatch['functions'], count: number, projectDir: string): string {
  const named = functions
    .slice(0, MOST_NAMED)
    .map(({ file, name }) => oneLine(`${name} (${pathInProject(file, projectDir)})`))
  const rest = count - named.length
  if (rest > 0) return `${named.join(', ')} and ${rest} more`
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`
}

function programWords({ target }: RunRequest): string {
  return oneLine(target.kind === 'script' ? fileName(target.path) : target.name)
}

function remedies({ request, toWatch }: RunDetail): Remedy[] {
  const { target, watch } = request
  // A tool that runs the project, of which everything was watched.
  if (watch.kind === 'auto' && toWatch?.why === 'project') return []
  const found: Remedy[] = []
  if (target.kind === 'script') {
    const names = [`${target.path}:*`]
    const isSame = watch.kind === 'functions' && watch.names.join() === names.join()
    if (!isSame)
      found.push({ watch: { kind: 'functions', names }, what: `every function of ${programWords(request)}` })
  }
  if (watch.kind !== 'project')
    found.push({ watch: { kind: 'project' }, what: 'every function of the project' })
  return found
}

/** What to type for it: `mebi run -f 'train.py:*' train.py`. `command`: the command that was typed. */
export function remedyCommand(request: RunRequest, { watch }: Remedy, command = 'run'): string {
  const { target, args, backend, detail, python, watchChildren } = request
  const words = ['mebi', command]
  if (watch.kind === 'project') words.push('--all')
  if (watch.kind === 'functions') for (const name of watch.names) words.push('-f', name)
  if (backend !== 'rss') words.push('--backend', backend)
  if (detail !== 'lines') words.push('--detail', detail)
  if (python !== undefined) words.push('--python', python)
  if (!watchChildren) words.push('--no-children')
  if (target.kind === 'module') words.push('-m', target.name)
  else words.push(...(target.call === undefined ? [] : ['-c', target.call]), target.path)
  return [...words, ...args].map(quoted).join(' ')
}

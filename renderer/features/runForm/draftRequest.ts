import type { DatasetRequest, RunRequest } from '../../../profiler-core/contract/index.ts'
import { memorySize } from '../../../profiler-core/contract/memorySize.ts'
import { absolutePath } from '../../../profiler-core/contract/paths.ts'
import { openParameter } from './callStatement.ts'
import { dataAmount } from './dataAmount.ts'
import { type Draft, type DraftContext, type EnvRow, NS_PER_SECOND } from './draft.ts'
import { splitWords } from './shellWords.ts'

/** What is wrong with a field, in a sentence. */
export type Problems = { readonly [F in keyof Draft]?: string }

const MOST_REPEATS = 50

/** What runs when the form is sent, or what is wrong with it. */
export function requestOf(
  draft: Draft,
  context: DraftContext,
): { readonly request: RunRequest } | { readonly problems: Problems } {
  const problems: { -readonly [F in keyof Draft]?: string } = {}
  const wordsOf = (field: 'other' | 'args' | 'pythonFlags'): readonly string[] => {
    const split = splitWords(draft[field])
    if ('words' in split) return split.words
    problems[field] = split.problem
    return []
  }
  const cwd = absolutePath(draft.cwd.trim() || context.projectDir, context.projectDir)
  const other = draft.reach === 'other' ? wordsOf('other') : []
  const found = targetOf(draft, context, other, cwd)
  if ('problem' in found) problems[found.field] ??= found.problem
  const args = wordsOf('args')
  const pythonFlags = wordsOf('pythonFlags')
  const env = envOf(draft.env)
  if (typeof env === 'string') problems.env = env
  const seconds = Number(draft.timeLimit.trim().replace(',', '.'))
  if (draft.timeLimit.trim() !== '' && !(seconds > 0 && Number.isFinite(seconds))) {
    problems.timeLimit = 'A number of seconds, such as 60.'
  }
  const limit = draft.memoryLimit.trim() === '' ? undefined : memorySize(draft.memoryLimit)
  if (typeof limit === 'object') problems.memoryLimit = limit.problem
  const dataset = datasetOf(draft, cwd)
  if ('problem' in dataset) problems.dataSize = dataset.problem
  const repeat = Number(draft.repeat.trim() || '1')
  if (!(Number.isInteger(repeat) && repeat >= 1 && repeat <= MOST_REPEATS)) {
    problems.repeat = `A whole number from 1 to ${MOST_REPEATS}.`
  }
  if (draft.python?.trim() === '') problems.python = 'Give the path of the interpreter, or choose one above.'
  if (
    'problem' in found ||
    'problem' in dataset ||
    typeof env === 'string' ||
    Object.keys(problems).length > 0
  ) {
    return { problems }
  }
  const { names } = context
  return {
    request: {
      target: found.target,
      args: [...found.args, ...args],
      cwd,
      projectDir: context.projectDir,
      ...(draft.python === null ? {} : { python: draft.python.trim() }),
      pythonFlags: [...pythonFlags],
      env,
      ...withheldOf(draft.env),
      ...(draft.keepSecrets ? { keepSecrets: true } : {}),
      backend: draft.backend,
      watch: names === null ? { kind: 'project' } : { kind: 'functions', names: [...names] },
      detail: 'lines',
      exact: draft.exact,
      countObjects: draft.countObjects,
      watchChildren: draft.watchChildren,
      includeChildren: draft.includeChildren && draft.backend !== 'heap',
      ...(typeof limit === 'number' ? { maxMemoryBytes: limit } : {}),
      ...(draft.timeLimit.trim() === '' ? {} : { timeoutNs: Math.round(seconds * NS_PER_SECOND) }),
      ...(draft.label.trim() === '' ? {} : { label: draft.label.trim() }),
      ...(Object.keys(dataset).length === 0 ? {} : { dataset }),
      ...(repeat === 1 ? {} : { repeat }),
      save: true,
    },
  }
}

/** What was said of the data; empty where nothing was. */
function datasetOf(
  { dataLabel, dataSize, dataUnit, dataFile }: Draft,
  cwd: string,
): DatasetRequest | { readonly problem: string } {
  const amount = dataAmount(dataSize, dataUnit)
  if ('problem' in amount) return amount
  const [label, file] = [dataLabel.trim(), dataFile.trim()]
  return {
    ...(label === '' ? {} : { label }),
    ...amount,
    ...(file === '' ? {} : { file: absolutePath(file, cwd) }),
  }
}

type Found =
  | { readonly target: RunRequest['target']; readonly args: readonly string[] }
  | { readonly field: 'other' | 'call' | 'reach'; readonly problem: string }

function targetOf(
  { reach, call }: Draft,
  { file }: DraftContext,
  other: readonly string[],
  cwd: string,
): Found {
  if (reach === 'other') return otherTarget(other, cwd)
  if (file === null) return { field: 'reach', problem: 'Say which file or module is to be run.' }
  if (reach === 'file') return { target: { kind: 'script', path: file }, args: [] }
  const statement = call.trim()
  if (statement === '') {
    return { field: 'call', problem: 'Write the statement that calls it, such as load("data.csv").' }
  }
  const open = openParameter(statement)
  if (open !== null) {
    return { field: 'call', problem: `Write a value for ${open} in place of the three dots.` }
  }
  return { target: { kind: 'script', path: file, call: statement }, args: [] }
}

/** `train.py --fast`, `pytest -q`, `-m pytest tests`; a `python` before it is what people are used to write, and means nothing. */
function otherTarget(words: readonly string[], cwd: string): Found {
  const [first, ...rest] = /^(python|py)[\d.]*$/.test(words[0] ?? '') ? words.slice(1) : words
  if (first === undefined) {
    return {
      field: 'other',
      problem:
        'Name a Python file, such as tools/train.py, a command, such as pytest, or a module: -m pytest.',
    }
  }
  if (first !== '-m') {
    // A bare word may be an installed command, such as pytest; the core tells.
    const path = /^[\w-]+$/.test(first) ? first : absolutePath(first, cwd)
    return { target: { kind: 'script', path }, args: rest }
  }
  const [name, ...args] = rest
  if (name === undefined) return { field: 'other', problem: 'Name the module after -m, such as -m pytest.' }
  return { target: { kind: 'module', name }, args }
}

function envOf(rows: readonly EnvRow[]): Record<string, string> | string {
  const env: Record<string, string> = {}
  for (const row of rows) {
    const { name, value } = row
    const trimmed = name.trim()
    if (trimmed === '' && value === '') continue
    if (trimmed === '') return `The value “${value}” needs the name of a variable.`
    if (trimmed.includes('=')) return `The name ${trimmed} must not have an equals sign in it.`
    if (Object.hasOwn(env, trimmed)) return `${trimmed} is there twice.`
    if (!isLeftOut(row)) env[trimmed] = value
  }
  return env
}

function withheldOf(rows: readonly EnvRow[]): { withheld?: string[] } {
  const names = rows.filter(isLeftOut).map(({ name }) => name.trim())
  return names.length === 0 ? {} : { withheld: names }
}

function isLeftOut({ isWithheld, value }: EnvRow): boolean {
  return isWithheld === true && value === ''
}

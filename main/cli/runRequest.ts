import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import {
  Backend,
  RunRequest,
  type RunRequestInput,
  type RunTarget,
  type WatchSelection,
} from '../../profiler-core/contract/index.ts'
import { oneLine } from '../../profiler-core/report/index.ts'
import { toFsPath } from '../../profiler-core/targets/python/fsPath.ts'
import { isCommandStub } from '../../profiler-core/targets/python/program/content.ts'
import type { Context } from './context.ts'
import { usageError } from './failure.ts'
import { projectFolder } from './folders.ts'
import { ReportOptions } from './reportOptions.ts'

/** What runs, on what, and how it is measured: options of `run` and `check`, as commander hands them over. */
export const ProgramOptions = z.object({
  module: z.string().optional(),
  function: z.array(z.string()).optional(),
  all: z.boolean().optional(),
  call: z.string().optional(),
  backend: Backend.optional(),
  python: z.string().optional(),
  project: z.string().optional(),
  label: z.string().optional(),
  data: z.string().optional(),
  dataLabel: z.string().optional(),
  dataSize: z.number().optional(),
  dataUnit: z.string().optional(),
  repeat: z.number().optional(),
  timeout: z.number().optional(),
  maxMemory: z.number().optional(),
  detail: RunRequest.shape.detail.optional(),
  exact: z.boolean().optional(),
  countObjects: z.boolean().optional(),
  save: z.boolean(),
  quiet: z.boolean().optional(),
  children: z.boolean(),
  includeChildren: z.boolean().optional(),
  X: z.array(z.string()).optional(),
  W: z.array(z.string()).optional(),
  O: z.number().optional(),
})
export type ProgramOptions = z.infer<typeof ProgramOptions>

/** The options of `mebi run`. */
export const RunOptions = ProgramOptions.extend(ReportOptions.shape)
export type RunOptions = z.infer<typeof RunOptions>

/** What the command line asks for, as a request to the core. */
export function runRequest(
  options: ProgramOptions,
  words: readonly string[],
  context: Context,
): RunRequestInput {
  const { target, args } = whatToRun(options, words)
  const { cwd } = context
  const start = target.kind === 'script' ? startOf(target.path, cwd) : cwd
  return {
    target,
    args,
    cwd,
    projectDir:
      options.project === undefined
        ? projectFolder(start, context, (sentence) =>
            context.err.write(`mebi: warning: ${oneLine(sentence)}\n`),
          )
        : existingFolder(options.project, cwd),
    python: options.python,
    pythonFlags: interpreterFlags(options),
    backend: options.backend,
    watch: watchSelection(options),
    watchChildren: options.children,
    includeChildren: options.includeChildren,
    timeoutNs: options.timeout === undefined ? undefined : Math.max(1, Math.round(options.timeout * 1e9)),
    maxMemoryBytes: options.maxMemory,
    detail: options.detail,
    exact: options.exact,
    countObjects: options.countObjects,
    label: options.label,
    dataset: dataset(options),
    save: options.save,
  }
}

/** Where to look for the project: where the program lies, unless that is where commands are installed. */
function startOf(path: string, cwd: string): string {
  const file = resolve(cwd, path)
  return !existsSync(toFsPath(file)) || isCommandStub(file) ? cwd : dirname(file)
}

function whatToRun(options: ProgramOptions, words: readonly string[]): { target: RunTarget; args: string[] } {
  if (options.module !== undefined) {
    if (options.call !== undefined) throw usageError('-c works with a script, not with -m.')
    return { target: { kind: 'module', name: options.module }, args: [...words] }
  }
  const [path, ...args] = words
  if (path === undefined || path === '') {
    throw usageError(
      'Which program should run?',
      'mebi run SCRIPT [ARGS...], or mebi run -m MODULE [ARGS...]',
    )
  }
  const target: RunTarget = { kind: 'script', path }
  return { target: options.call === undefined ? target : { ...target, call: options.call }, args }
}

function watchSelection({ function: names, all }: ProgramOptions): WatchSelection | undefined {
  if (names !== undefined && all === true) {
    throw usageError('-f and --all exclude each other: watch some functions, or every one.')
  }
  if (all === true) return { kind: 'project' }
  return names === undefined ? undefined : { kind: 'functions', names }
}

function dataset({ data, dataLabel, dataSize, dataUnit }: ProgramOptions): RunRequestInput['dataset'] {
  if (dataUnit !== undefined && dataSize === undefined)
    throw usageError('--data-unit needs --data-size: of how much is it the unit?')
  if (data === undefined && dataLabel === undefined && dataSize === undefined) return undefined
  return { file: data, label: dataLabel, size: dataSize, unit: dataUnit }
}

function interpreterFlags({ X = [], W = [], O = 0 }: ProgramOptions): string[] {
  return [
    ...X.map((option) => `-X${option}`),
    ...W.map((action) => `-W${action}`),
    ...(O > 0 ? [`-${'O'.repeat(O)}`] : []),
  ]
}

/** The folder that `--project` names. */
export function existingFolder(path: string, cwd: string): string {
  const folder = resolve(cwd, path)
  if (statSync(toFsPath(folder), { throwIfNoEntry: false })?.isDirectory() === true) return folder
  throw usageError(
    `${path} is not a folder.`,
    '--project takes the folder whose Python files count as the project.',
  )
}

import { join } from 'node:path'
import {
  type Interpreter,
  MebiError,
  type RunRequest,
  type RunTarget,
  type RunWarning,
  type SourceFile,
  type ToWatch,
} from '../../contract/index.ts'
import { asciiJson } from './asciiJson.ts'
import { concurrently } from './concurrently.ts'
import { codeOf, notebookIn } from './notebook/notebook.ts'
import type { Program } from './program/findProgram.ts'
import { type Start, startOf } from './program/start.ts'
import { type Selection, selectFunctions } from './selection.ts'
import { readSource } from './sourceText.ts'

/** Everything about a run that depends on its being Python. */
export interface PreparedRun {
  interpreter: Interpreter
  /** What starts the run whose files lie in `folder`, where the program is to see the environment `env`. */
  start: (folder: string, env: Readonly<Record<string, string | undefined>>) => Start
  /** Program and arguments that start a command on a terminal of its own (see `agent/terminal`). */
  onTerminal: (command: readonly string[], options: TerminalOptions) => string[]
  /** Content of `spec.json` for a run folder. `lineBuffered`: whoever reads the output wants each line when it is written. */
  spec: (folder: string, lineBuffered: boolean) => string
  /** Content of `outlines.jsonl`. */
  outlines: string
  /** Rows of the table that the watched functions and their lines can take. */
  watchedRows: number
  /** The script and every file in which something is watched, as they are now. */
  sources: SourceFile[]
  /** The file that runs as `__main__`, real path; `null` where the interpreter alone can find it. */
  main: string | null
  /** What is watched, for people. */
  toWatch: ToWatch
  warnings: RunWarning[]
}

/** How the terminal is wanted: see `agent/terminal/__main__.py`. */
export interface TerminalOptions {
  streams: readonly [boolean, boolean, boolean]
  when: 'now' | 'later'
  keepsLocale: boolean
}

export interface PrepareDeps {
  /** What the target means; `null` for a module. */
  program: Program | null
  /** Folder of the agent: what the interpreter runs. */
  agentDir: string
  /** Folder in which the agent keeps its bytecode; made when needed. */
  cacheDir: string
}

const READERS = 8

/**
 * Finds out what to watch and how to start it. A syntax error in the script is left to the interpreter to report.
 *
 * @throws MebiError `python-flag`, or what `selectFunctions` throws
 */
export async function prepareRun(
  request: RunRequest,
  interpreter: Interpreter,
  { program, agentDir, cacheDir }: PrepareDeps,
): Promise<PreparedRun> {
  const target: RunTarget =
    program === null ? request.target : { ...request.target, kind: 'script', path: program.path }
  const pythonFlags = [...(program?.firstLine?.flags ?? []), ...request.pythonFlags]
  checkFlags(pythonFlags)
  const cells = program?.kind === 'notebook' ? codeOf(await notebookIn(program.file)) : null
  const selection = await selectFunctions({ ...request, program }, { python: interpreter.path, agentDir })
  const { outlines, files } = layOut(selection)
  const known = new Map(
    selection.files.flatMap(({ outline: { file, text } }) => (text === undefined ? [] : [[file, text]])),
  )
  const shown = new Set([
    ...(selection.main === null ? [] : [selection.main]),
    ...selection.files.map(({ outline }) => outline.file),
  ])
  const sources = await concurrently(READERS, [...shown], async (file) => {
    const text = known.get(file)
    return text === undefined ? readSource(file) : { file, text }
  })
  return {
    interpreter,
    start: (folder, env) =>
      startOf({ ...request, target, pythonFlags }, interpreter, { agentDir, cacheDir, folder, env }),
    onTerminal: (command, { streams, when, keepsLocale }) => [
      interpreter.path,
      '-IS', // neither the program's environment, nor what is installed in it
      '-X',
      `pycache_prefix=${cacheDir}`,
      join(agentDir, 'terminal'),
      streams.map((isTerminal) => (isTerminal ? 't' : '-')).join(''),
      when,
      keepsLocale ? 'keep' : 'drop',
      ...command,
    ],
    spec: (folder, lineBuffered) =>
      asciiJson({
        version: 1,
        folder,
        target: cells === null ? target : { ...target, kind: 'notebook', cells },
        args: request.args,
        cwd: request.cwd,
        backend: request.backend,
        watchMarked: selection.watchMarked,
        narrowToMarked: selection.narrowToMarked,
        watchChildren: request.watchChildren,
        includeChildren: request.includeChildren,
        detail: request.detail,
        exact: request.exact,
        countObjects: request.countObjects,
        lineBuffered,
        files,
      }),
    outlines,
    watchedRows: countRows(selection),
    sources: sources.flatMap((source) => source ?? []),
    main: selection.main,
    toWatch: selection.toWatch,
    warnings: [
      ...selection.warnings,
      ...selection.files.flatMap(({ outline: { note } }) =>
        note === undefined ? [] : [{ code: 'no-text', message: note, atNs: null }],
      ),
    ],
  }
}

/** The outlines, one a line, and where in that text each file's line is: offset and length, in bytes. */
function layOut(selection: Selection): { outlines: string; files: Record<string, [number, number]> } {
  const lines: string[] = []
  const files: Record<string, [number, number]> = {}
  let offset = 0
  for (const { outline, watched } of selection.files) {
    const functions = outline.functions.map((each) => ({
      ...each,
      decorated: undefined, // the agent sees for itself
      watched: watched.has(each),
    }))
    const line = asciiJson({ file: outline.file, functions })
    files[outline.codeFile ?? outline.file] = [offset, line.length]
    lines.push(line, '\n')
    offset += line.length + 1
  }
  return { outlines: lines.join(''), files }
}

function countRows(selection: Selection): number {
  let rows = 0
  for (const { watched } of selection.files) {
    for (const each of watched) rows += 1 + each.lines.length
  }
  return rows
}

/** Options of the interpreter that would make it run something else than the agent. */
function checkFlags(flags: readonly string[]): void {
  for (const [index, flag] of flags.entries()) {
    const isValue =
      /^-[^-]*[WX]$/.test(flags[index - 1] ?? '') || flags[index - 1] === '--check-hash-based-pycs'
    if (isValue) continue
    if (
      flag.startsWith('--')
        ? flag === '--check-hash-based-pycs'
        : /^-[^-WXcmhV?]*([WX].*)?$/.test(flag) && flag !== '-'
    ) {
      continue
    }
    throw new MebiError(
      'python-flag',
      `${flag} cannot be passed to the interpreter: it would not run the program.`,
      'Options such as -O, -Xdev or -Wdefault can.',
    )
  }
}

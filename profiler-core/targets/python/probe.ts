import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { delimiter, isAbsolute, join } from 'node:path'
import { z } from 'zod'

/** One function, or the module level, of a source file, as the interpreter's own parser sees it. Lines are 1-based. */
export const OutlinedFunction = z.object({
  name: z.string(),
  firstLine: z.number().int(),
  lastLine: z.number().int(),
  /** Carries a `@profile` decorator. */
  decorated: z.boolean(),
  codes: z.array(z.tuple([z.number().int(), z.string()])),
  lines: z.array(z.number().int()),
  continued: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Of the module level of a notebook: each cell is a code object of its own. */
  inParts: z.boolean().optional(),
})
export type OutlinedFunction = z.infer<typeof OutlinedFunction>

const FileOutline = z.union([
  z.object({
    file: z.string(),
    functions: z.array(OutlinedFunction),
    /** Of a file in an archive. */
    text: z.string().optional(),
    /** Of compiled code: the file that it names, where that is not the one which was found. */
    codeFile: z.string().optional(),
    /** Of compiled code: why no text can be shown. */
    note: z.string().optional(),
  }),
  z.object({
    file: z.string(),
    error: z.object({ type: z.string(), message: z.string(), line: z.number().nullable() }),
  }),
])
/** A file's functions, or why there are none: it does not parse, or cannot be read. */
export type FileOutline = z.infer<typeof FileOutline>

const ProbeAnswer = z.object({
  version: z.string(),
  implementation: z.string(),
  executable: z.string().nullable(),
  prefix: z.string(),
  files: z.array(FileOutline).optional(),
})
export type ProbeAnswer = z.infer<typeof ProbeAnswer>

export interface ProbeOptions {
  /** Folder of the agent, which holds `probe.py`. */
  agentDir: string
  /** Working directory: decides which version a version manager's stand-in chooses. */
  cwd?: string | undefined
  /** To which relative names of files in compiled code are relative. */
  sourcesDir?: string | undefined
  /** Of each file that is a notebook, its code: the first line of each cell, and its text. */
  notebooks?: Readonly<Record<string, readonly (readonly [number, string])[]>> | undefined
  timeoutMs: number
}

interface Request {
  files: string[]
  cwd: string | undefined
  notebooks: ProbeOptions['notebooks']
}

/** How a program answered that may be a Python interpreter. */
export type ProbeOutcome =
  | { kind: 'answer'; answer: ProbeAnswer }
  | { kind: 'missing' | 'forbidden' | 'timeout' }
  /** It ran and said something else, or nothing: `detail` is the first line of its errors. */
  | { kind: 'other'; detail: string }

/** Runs `python` on the probe, which outlines `files` (absolute paths). Never rejects. */
export async function probe(python: string, files: string[], options: ProbeOptions): Promise<ProbeOutcome> {
  const script = join(options.agentDir, 'probe.py')
  const request = { files, cwd: options.sourcesDir, notebooks: options.notebooks }
  const outcome = await converse([python, '-I', '-S', '-B', script], request, options)
  if (outcome.kind !== 'other' || !/unknown option: -I/i.test(outcome.detail)) return outcome
  return converse([python, '-E', '-s', '-S', '-B', script], request, options) // Python 2 has no -I
}

/** What an answer about no files may take, in bytes; any more is not our probe talking. */
const SHORT_ANSWER = 65_536
/** What an answer may take at all: about the longest string that Node can hold. */
const LONG_ANSWER = 500_000_000

function converse(command: string[], request: Request, options: ProbeOptions): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const child = launch(command, options.cwd)
    if (child instanceof Error) {
      resolve(failedStart(child))
      return
    }
    const stdout: Buffer[] = []
    let length = 0
    let stderr = ''
    const end = (outcome: ProbeOutcome) => {
      clearTimeout(timer)
      // Whatever the program left running holds the pipes: they are of no more use.
      child.stdout.destroy()
      child.stderr.destroy()
      resolve(outcome)
    }
    const giveUp = (outcome: ProbeOutcome) => {
      killGroup(child)
      end(outcome)
    }
    const timer = setTimeout(() => giveUp({ kind: 'timeout' }), options.timeoutMs)
    child.on('error', (error) => end(failedStart(error)))
    child.stdin.on('error', () => {}) // a program that is no Python may not read it
    child.stdin.end(JSON.stringify(request))
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk)
      length += chunk.length
      if (length > (request.files.length > 0 ? LONG_ANSWER : SHORT_ANSWER))
        giveUp({ kind: 'other', detail: '' })
    })
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (chunk: string) => {
      if (stderr.length < 4096) stderr += chunk
    })
    child.on('close', () => end(parse(Buffer.concat(stdout).toString('utf8'), stderr)))
  })
}

/** Starts the command in a process group of its own, so that what a wrapper script starts can be ended with it. */
function launch(command: string[], cwd: string | undefined): ChildProcessWithoutNullStreams | Error {
  const [program = '', ...args] = command
  try {
    return spawn(program, args, {
      cwd,
      env: environment(),
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error)) // a path with a NUL in it, for one
  }
}

/** A stand-in is a script that looks for others on PATH: not in the project, where relative folders would lead. */
function environment(): NodeJS.ProcessEnv {
  const { PATH } = process.env
  if (PATH === undefined || process.platform === 'win32') return process.env
  return { ...process.env, PATH: PATH.split(delimiter).filter(isAbsolute).join(delimiter) }
}

function killGroup(child: ChildProcessWithoutNullStreams): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // it has just ended
  }
}

function failedStart(error: Error): ProbeOutcome {
  const code = 'code' in error ? error.code : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' }
  if (code === 'EACCES' || code === 'EPERM') return { kind: 'forbidden' }
  return { kind: 'other', detail: error.message }
}

function parse(stdout: string, stderr: string): ProbeOutcome {
  try {
    return { kind: 'answer', answer: ProbeAnswer.parse(JSON.parse(stdout)) }
  } catch {
    const detail = stderr.split('\n').find((line) => line.trim() !== '') ?? ''
    return { kind: 'other', detail: detail.trim().slice(0, 200) }
  }
}

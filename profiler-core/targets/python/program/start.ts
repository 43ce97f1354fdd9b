import { delimiter, join } from 'node:path'
import type { Interpreter, RunRequest } from '../../../contract/index.ts'
import { isNotebook } from '../../../contract/paths.ts'

/** A command line, and what is set in its environment on top of `env`. */
export interface Start {
  words: string[]
  env: Record<string, string>
}

interface Place {
  /** Folder of the agent. */
  agentDir: string
  /** Folder in which the agent keeps its bytecode. */
  cacheDir: string
  /** The run folder. */
  folder: string
  /** The environment that the program is to see. */
  env: Readonly<Record<string, string | undefined>>
}

type Program = Pick<RunRequest, 'target' | 'args' | 'cwd' | 'pythonFlags'>

/**
 * How a program is started under the agent. From 3.12 on no code is rewritten: the interpreter loads the agent before the
 * program (`agent/start/sitecustomize.py`) and runs it as ever, so that nothing of the agent's stands below its frames.
 * Before, and where the interpreter is told to look at no environment, the agent runs the program.
 */
export function startOf(program: Program, { path, version }: Interpreter, place: Place): Start {
  const { agentDir, cacheDir, folder, env } = place
  const spec = join(folder, 'spec.json')
  const { target, args, pythonFlags } = program
  if (!runsNatively(program, version) || ![spec, cacheDir].every(isLine)) {
    const bootstrap = join(agentDir, 'importlib_bootstrap.py')
    return { words: [path, ...pythonFlags, '-B', bootstrap, spec, cacheDir], env: {} }
  }
  const named = target.kind === 'module' ? ['-m', target.name] : [target.path]
  const former = env['PYTHONPATH']
  const start = join(agentDir, 'start')
  return {
    words: [path, '-B', ...pythonFlags, ...named, ...args],
    env: {
      PYTHONPATH: former ? `${start}${delimiter}${former}` : start,
      MEBI_START: [former === undefined ? '' : '1', '', spec, cacheDir].join('\n'),
    },
  }
}

function runsNatively({ target, args, cwd, pythonFlags }: Program, version: string): boolean {
  if (process.platform === 'win32') return false
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 3 || (major === 3 && minor < 12)) return false
  if (target.kind === 'script') {
    if (target.call !== undefined || target.path.startsWith('-') || isNotebook(target.path)) return false
  }
  const name = target.kind === 'script' ? target.path : target.name
  return !pythonFlags.some(deafens) && [name, cwd, ...args].every(isText)
}

/** Whether the interpreter takes no notice of PYTHONPATH, or of `sitecustomize`; a value of -W or -X begins with no hyphen. */
function deafens(flag: string): boolean {
  return /^-[^-WX]*[EIS]/.test(flag)
}

/** Bytes that are not UTF-8 stand as lone surrogates, and can only be handed over in a file. */
function isText(word: string): boolean {
  return !/[\uDC80-\uDCFF]/u.test(word)
}

function isLine(path: string): boolean {
  return isText(path) && !path.includes('\n')
}

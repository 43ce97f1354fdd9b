import { readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type Interpreter, MebiError, type RunRequest } from '../../../contract/index.ts'
import { isNotebook } from '../../../contract/paths.ts'
import { closest } from '../closest.ts'
import { realPath, toFsPath } from '../fsPath.ts'
import { lookUp } from '../places/path.ts'
import { exists, type Machine, surroundingsOf } from '../places/place.ts'
import { foldersOfProject, inProject } from '../places/project.ts'
import { objectionTo } from '../safety/unasked.ts'
import { type Content, contentOf } from './content.ts'
import { type FirstLine, isPythonName } from './firstLine.ts'

/** What Python is to run, where it is not a module that is named. */
export interface Program {
  /** `command`: a script that an installer has made for a command, of which nothing is of interest but what it runs. */
  kind: 'script' | 'folder' | 'archive' | 'bytecode' | 'command' | 'notebook'
  /** What Python is given: as typed, or where it was found. */
  path: string
  /** Real path; of a folder that of its `__main__.py`. */
  file: string
  /** What is to run it, where its first line counts. */
  firstLine: FirstLine | null
}

export interface ProgramDeps extends Machine {
  /** The interpreter that is chosen for the project; commands that it has lie beside it. */
  chosen: () => Promise<Interpreter>
}

/**
 * Finds the program that a path, or the name of an installed command, means: as the shell would, but first among the files of
 * the working folder, then beside the interpreter of the project. `null` for a module.
 *
 * @throws MebiError `script-not-found`, `script-is-folder`, `script-unreadable`, `script-not-a-file`, `script-binary`,
 *   `script-not-python`, `script-cannot-be-called`, `script-foreign`
 */
export async function findProgram(
  request: Pick<RunRequest, 'target' | 'cwd' | 'projectDir'>,
  deps: ProgramDeps,
): Promise<Program | null> {
  const { target, cwd } = request
  if (target.kind === 'module') return null
  const path = await placeOf(target.path, request, deps)
  const program = await programAt(target.path, path, cwd)
  if (target.call !== undefined && program.kind !== 'script') {
    throw new MebiError(
      'script-cannot-be-called',
      `${target.path} cannot be loaded to run a statement: it is ${WORDS[program.kind]}.`,
      'Name a file of Python source.',
    )
  }
  return program
}

const WORDS: Record<Program['kind'], string> = {
  script: 'a script',
  folder: 'a folder',
  archive: 'an archive',
  bytecode: 'compiled',
  command: 'an installed command',
  notebook: 'a notebook',
}

async function placeOf(
  typed: string,
  { cwd, projectDir }: Pick<RunRequest, 'cwd' | 'projectDir'>,
  deps: ProgramDeps,
): Promise<string> {
  const here = resolve(cwd, typed)
  if (!isBareName(typed) || ((await exists(here)) && !(await isPlainFolder(here)))) return typed
  const around = surroundingsOf(projectDir, deps)
  const chosen = await deps.chosen().catch(() => null)
  const beside = [
    chosen?.path,
    ...(await inProject(await foldersOfProject(around), around)).map((each) => each.path),
  ]
  for (const python of beside) {
    if (python === undefined) continue
    for (const name of deps.platform === 'win32' ? [`${typed}.exe`, typed] : [typed]) {
      const path = join(dirname(python), name)
      if ((await exists(path)) && (python === chosen?.path || objectionTo(path, around) === null)) return path
    }
  }
  const found = await lookUp(typed, around)
  const objection = found === null ? null : objectionTo(found, around)
  if (objection === null) return found ?? typed
  throw new MebiError(
    'script-foreign',
    `${found} is the command that ${typed} means. ${objection}`,
    'Give its path to run it.',
  )
}

/** A folder that Python cannot run, such as a package of the same name as the command that it is about. */
async function isPlainFolder(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => null)
  return names !== null && !names.some((name) => /^__main__\.pyc?$/.test(name))
}

function isBareName(path: string): boolean {
  return !/[/\\]/.test(path) && !path.startsWith('.')
}

async function programAt(typed: string, path: string, cwd: string): Promise<Program> {
  const absolute = resolve(cwd, path)
  let content: Content
  let file: string
  try {
    content = contentOf(absolute)
    file = await realPath(absolute)
  } catch (error) {
    throw await failure(typed, absolute, error)
  }
  switch (content.kind) {
    case 'folder':
      return folderProgram(typed, path, file)
    case 'special':
      throw new MebiError('script-not-a-file', `${typed} is not a regular file.`)
    case 'binary':
      throw new MebiError(
        'script-binary',
        `${typed} is not Python source code: it contains NUL bytes.`,
        'Is it a compiled program, an archive, or a text in UTF-16?',
      )
    case 'machine-code':
      throw machineCodeError(typed)
    case 'other-script':
      throw otherScriptError(typed, content.interpreter)
    default: {
      if (isNotebook(absolute)) return { kind: 'notebook', path, file, firstLine: null }
      const kind = content.isStub ? 'command' : content.kind
      return { kind, path, file, firstLine: process.platform === 'win32' ? null : content.firstLine }
    }
  }
}

async function folderProgram(typed: string, path: string, file: string): Promise<Program> {
  for (const name of ['__main__.py', '__main__.pyc']) {
    const main = await realPath(join(file, name)).catch(() => null)
    if (main !== null) return { kind: 'folder', path, file: main, firstLine: null }
  }
  throw new MebiError(
    'script-is-folder',
    `${typed} is a folder without a __main__.py: Python cannot run it.`,
    'Name a file in it, or run a package with -m NAME.',
  )
}

function machineCodeError(typed: string): MebiError {
  return isPythonName(typed)
    ? new MebiError(
        'script-not-python',
        `${typed} is the interpreter itself.`,
        'Leave it out, and name what it is to run; --python PATH chooses the interpreter.',
      )
    : new MebiError(
        'script-not-python',
        `${typed} is machine code, not a Python program.`,
        'Name the Python program that it starts: a file, or -m MODULE.',
      )
}

function otherScriptError(typed: string, interpreter: string): MebiError {
  return new MebiError(
    'script-not-python',
    `${typed} is a script for ${basename(interpreter)}, not a Python program.`,
    'Name the Python program that it starts: a file, or -m MODULE.',
  )
}

async function failure(typed: string, absolute: string, error: unknown): Promise<MebiError> {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return notFound(typed, absolute)
  const reason = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : String(error)
  return new MebiError('script-unreadable', `${typed} cannot be read: ${reason}.`, null, { cause: error })
}

async function notFound(typed: string, absolute: string): Promise<MebiError> {
  const names = await readdir(toFsPath(dirname(absolute))).catch(() => [])
  const near = closest(
    basename(absolute),
    names.filter((name) => name.endsWith('.py')),
  )
  if (near.length > 0) {
    return new MebiError(
      'script-not-found',
      `There is no file ${typed}.`,
      `Did you mean ${near.join(' or ')}?`,
    )
  }
  if (isBareName(typed) && !typed.includes('.')) {
    return new MebiError(
      'script-not-found',
      `There is no file ${typed} here, and no such command of the project's interpreter or on PATH.`,
      `Looked for ${absolute}; an installed module runs with -m.`,
    )
  }
  return new MebiError(
    'script-not-found',
    `There is no file ${typed}.`,
    typed === absolute ? null : `Looked for ${absolute}.`,
  )
}

import { stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { type Interpreter, MebiError } from '../../contract/index.ts'
import { type Assessment, assess, FOREIGN } from './assess.ts'
import { findBest, findInterpreters, type InterpreterDeps, usableCwd } from './interpreters.ts'
import { lookUp } from './places/path.ts'
import { type Candidate, exists, pythonOf, surroundingsOf } from './places/place.ts'
import type { Program } from './program/findProgram.ts'

export interface InterpreterWish {
  /** The project, absolute. */
  projectDir: string
  /** Folder that a relative `explicit` counts from, absolute. */
  cwd: string
  /** What the person named: a path, a bare name on PATH, the folder of an environment, or a version such as `3.12`. */
  explicit?: string | undefined
  /** Path of the interpreter that was chosen for this project before. */
  remembered?: string | null | undefined
}

/**
 * The interpreter for a run: the one that the person named, else the one remembered, else the best one found.
 *
 * @throws MebiError `interpreter-missing`, `interpreter-too-old`, `interpreter-not-cpython`, `interpreter-not-python`,
 *   `interpreter-foreign` or `interpreter-broken` for one that was named and cannot be used; `interpreter-none` where none
 *   was found.
 */
export async function chooseInterpreter(wish: InterpreterWish, deps: InterpreterDeps): Promise<Interpreter> {
  return (await chooseWithReason(wish, deps)).interpreter
}

export interface Choice {
  interpreter: Interpreter
  /** Which one would have come first, and why it was not taken, in sentences; `null` where nothing stood in the way. */
  passedOver: string | null
}

/** The same, and what became of the interpreter that is remembered, or that others may have put there. */
export async function chooseWithReason(wish: InterpreterWish, deps: InterpreterDeps): Promise<Choice> {
  if (wish.explicit !== undefined)
    return { interpreter: await named(wish.explicit, wish, deps, 'person'), passedOver: null }
  if (wish.remembered) {
    const { interpreter } = await assessAt(
      { path: wish.remembered, source: 'chosen for this project', isNamed: true },
      wish,
      deps,
    )
    if (interpreter.problem === null) return { interpreter, passedOver: null }
    return {
      interpreter: (await best(wish.projectDir, deps)).interpreter,
      passedOver: `${wish.remembered}, the interpreter chosen for this project, cannot be used: ${interpreter.problem}`,
    }
  }
  return best(wish.projectDir, deps)
}

/**
 * The interpreter that the first line of a program names; `null` where it names none.
 *
 * @throws MebiError as `chooseInterpreter` does
 */
export async function interpreterOf(
  { path, firstLine }: Program,
  wish: InterpreterWish,
  deps: InterpreterDeps,
): Promise<Interpreter | null> {
  if (firstLine === null) return null
  try {
    return await named(firstLine.interpreter, wish, deps, 'program')
  } catch (error) {
    if (!(error instanceof MebiError)) throw error
    throw new MebiError(
      error.code,
      `${path} names ${firstLine.interpreter} in its first line: ${error.message}`,
      'Name another one with --python PATH.',
      { cause: error },
    )
  }
}

async function best(projectDir: string, deps: InterpreterDeps): Promise<Choice> {
  const all = await findBest(projectDir, deps)
  const usable = all.find((each) => each.problem === null)
  if (usable) return { interpreter: usable.interpreter, passedOver: foreignOne(all) }
  const found = all.map(({ interpreter: { path, problem } }) => `${path}: ${problem}`).join('\n')
  throw new MebiError(
    'interpreter-none',
    all.length === 0
      ? 'No Python interpreter was found on this machine.'
      : `None of the Python interpreters found can be used:\n${found}`,
    'Install CPython 3.8 or newer, or name one with --python PATH.',
  )
}

/** Who expects their own environment should learn why the program does not find its packages. */
function foreignOne(all: Assessment[]): string | null {
  const foreign = all.find(({ problem }) => problem?.code === FOREIGN)
  if (foreign === undefined) return null
  const { path, source, problem } = foreign.interpreter
  return `${path} (${source}) was passed over. ${problem}`
}

/** @param by a path that the person gives is run whoever put it there; what a program names is not */
async function named(
  explicit: string,
  wish: InterpreterWish,
  deps: InterpreterDeps,
  by: 'person' | 'program',
): Promise<Interpreter> {
  if (/^\d+(\.\d+)*$/.test(explicit)) return ofVersion(explicit, wish.projectDir, deps)
  const path = await pathOf(explicit, wish, deps, by)
  if (path === null) {
    throw new MebiError(
      'interpreter-missing',
      `There is no Python interpreter ${explicit}.`,
      isBareName(explicit)
        ? 'It is not on PATH; give its path, or see `mebi doctor` for those found.'
        : 'Give the path of a python program or of a virtual environment; `mebi doctor` lists those found.',
    )
  }
  const isPath = !isBareName(explicit) || path.startsWith(resolve(wish.cwd, explicit))
  const { interpreter, problem } = await assessAt(
    { path, source: 'named', isNamed: isPath && by === 'person' },
    wish,
    deps,
  )
  if (problem) {
    throw new MebiError(
      problem.code,
      `${explicit} cannot be used: ${problem.sentence}`,
      '`mebi doctor` lists the interpreters that can.',
    )
  }
  return interpreter
}

async function ofVersion(version: string, projectDir: string, deps: InterpreterDeps): Promise<Interpreter> {
  const all = await findInterpreters(projectDir, deps)
  const fits = (each: Interpreter) => each.version === version || each.version.startsWith(`${version}.`)
  const found = all.find((each) => fits(each) && each.problem === null)
  if (found) return found
  const versions = [...new Set(all.filter((each) => each.problem === null).map((each) => each.version))]
  const unusable = all.find(fits)
  throw new MebiError(
    'interpreter-missing',
    unusable
      ? `${unusable.path} cannot be used: ${unusable.problem}`
      : `No Python ${version} was found on this machine.`,
    versions.length > 0
      ? `Found: ${versions.join(', ')}.`
      : 'Install it, or name another with --python PATH.',
  )
}

async function pathOf(
  explicit: string,
  wish: InterpreterWish,
  deps: InterpreterDeps,
  by: 'person' | 'program',
): Promise<string | null> {
  const here = resolve(wish.cwd, explicit)
  const isFolder = await stat(here).then(
    (info) => info.isDirectory(),
    () => false,
  )
  if (isFolder && by === 'person') return pythonOf(here, deps.platform)
  if (isBareName(explicit)) return lookUp(explicit, surroundingsOf(wish.projectDir, deps))
  if (deps.platform === 'win32' && !(await exists(here)) && (await exists(`${here}.exe`)))
    return `${here}.exe`
  return (await exists(here)) ? join(here) : null
}

function isBareName(name: string): boolean {
  return !name.includes('/') && !name.includes(sep)
}

async function assessAt(candidate: Candidate, wish: InterpreterWish, deps: InterpreterDeps) {
  return assess(candidate, { agentDir: deps.agentDir, cwd: await usableCwd(wish.cwd), env: deps.env })
}

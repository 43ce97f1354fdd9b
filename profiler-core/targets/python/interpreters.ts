import { realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Interpreter } from '../../contract/index.ts'
import { type Assessment, assess, FOREIGN } from './assess.ts'
import { concurrently } from './concurrently.ts'
import { conda } from './places/conda.ts'
import { fromManagers } from './places/managers.ts'
import { fromLauncher, onPath } from './places/path.ts'
import { type Candidate, exists, type Machine, type Surroundings, surroundingsOf } from './places/place.ts'
import { active, foldersOfProject, inProject } from './places/project.ts'
import { installedVersions } from './places/versions.ts'
import { objectionTo } from './safety/unasked.ts'

/** What finding interpreters needs from outside. */
export interface InterpreterDeps extends Machine {
  /** Folder of the agent, which holds `probe.py`. */
  agentDir: string
}

/** How many interpreters are started at once to ask what they are. */
const CONCURRENCY = 8

/**
 * The interpreters that fit a project, best first: its own environments, the active one, what it asks for, PATH, and
 * whatever else is installed, newest first. Those that cannot be used come last and say why. Never rejects.
 *
 * @param projectDir absolute
 */
export async function findInterpreters(projectDir: string, deps: InterpreterDeps): Promise<Interpreter[]> {
  const { wanted, others } = await candidates(surroundingsOf(projectDir, deps))
  const all = await usableFirst(
    await assessAll(wanted, projectDir, deps),
    await assessAll(others, projectDir, deps),
  )
  return all.map(({ interpreter }) => interpreter)
}

/**
 * The same, but no more are started, which takes its time, than it takes to find one that can be used: the first, else
 * those that the project wants, else all.
 */
export async function findBest(projectDir: string, deps: InterpreterDeps): Promise<Assessment[]> {
  const { wanted, others } = await candidates(surroundingsOf(projectDir, deps))
  const [best, ...further] = await distinct(wanted, deps.env)
  const found: Assessment[] = []
  for (const next of [best === undefined ? [] : [best], further]) {
    found.push(...(await assessAll(next, projectDir, deps)))
    if (found.some(({ problem }) => problem === null)) return usableFirst(found, [])
  }
  return usableFirst(found, await assessAll(others, projectDir, deps))
}

async function assessAll(
  list: Candidate[],
  projectDir: string,
  { agentDir, env }: InterpreterDeps,
): Promise<Assessment[]> {
  const cwd = await usableCwd(projectDir)
  return concurrently(CONCURRENCY, await distinct(list, env), (candidate) =>
    assess(candidate, { agentDir, cwd, env }),
  )
}

async function usableFirst(first: Assessment[], rest: Assessment[]): Promise<Assessment[]> {
  const newestFirst = rest.sort((a, b) => compareVersions(b.interpreter, a.interpreter))
  const all = await distinctAnswers([...first, ...newestFirst])
  return [...all.filter((each) => each.problem === null), ...all.filter((each) => each.problem !== null)]
}

/** A folder that a program can be started in; `undefined` where this one cannot. */
export async function usableCwd(folder: string): Promise<string | undefined> {
  const info = await stat(folder).catch(() => null)
  return info?.isDirectory() ? folder : undefined
}

async function candidates(around: Surroundings): Promise<{ wanted: Candidate[]; others: Candidate[] }> {
  const folders = await foldersOfProject(around)
  const [own, activated, managed, condas, versions, path, launcher] = await Promise.all([
    inProject(folders, around),
    active(around),
    fromManagers(around),
    conda(around),
    installedVersions(around, folders),
    onPath(around),
    fromLauncher(around),
  ])
  return {
    wanted: [...own, ...activated, ...managed, ...condas.ofProject, ...versions.ofProject, ...path],
    others: [...versions.others, ...condas.others, ...launcher],
  }
}

/**
 * What makes two paths the same interpreter: the file that they lead to and the environment that they lie in. The
 * interpreter of an environment is a link to another one's file, but has other packages.
 */
async function identity(path: string): Promise<string> {
  const real = await realpath(path).catch(() => path)
  const prefix = dirname(dirname(path))
  const isEnvironment = await exists(join(prefix, 'pyvenv.cfg'))
  return isEnvironment ? `${real}\0${await realpath(prefix).catch(() => prefix)}` : real
}

async function distinct(list: Candidate[], env: Machine['env']): Promise<Candidate[]> {
  const byIdentity = new Map<string, Candidate>()
  for (const candidate of list) {
    // One that is not run unasked stands in for none that is.
    const isForeign = objectionTo(candidate.path, { env }) !== null
    const key = `${await identity(candidate.path)}${isForeign ? '\0foreign' : ''}`
    if (!byIdentity.has(key)) byIdentity.set(key, candidate)
  }
  return [...byIdentity.values()]
}

/** Leaves out what turned out to be a stand-in for an interpreter that came before. */
async function distinctAnswers(list: Assessment[]): Promise<Assessment[]> {
  const byIdentity = new Map<string, Assessment>()
  for (const each of list) {
    const isForeign = each.problem?.code === FOREIGN
    const key = `${await identity(each.interpreter.path)}${isForeign ? '\0foreign' : ''}`
    if (!byIdentity.has(key)) byIdentity.set(key, each)
  }
  return [...byIdentity.values()]
}

function compareVersions(a: Interpreter, b: Interpreter): number {
  return a.version.localeCompare(b.version, 'en', { numeric: true })
}

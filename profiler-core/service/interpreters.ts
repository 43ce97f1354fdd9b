import type { Interpreter } from '../contract/index.ts'
import { chooseInterpreter } from '../targets/python/choose.ts'
import { findInterpreters, type InterpreterDeps } from '../targets/python/interpreters.ts'
import type { History } from './history.ts'

/** The interpreters that fit a project, best first: the one that was chosen for it, then as they were found. */
export async function listInterpreters(
  projectDir: string,
  history: History,
  deps: InterpreterDeps,
): Promise<Interpreter[]> {
  const found = await findInterpreters(projectDir, deps)
  const remembered = history.interpreterChoice(projectDir)
  if (remembered === null) return found
  const listed = found.find(({ path }) => path === remembered)
  // What was chosen is run, also where it would not be unasked.
  const chosen = listed?.problem === null ? listed : ((await usable(projectDir, remembered, deps)) ?? listed)
  if (chosen === undefined) return found
  return [
    { ...chosen, source: 'chosen for this project' },
    ...found.filter(({ path }) => path !== remembered),
  ]
}

/** Remembers an interpreter for a project and returns it, or forgets it. Throws where it cannot be used. */
export async function rememberInterpreter(
  projectDir: string,
  path: string | null,
  history: History,
  deps: InterpreterDeps,
): Promise<Interpreter | null> {
  const chosen =
    path === null ? null : await chooseInterpreter({ projectDir, cwd: projectDir, explicit: path }, deps)
  history.store.chooseInterpreter(projectDir, chosen?.path ?? null)
  return chosen
}

async function usable(projectDir: string, path: string, deps: InterpreterDeps): Promise<Interpreter | null> {
  return chooseInterpreter({ projectDir, cwd: projectDir, explicit: path }, deps).catch(() => null)
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { Interpreter, RunRequest } from '../../../../profiler-core/contract/index.ts'
import { realPath } from '../../../../profiler-core/targets/python/fsPath.ts'
import {
  findInterpreters,
  type InterpreterDeps,
} from '../../../../profiler-core/targets/python/interpreters.ts'
import { findProgram, type Program } from '../../../../profiler-core/targets/python/program/findProgram.ts'

export const agentDir = fileURLToPath(
  new URL('../../../../profiler-core/targets/python/agent', import.meta.url),
)

/** The machine that the tests run on. */
export const thisMachine: InterpreterDeps = {
  agentDir,
  env: process.env,
  home: homedir(),
  platform: process.platform,
}

/** What the target of a request means on this machine, where the project has the best interpreter. */
export async function programOf(
  request: Pick<RunRequest, 'target' | 'cwd' | 'projectDir'>,
): Promise<Program | null> {
  return findProgram(request, { ...thisMachine, chosen: anInterpreter })
}

let found: Promise<Interpreter[]> | undefined

/** Every interpreter of this machine that Mebi can use, best first. */
export async function usableInterpreters(): Promise<Interpreter[]> {
  found ??= findInterpreters(tmpdir(), thisMachine)
  const usable = (await found).filter((each) => each.problem === null)
  if (usable.length === 0) throw new Error('These tests need a CPython of 3.8 or newer.')
  return usable
}

/** The best interpreter of this machine. */
export async function anInterpreter(): Promise<Interpreter> {
  const [best] = await usableInterpreters()
  return best!
}

/** One interpreter for each minor version, the oldest first. */
export async function oneOfEachVersion(): Promise<Interpreter[]> {
  const byVersion = new Map<string, Interpreter>()
  for (const each of await usableInterpreters()) {
    const version = each.version.split('.').slice(0, 2).join('.')
    if (!byVersion.has(version)) byVersion.set(version, each)
  }
  return [...byVersion.values()].sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }))
}

const made: string[] = []
afterAll(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** An empty folder that is removed after the tests of the file; a real path. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realPath(await mkdtemp(join(tmpdir(), 'mebi-test-')))
  made.push(folder)
  return folder
}

/** A temporary folder with these files, by their relative path. */
export async function folderWith(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

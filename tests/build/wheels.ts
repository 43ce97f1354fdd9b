import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { hatchPython, pythonWithin } from '../../build/python/hatch.mjs'
import { temporaryFolder } from '../profiler-core/targets/python/support.ts'

const run = promisify(execFile)

/** This system as better-sqlite3 names it; the tests run with glibc on Linux. */
export const here = `${process.platform}-${process.arch}`

/** Why no wheels can be built here, or `null`. */
export async function buildingMissing(): Promise<string | null> {
  try {
    await hatchPython()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What is in a wheel, by path. */
export async function listWheel(python: string, wheel: string): Promise<string[]> {
  const code = 'import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep="\\n")'
  const { stdout } = await run(python, ['-I', '-c', code, wheel])
  return stdout.trim().split('\n')
}

/** The text of a file of a wheel. */
export async function readWheel(python: string, wheel: string, name: string): Promise<string> {
  const code = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())'
  const { stdout } = await run(python, ['-I', '-c', code, wheel, name])
  return stdout
}

/** A fresh virtual environment in a folder that does not stay. */
export class Environment {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async with(python: string): Promise<Environment> {
    const folder = await temporaryFolder()
    await run(python, ['-m', 'venv', folder])
    return new Environment(folder)
  }

  get python(): string {
    return join(this.folder, pythonWithin)
  }

  /** The programs of the environment. */
  get programs(): string {
    return join(this.python, '..')
  }

  get packages(): string {
    const lib = join(this.folder, 'lib')
    const [python = ''] = readdirSync(lib)
    return join(lib, python, 'site-packages')
  }

  async pip(...words: string[]): Promise<void> {
    const options = ['--quiet', '--disable-pip-version-check', '--retries=1', '--timeout=10']
    await run(this.python, ['-m', 'pip', 'install', ...options, ...words], { timeout: 240_000 })
  }
}
